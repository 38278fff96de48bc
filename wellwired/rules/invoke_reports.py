"""How rules speak of the routes and authorizers that a function's resource policy does not cover."""

from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from wellwired.model.api import Authorizer, Method
from wellwired.model.compute import Function, Permission
from wellwired.model.invocations import Invocation
from wellwired.model.invoke_gaps import Cause, Gap, gaps_of
from wellwired.model.text import display
from wellwired.model.wiring import Wiring

_SHOWN: Final = 5


class GapGroup(NamedTuple):
    """Gaps that one permission nearly covers, or (where it is None) that none does."""

    permission: Permission | None
    gaps: tuple[Gap, ...]

    @property
    def callers(self) -> str:
        """The routes, as a message says them."""
        stages = {gap.invocation.stage for gap in self.gaps}
        return join_labels(_label(gap.invocation, staged=len(stages) > 1) for gap in self.gaps)

    @property
    def first(self) -> Invocation:
        """The first of the invocations."""
        return self.gaps[0].invocation

    @property
    def source_arn(self) -> str:
        """The SourceArn that would cover the first gap, as a template spells it."""
        (source, *_), *_ = self.first.sources(stage="*")
        return f"arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:{display(source)}"


def group_gaps(wiring: Wiring, function: Function, cause: Cause) -> Iterator[GapGroup]:
    """The methods' gaps of a function that have this cause, by the permission they are told by."""
    groups: dict[int, list[Gap]] = {}
    for gap in gaps_of(wiring, function).found:
        if gap.cause is cause and isinstance(gap.invocation.caller, Method):
            groups.setdefault(id(gap.permission), []).append(gap)
    for gaps in groups.values():
        yield GapGroup(gaps[0].permission, tuple(gaps))


def find_authorizer_gap(wiring: Wiring, authorizer: Authorizer, function: Function) -> Gap | None:
    """The gap that an authorizer's call of its function falls into."""
    found = gaps_of(wiring, function).found
    return next((gap for gap in found if gap.invocation.caller is authorizer), None)


def join_labels(labels: Iterable[str]) -> str:
    """Labels as a message lists them: each once, the first few by name, the rest counted."""
    once = list(dict.fromkeys(labels))
    if len(once) > _SHOWN:
        return f"{', '.join(once[:_SHOWN])} and {len(once) - _SHOWN} more"
    return ", ".join(once[:-1]) + (" and " if len(once) > 1 else "") + "".join(once[-1:])


def _label(invocation: Invocation, *, staged: bool) -> str:
    return f"{display(invocation.label)} in {display(invocation.stage)}" if staged else display(invocation.label)
