"""The causes themselves, read from one data file per HTTP status.

The facts were taken from recordings on AWS, published captures and AWS's documentation; `evidence` says which.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any, Final

import yaml

# What the word under `evidence` stands for.
EVIDENCE: Final[Mapping[str, str]] = {
    "recorded": "recorded on AWS by a public test",
    "captured": "raw output of AWS, published by somebody",
    "documented": "AWS's documentation says so",
    "reported": "somebody reports it, without raw output",
    "inferred": "follows from other facts, not seen",
    "unknown": "nobody has shown it",
}
# Files in the order in which their causes are thought of where nothing tells them apart.
_FILES: Final = (502, 500, 403, 504, 429, 401, 400, 503, 413, 415, 404, 409, 414, 431, 405, 501, "any")


@dataclass(frozen=True, slots=True)
class Signs:
    """What gives a cause away: expressions over log lines and bodies, response types, and tags of the evidence.

    needs_tag: whether its log lines, which another cause writes too, count only beside one of its tags.
    """

    log: tuple[re.Pattern[str], ...] = ()
    body: tuple[re.Pattern[str], ...] = ()
    response_type: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    needs_tag: bool = False


@dataclass(frozen=True, slots=True)
class Cause:
    """One distinct cause of an error.

    status: what the client sees; None where it can be any. sees: the built-in body. error_type: the
    x-amzn-ErrorType header ("" where the gateway did not make the answer, None where nobody knows).
    execution_log, access_log: what they say. tell: how to tell it from its neighbours. retry: whether repeating
    helps, and how. cdk, console: the cure. rules: the wiring rules that would have caught it.
    """

    id: str
    status: int | None
    title: str
    sees: str
    tell: str
    retry: str
    cdk: str
    console: str
    evidence: str
    source: str
    error_type: str | None = None
    response_type: str = ""
    execution_log: str = ""
    access_log: str = ""
    rules: tuple[str, ...] = ()
    signs: Signs = field(default_factory=Signs, repr=False)


@cache
def all_causes() -> tuple[Cause, ...]:
    """Every cause, the likelier ones of a status first."""
    return tuple(cause for name in _FILES for cause in _read(str(name)))


def find_cause(cause_id: str) -> Cause | None:
    """The cause of this id."""
    return next((cause for cause in all_causes() if cause.id == cause_id), None)


def _read(name: str) -> Iterator[Cause]:
    text = resources.files("wellwired.causes").joinpath("data", f"{name}.yaml").read_text(encoding="utf-8")
    document: dict[str, Any] = yaml.safe_load(text)
    for row in document["causes"]:
        given = {"sees": "", "error_type": None, **document.get("defaults", {}), **row}
        signs: Mapping[str, Any] = given.pop("signs", {})
        rules = tuple(given.pop("rules", ()))
        yield Cause(status=document["status"], rules=rules, signs=_signs(signs), **given)


def _signs(spelled: Mapping[str, Any]) -> Signs:
    return Signs(
        log=tuple(re.compile(pattern, re.MULTILINE) for pattern in spelled.get("log", ())),
        body=tuple(re.compile(pattern, re.MULTILINE) for pattern in spelled.get("body", ())),
        response_type=tuple(spelled.get("response_type", ())),
        tags=tuple(spelled.get("tags", ())),
        needs_tag=bool(spelled.get("needs_tag", False)),
    )
