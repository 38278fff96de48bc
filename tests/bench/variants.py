"""Other good ways to write the same API: changes after which nothing may be reported as an error or a warning."""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from .draft import Draft
from .registry import Cut

MODULES = ("variants_of_wires", "variants_of_access", "variants_around", "variants_with_less")


@dataclass(frozen=True)
class Change:
    """A harmless change and the bases it can be made in."""

    id: str
    bases: tuple[str, ...]
    make: Cut


CHANGES: list[Change] = []


def harmless(change_id: str, *bases: str) -> Callable[[Cut], Cut]:
    """Register a change that nobody may complain of."""

    def register(function: Cut) -> Cut:
        assert change_id not in {change.id for change in CHANGES}, change_id
        CHANGES.append(Change(change_id, bases, function))
        return function

    return register


def make_variants() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Name, base and template of every base after every harmless change it can take."""
    for module in MODULES:
        import_module(f".{module}", __package__)
    for change in CHANGES:
        for base in change.bases:
            draft = Draft(base)
            before = copy.deepcopy(draft.template)
            change.make(draft)
            assert draft.template != before, (change.id, base)
            yield f"{base}--{change.id}", base, draft.template
