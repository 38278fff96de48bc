"""A diagnosis for a terminal: what failed and why, the largest first; or one request's way, step by step."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from wellwired.causes.catalogue import Cause
from wellwired.diagnosis.grouping import Group
from wellwired.diagnosis.moments import in_utc, of_day
from wellwired.diagnosis.result import Diagnosis, RequestStory
from wellwired.diagnosis.timeline import Latency
from wellwired.findings import Finding
from wellwired.printable import printable
from wellwired.reports import plural
from wellwired.reports.ink import HUES, Ink

_TOP: Final = 5
_WIDTH: Final = 100


def render_text(diagnoses: Sequence[Diagnosis], *, color: bool) -> str:
    """All of it, each stage after the other."""
    ink = Ink(on=color)
    return "\n".join("\n".join(_stage(item, ink)) + "\n" for item in diagnoses)


def _stage(item: Diagnosis, ink: Ink) -> Iterator[str]:
    yield ink(printable(item.target.label), "bold", "underline") + ink(f"  {item.target.region}", "dim")
    yield ink(f"{in_utc(item.window.start)} to {in_utc(item.window.end)}", "dim")
    yield ""
    if item.dark:
        yield ink("this stage writes no log that can be read: nothing can be diagnosed", "red", "bold")
    for story in item.stories:
        yield from _story(story, ink)
    for place, group in enumerate(item.groups, 1):
        yield from _group(place, group, ink)
    yield from _verdict(item, ink)


def _group(place: int, group: Group, ink: Ink) -> Iterator[str]:
    title = group.cause.title if group.cause else "Nothing in the logs that the catalogue knows"
    name = f" ({group.cause.id})" if group.cause else ""
    hue = "red" if (group.status or 500) >= 500 else "yellow"
    status = ink(str(group.status or "?"), hue, "bold")
    yield f"{place}. {status} × {group.count:,}  {ink(title, 'bold')}{ink(name, 'dim')}"
    yield from _row(ink, "routes", _top(group.routes))
    yield from _row(ink, "callers", _top(group.callers))
    yield from _row(
        ink, "when", f"{in_utc(group.first)} to {in_utc(group.last)}" if group.count > 1 else in_utc(group.last)
    )
    if group.line:
        yield from _row(ink, "log", group.line)
    if group.seen:
        yield from _row(ink, "seen", "; ".join(group.seen))
    if group.cause:
        yield from cause_rows(group.cause, ink)
    if group.others:
        yield from _row(ink, "or", "; ".join(f"{cause.title} ({cause.id})" for cause in group.others))
    yield from _findings(group.findings, ink)
    yield from _row(ink, "requests", ", ".join(group.samples))
    yield ""


def cause_rows(cause: Cause, ink: Ink) -> Iterator[str]:
    """How to tell the cause, whether to retry, and the cure."""
    for word, value in (("tell", cause.tell), ("retry", cause.retry), ("CDK", cause.cdk), ("console", cause.console)):
        yield from _row(ink, word, value)


def _findings(findings: Sequence[Finding], ink: Ink) -> Iterator[str]:
    for found in findings[:_TOP]:
        head = ink(f"{found.severity.word}[{found.rule}]", HUES[found.severity], "bold")
        yield f"   {ink('found', 'cyan'):10} {head} {printable(found.message)}"
        yield from _row(ink, "", f"fix: {found.fix}")


def _story(story: RequestStory, ink: Ink) -> Iterator[str]:
    request = story.request
    status = request.status
    hue = "green" if status and status < 400 else "red"
    yield f"request {ink(printable(request.request_id), 'bold')}  {ink(str(status or 'status unknown'), hue, 'bold')}"
    yield from _row(ink, "route", request.route)
    yield from _row(ink, "caller", request.caller)
    yield from _row(ink, "extended", request.extended_id or "not logged")
    yield from _row(
        ink, "function", f"{request.function_id} {request.function_name}".strip() or "not invoked, or not logged"
    )
    yield ""
    for step in story.steps:
        clock, where = ink(of_day(step.at), "dim"), ink(f"{step.where:8}", "cyan")
        yield f"   {clock} {step.after:>+7,} ms  {where} {printable(step.text)}"
    yield ""
    yield from _row(ink, "time", latency_words(story.latency))
    yield ""
    for place, match in enumerate(story.matches, 1):
        cause = match.cause
        yield f"{place}. {ink(cause.title, 'bold')} {ink(f'({cause.id})', 'dim')}"
        yield from _row(ink, "seen", "; ".join(match.seen))
        if place == 1:
            yield from cause_rows(cause, ink)
            yield from _findings(story.findings, ink)
        yield ""


def latency_words(latency: Latency) -> str:
    """Where the time went: "total 29,004 ms: integration 29,000 ms, gateway 4 ms"."""
    parts = [
        f"{word} {value:,.0f} ms"
        for word, value in (
            ("integration", latency.integration),
            ("authorizer", latency.authorizer),
            ("gateway", latency.gateway),
            ("function", latency.function.duration or None),
            ("cold start", latency.function.init or None),
        )
        if value is not None
    ]
    if latency.function.memory:
        parts.append(f"memory {latency.function.memory_used:,.0f} of {latency.function.memory:,.0f} MB")
    if latency.total is None and not parts:
        return "no log tells it"
    return (f"total {latency.total:,.0f} ms: " if latency.total is not None else "") + ", ".join(parts)


def _verdict(item: Diagnosis, ink: Ink) -> Iterator[str]:
    for problem in item.problems:
        yield f"{ink('not read', 'red', 'bold')} {printable(problem)}"
    for note in item.notes:
        yield f"{ink('note', 'yellow')} {printable(note)}"
    for gap in item.gaps:
        yield f"{ink('logs', 'yellow')} {printable(gap.problem)}: {printable(gap.remedy)}"
    if item.switch_on:
        yield f"  {ink(printable(item.switch_on), 'bold')}"
    if item.interrupted:
        yield ink("interrupted: this is what was found until then", "yellow")
    if item.wanted and not item.stories and not item.dark:
        yield f"no log of this window holds {printable(item.wanted)}"
        yield "  look further back with --since, or wait: events take seconds to arrive"
    elif item.groups:
        yield f"{plural(item.failures, 'failed request')}, {plural(len(item.groups), 'cause')}"
    elif not item.wanted and not item.dark and not item.problems:
        yield ink("no request failed in this window", "green") + ", as far as these logs tell"


def _top(counts: Mapping[str, int]) -> str:
    shown = [f"{name} × {count:,}" for name, count in list(counts.items())[:_TOP]]
    return ", ".join(shown) + (f", and {len(counts) - _TOP:,} more" if len(counts) > _TOP else "")


def _row(ink: Ink, word: str, value: str) -> Iterator[str]:
    wrapped = textwrap.wrap(printable(value), _WIDTH - 15, break_long_words=False, break_on_hyphens=False) or [""]
    yield f"   {ink(f'{word:10}', 'cyan')} {wrapped[0]}"
    yield from (f"   {'':10} {line}" for line in wrapped[1:])
