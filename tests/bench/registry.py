"""What a fault of the bench is, and the list of them all."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Any

from .draft import Draft

Cut = Callable[[Draft], None]

ALL = ("handwritten", "cdk", "sam", "openapi")
PLAIN = ("handwritten", "cdk", "openapi")  # methods are in the template, as resources or in a body
RESOURCES = ("handwritten", "cdk")  # methods are resources

FAMILIES = (
    "integration",
    "timeouts",
    "permission",
    "logging",
    "deployment",
    "usage",
    "authorizers",
    "cors",
    "validation",
    "binary",
    "function",
    "responses",
    "alarms",
    "edge",
)


@dataclass(frozen=True)
class Fault:
    """One realistic cut: ``line`` is what the list of faults calls it, ``what`` how this one differs (a sibling)."""

    id: str
    family: str
    line: str
    effect: str
    what: str
    cuts: dict[str, Cut]


@dataclass(frozen=True)
class Mutant:
    """A base after exactly one cut."""

    fault: Fault
    base: str
    template: dict[str, Any]

    @property
    def name(self) -> str:
        """Unique over the bench."""
        return f"{self.base}--{self.fault.id}"


_FAULTS: dict[str, Fault] = {}


def cut(fault_id: str, line: str, effect: str, *bases: str, what: str = "") -> Callable[[Cut], Cut]:
    """Register a cut under a new id for ``bases``; ``what`` marks a sibling and says how it differs from the line."""

    def register(function: Cut) -> Cut:
        assert fault_id not in _FAULTS, fault_id
        family = function.__module__.rpartition(".cuts_")[2]
        _FAULTS[fault_id] = Fault(fault_id, family, line, effect, what, dict.fromkeys(bases, function))
        return function

    return register


def also(fault_id: str, *bases: str) -> Callable[[Cut], Cut]:
    """Register how the same fault is cut into other bases."""

    def register(function: Cut) -> Cut:
        known = _FAULTS[fault_id].cuts
        for base in bases:
            assert base not in known, (fault_id, base)
            known[base] = function
        return function

    return register


def get_faults() -> tuple[Fault, ...]:
    """Every fault, family by family."""
    for family in FAMILIES:
        import_module(f".cuts_{family}", __package__)
    return tuple(sorted(_FAULTS.values(), key=lambda fault: FAMILIES.index(fault.family)))


def make_mutants(base: str | None = None) -> Iterator[Mutant]:
    """Every fault cut into every base that can express it (or into one base); a cut that changes nothing fails."""
    originals = {name: Draft(name).template for name in ALL}
    for fault in get_faults():
        for name, function in fault.cuts.items():
            if base not in (None, name):
                continue
            draft = Draft(name)
            function(draft)
            assert draft.template != originals[name], f"{fault.id} changes nothing in {name}"
            yield Mutant(fault, name, draft.template)
