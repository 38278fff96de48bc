"""Judges bases and mutants with the rules, and says which faults are seen, and by what."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from wellwired.documents import DocumentError
from wellwired.engine import judge
from wellwired.findings import Finding, Outcome, Severity
from wellwired.readers import read_text

from .expectations import EXPECTED_RULES
from .registry import Fault, Mutant, make_mutants
from .templates import BASES, FILES, render_template
from .variants import make_variants


@dataclass(frozen=True)
class Verdict:
    """What the rules say of one mutant that they do not say of its base; ``refused`` where it cannot be read."""

    fault: Fault
    base: str
    new: tuple[Finding, ...]
    refused: str = ""

    @property
    def name(self) -> str:
        """Unique over the bench."""
        return f"{self.base}--{self.fault.id}"

    @property
    def expected(self) -> tuple[str, ...]:
        """The rules that ought to see the fault."""
        return EXPECTED_RULES.get(self.fault.id, ())

    @property
    def by_rules(self) -> dict[str, Severity]:
        """Every rule with a new finding, and its severity."""
        return {finding.rule: finding.severity for finding in self.new}

    @property
    def noticed(self) -> bool:
        """Whether anything new is said at all."""
        return bool(self.new or self.refused)

    @property
    def seen(self) -> bool:
        """Whether an expected rule reports it; as long as none is named, whether a warning or an error does."""
        if self.refused:
            return "deploy" in self.fault.effect
        if self.expected:
            return any(rule in self.by_rules for rule in self.expected)
        return any(severity > Severity.NOTE for severity in self.by_rules.values())


def judge_text(text: str, file: str) -> Outcome:
    """Read and judge one template."""
    return judge(read_text(text, file))


@cache
def judge_base(base: str) -> Outcome:
    """What is said of a base."""
    return judge_text((BASES / FILES[base]).read_text(encoding="utf-8"), FILES[base])


def _key(finding: Finding) -> tuple[str, str, str, str]:
    return finding.rule, finding.address, finding.property, finding.message


def judge_variant(base: str, template: dict[str, Any]) -> tuple[Finding, ...]:
    """What is said of a changed base, in its own spelling, that is not said of the base; raises `DocumentError`."""
    known = Counter(_key(finding) for finding in judge_base(base).findings)
    outcome = judge_text(render_template(base, template), FILES[base])
    assert not outcome.crashes, outcome.crashes
    new = []
    for finding in outcome.findings:
        key = _key(finding)
        if known[key]:
            known[key] -= 1
        else:
            new.append(finding)
    return tuple(new)


def weigh(mutant: Mutant) -> Verdict:
    """Judge one mutant against its base."""
    try:
        return Verdict(mutant.fault, mutant.base, judge_variant(mutant.base, mutant.template))
    except DocumentError as error:
        return Verdict(mutant.fault, mutant.base, (), str(error))


def weigh_all(families: Iterable[str] = ()) -> Iterator[Verdict]:
    """Every mutant's verdict, of some families or of all."""
    wanted = set(families)
    for mutant in make_mutants():
        if not wanted or mutant.fault.family in wanted:
            yield weigh(mutant)


def find_false_alarms() -> Iterator[tuple[str, Finding]]:
    """Every error or warning on a template that is only another good way to write a base, with its name."""
    for name, base, template in make_variants():
        for finding in judge_variant(base, template):
            if finding.severity > Severity.NOTE:
                yield name, finding
