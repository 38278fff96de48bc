"""Which stacks of an app see one another: those of one environment, but no copies of one another."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from wellwired.readers.template import Template


@dataclass(frozen=True, slots=True, eq=False)
class Stack:
    """A stack of an assembly.

    name: as CloudFormation knows it. region, account: "" where they are left open. parameters: what the manifest
    passes. stage: construct path of the `cdk.Stage` that holds it, "" for the app. path: its construct path below that.
    artifact, dependencies: its name in the manifest, and the names of what is deployed before it.
    """

    template: Template
    name: str
    region: str
    account: str
    parameters: Mapping[str, str]
    stage: str
    path: str
    artifact: str
    dependencies: frozenset[str]


class View(NamedTuple):
    """Stacks that see one another. Those of the stages in `judged` are judged, the others only looked at."""

    stacks: Sequence[Stack]
    judged: Collection[str]


def find_views(stacks: Sequence[Stack]) -> list[View]:
    """The views of an environment, given its stacks; each of them is judged in one.

    Stages that hold the same stacks, such as dev and prod, are copies. A copy sees the stacks around it and inside it
    that it does not hold itself, and the stages of which there is no copy; these see everything.
    """
    holders = Counter(stack.path for stack in stacks)
    copies = {stack.stage for stack in stacks if holders[stack.path] > 1}
    held = {(stack.stage, stack.path) for stack in stacks}

    def sees(stage: str, stack: Stack) -> bool:
        if stage not in copies or stack.stage not in copies or stack.stage == stage:
            return True
        is_nested = _is_around(stack.stage, stage) or _is_around(stage, stack.stage)
        return is_nested and (stage, stack.path) not in held

    views: dict[tuple[Stack, ...], list[str]] = {}
    for stage in dict.fromkeys(stack.stage for stack in stacks):
        seen = tuple(stack for stack in stacks if sees(stage, stack))
        views.setdefault(seen, []).append(stage)
    return [View(seen, judged) for seen, judged in views.items()]


def _is_around(outer: str, inner: str) -> bool:
    return not outer or inner.startswith(f"{outer}/")
