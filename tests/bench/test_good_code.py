"""Handlers and authorizers in the shapes that people write them in: nothing is said of code that does its work."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from wellwired.findings import Severity

from .draft import Draft
from .verdicts import judge_variant

FOLDER = Path(__file__).parent / "good_code"
PARTS = {"handlers.txt": "handler", "authorizers.txt": "authorizer function"}


def read_codes() -> Iterator[tuple[str, str, str]]:
    """The part of the API, a name and the code of each example; a line of four hashes begins one."""
    for file, part in PARTS.items():
        text = (FOLDER / file).read_text(encoding="utf-8")
        for name, code in re.findall(r"^#### (.+)\n((?:(?!####).*\n)+)", text, flags=re.MULTILINE):
            yield part, name, code.strip() + "\n"


CODES = list(read_codes())


def test_there_are_examples_of_both() -> None:
    assert {part for part, _, _ in CODES} == set(PARTS.values())
    assert len(CODES) > 50


@pytest.mark.parametrize(("part", "name", "code"), CODES, ids=lambda value: value if len(value) < 30 else "")
def test_nothing_is_said_of_code_that_works(part: str, name: str, code: str) -> None:
    compile(code, name, "exec")
    draft = Draft("cdk")
    draft.set_code(code, part)
    said = [finding for finding in judge_variant("cdk", draft.template) if finding.severity > Severity.NOTE]
    assert said == []
