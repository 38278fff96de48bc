"""Judging a template given as text, by one rule."""

from collections.abc import Callable

import pytest

from wellwired.engine import judge
from wellwired.findings import Finding, Outcome
from wellwired.readers import read_text
from wellwired.rules import find_rule

Judged = Callable[[str, str], Outcome]
Reported = Callable[[str, str], list[Finding]]


@pytest.fixture(scope="session")
def judged() -> Judged:
    """What a rule has to say of a template."""

    def run(name: str, template: str) -> Outcome:
        rule = find_rule(name)
        assert rule is not None, name
        outcome = judge(read_text(template, "template.yaml"), [rule])
        assert outcome.crashes == []
        return outcome

    return run


@pytest.fixture(scope="session")
def reported(judged: Judged) -> Reported:
    """What a rule finds in a template that leaves nothing open."""

    def run(name: str, template: str) -> list[Finding]:
        outcome = judged(name, template)
        assert outcome.open == []
        return list(outcome.findings)

    return run
