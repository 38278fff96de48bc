"""Ranked causes to text, Markdown or JSON: what speaks for each, how to tell it from the next one, and its cure."""

import json
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from wellwired.causes.catalogue import EVIDENCE, Cause
from wellwired.causes.matching import Match
from wellwired.printable import printable
from wellwired.reports.ink import Ink

_WIDTH = 100
_UNKNOWN = "no line of its own is known"


def render_text(matches: Sequence[Match], *, rest: int, color: bool) -> str:
    """For a terminal: the first cause first. rest: how many more there are than those given."""
    ink = Ink(on=color)
    parts = [_text(place, match, ink) for place, match in enumerate(matches, 1)]
    if rest:
        parts.append(ink(f"{rest} less likely causes are left out; --limit shows more", "dim") + "\n")
    return "\n".join(parts)


def _text(place: int, match: Match, ink: Ink) -> str:
    cause = match.cause
    head = f"{place}. {ink(cause.title, 'bold')} {ink(f'({cause.id})', 'dim')}"
    lines = [head]
    for word, value in _rows(match):
        wrapped = textwrap.wrap(value, _WIDTH - 15) or [""]
        lines.append(f"   {ink(f'{word:10}', 'cyan')} {wrapped[0]}")
        lines += [f"   {'':10} {line}" for line in wrapped[1:]]
    return "\n".join(lines) + "\n"


def _rows(match: Match) -> Iterator[tuple[str, str]]:
    cause = match.cause
    if match.seen:
        yield "seen", "; ".join(printable(item) for item in match.seen)
    yield "client", " ".join(part for part in (str(cause.status or "any status"), cause.sees) if part)
    yield "log", cause.execution_log or _UNKNOWN
    yield "access log", cause.access_log or _UNKNOWN
    yield "tell", cause.tell
    yield "retry", cause.retry
    yield "CDK", cause.cdk
    yield "console", cause.console
    yield "rules", ", ".join(cause.rules) or "none sees it beforehand"
    yield "evidence", f"{cause.evidence}: {EVIDENCE[cause.evidence]}"
    yield "source", cause.source


def render_markdown(matches: Sequence[Match]) -> str:
    """For a ticket or a page; what the input said stands in code spans, where it stays text."""
    parts = []
    for match in matches:
        rows = [f"- **{word}**: {_span(value) if word == 'seen' else value}" for word, value in _rows(match)]
        parts.append(f"### {match.cause.title}\n\n`{match.cause.id}`\n\n" + "\n".join(rows) + "\n")
    return "\n".join(parts)


def _span(value: str) -> str:
    return "`" + value.replace("`", "'") + "`"


def render_json(matches: Sequence[Match]) -> str:
    """For programs: every field of every cause, with its score and what was seen."""
    rows = [{**_plain(match.cause), "score": round(match.score, 3), "seen": list(match.seen)} for match in matches]
    return json.dumps({"version": 1, "causes": rows}, indent=2) + "\n"


def _plain(cause: Cause) -> dict[str, object]:
    fields = asdict(cause)
    del fields["signs"]
    return fields
