"""The catalogue of wiring rules: one module a rule, in a folder a family; a rule's page is its module's docstring."""

import inspect
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module

from wellwired.findings import Finding, Severity
from wellwired.model.node import Node
from wellwired.model.wiring import Wiring

Judge = Callable[..., Iterator[Finding]]


@dataclass(frozen=True, slots=True)
class Rule:
    """A named defect and the function that looks for it.

    name: kebab-case name of the defect. family: the folder it lives in. status: what a client sees ("502"),
    "deploy" where the deployment fails, or "" for visibility. kind: the node type that the function takes first,
    or None where it takes the whole wiring. with_wiring: whether it takes the wiring besides a node.
    """

    name: str
    family: str
    severity: Severity
    status: str
    since: str
    kind: type[Node] | None
    judge: Judge
    with_wiring: bool = field(init=False)

    def __post_init__(self) -> None:
        """Look at the function once, not at every node."""
        object.__setattr__(self, "with_wiring", self.judge.__code__.co_argcount > 1)

    @property
    def page(self) -> str:
        """The rule's page: its module's docstring, in Markdown."""
        return inspect.cleandoc(sys.modules[self.judge.__module__].__doc__ or "")

    @property
    def title(self) -> str:
        """The first sentence of the page."""
        return self.page.partition("\n")[0].rstrip(".")

    def examples(self, heading: str) -> tuple[str, ...]:
        """The YAML templates under a heading of the page: "Reported" or "Not reported"."""
        section = re.search(rf"^## {heading}$(.*?)(?=^## |\Z)", self.page, re.MULTILINE | re.DOTALL)
        return tuple(re.findall(r"```yaml\n(.*?)```", section[1], re.DOTALL)) if section else ()


def rule(*, severity: Severity, status: str, since: str) -> Callable[[Judge], Rule]:
    """Make a function a rule; its name, family and page come from the module it stands in."""

    def wrap(judge: Judge) -> Rule:
        first = next(iter(judge.__annotations__.values()))
        return Rule(
            name=judge.__name__.replace("_", "-"),
            family=judge.__module__.split(".")[-2],
            severity=severity,
            status=status,
            since=since,
            kind=None if first is Wiring else first,
            judge=judge,
        )

    return wrap


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, by family and name."""
    found: list[Rule] = []
    for family in pkgutil.iter_modules(__path__, f"{__name__}."):
        if not family.ispkg:
            continue
        package = import_module(family.name)
        for module in pkgutil.iter_modules(package.__path__, f"{family.name}."):
            found.extend(item for item in vars(import_module(module.name)).values() if isinstance(item, Rule))
    return tuple(sorted(found, key=lambda item: (item.family, item.name)))


def find_rule(name: str) -> Rule | None:
    """The rule of this name."""
    return next((item for item in all_rules() if item.name == name), None)
