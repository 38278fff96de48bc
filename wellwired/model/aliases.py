"""Aliases that somebody asks for and nobody publishes."""

from typing import NamedTuple

from wellwired.model.compute import Alias
from wellwired.model.function_name import parse_function_name
from wellwired.model.setting import Unsettled
from wellwired.model.text import find_hole, is_literal
from wellwired.model.wiring import Target, Wiring


class UnknownAlias(NamedTuple):
    """The alias that is asked for, and those that are published, as symbolic text."""

    name: str
    published: tuple[str, ...]


def find_unknown_alias(wiring: Wiring, target: Target) -> UnknownAlias | None:
    """The alias that a target names and the wiring lacks, where the function itself is among the nodes.

    Numbers and $LATEST are versions, which exist without a resource of their own.
    """
    asked = target.spelled.qualifier
    if target.function is None or target.alias is not None or target.version is not None:
        return None
    if not asked or not is_literal(asked) or asked.isdigit() or asked.startswith("$"):
        return None
    names = [parse_function_name(alias.arn) for alias in wiring.all(Alias) if alias.arn]
    published = tuple(name.qualifier for name in names if name.name == target.function.physical_id)
    for name in published:
        reason = find_hole(name)
        if reason:
            raise Unsettled(reason)
    return UnknownAlias(asked, published)
