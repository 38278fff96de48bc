"""A diagnosis as Markdown for a ticket; what logs said is escaped, so that it stays text."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from wellwired.diagnosis.grouping import Group
from wellwired.diagnosis.moments import in_utc, of_day
from wellwired.diagnosis.result import Diagnosis, RequestStory
from wellwired.diagnosis.text import latency_words
from wellwired.findings import Finding
from wellwired.printable import printable
from wellwired.reports.markdown import code, escape_markdown

_TOP: Final = 5


def render_markdown(diagnoses: Sequence[Diagnosis]) -> str:
    """Each stage as a section."""
    return "\n".join("\n".join(_stage(item)) + "\n" for item in diagnoses)


def said(text: str) -> str:
    """Text from a log as plain words."""
    return escape_markdown(printable(text))


def cell(text: str) -> str:
    """Text from a log as code in a table."""
    return code(printable(text)).replace("|", "\\|")


def _stage(item: Diagnosis) -> Iterator[str]:
    yield f"## {said(item.target.label)}, {said(item.target.region)}"
    yield ""
    yield f"{in_utc(item.window.start)} to {in_utc(item.window.end)}"
    yield ""
    if item.groups:
        yield "| status | requests | cause | routes | callers | last |"
        yield "| --- | --- | --- | --- | --- | --- |"
        yield from (_row(group) for group in item.groups)
        yield ""
        for group in item.groups:
            yield from _group(group)
    for story in item.stories:
        yield from render_story(story)
    yield from _rest(item)


def _row(group: Group) -> str:
    title = said(group.cause.title) if group.cause else "not known"
    routes, callers = _top(group.routes), _top(group.callers)
    return f"| {group.status or '?'} | {group.count:,} | {title} | {routes} | {callers} | {in_utc(group.last)} |"


def _top(counts: Mapping[str, int]) -> str:
    shown = [f"{cell(name)} × {count:,}" for name, count in list(counts.items())[:_TOP]]
    return ", ".join(shown) + (f", and {len(counts) - _TOP:,} more" if len(counts) > _TOP else "")


def _group(group: Group) -> Iterator[str]:
    if group.cause is None:
        return
    yield f"### {group.status or 'any status'}: {said(group.cause.title)} ({code(group.cause.id)})"
    yield ""
    if group.line:
        yield f"- **log**: {cell(group.line)}"
    if group.seen:
        yield f"- **seen**: {', '.join(cell(item) for item in group.seen)}"
    for word, value in (
        ("tell", group.cause.tell),
        ("retry", group.cause.retry),
        ("CDK", group.cause.cdk),
        ("console", group.cause.console),
    ):
        yield f"- **{word}**: {said(value)}"
    yield from _findings(group.findings)
    yield f"- **requests**: {', '.join(cell(item) for item in group.samples)}"
    yield ""


def _findings(findings: Sequence[Finding]) -> Iterator[str]:
    for found in findings[:_TOP]:
        yield f"- **found**: {code(found.rule)}: {said(found.message)}; fix: {said(found.fix)}"


def render_story(story: RequestStory) -> Iterator[str]:
    """One request as a section, with its timeline as a table."""
    request = story.request
    yield f"### Request {cell(request.request_id)}"
    yield ""
    yield f"- **status**: {request.status or 'not logged'}"
    yield f"- **route**: {cell(request.route)}"
    yield f"- **caller**: {cell(request.caller)}"
    yield f"- **extended request id**: {cell(request.extended_id) or 'not logged'}"
    yield f"- **function's request id**: {cell(request.function_id) or 'not invoked, or not logged'}"
    yield f"- **time**: {latency_words(story.latency)}"
    for match in story.matches[:1]:
        yield f"- **cause**: {said(match.cause.title)} ({code(match.cause.id)})"
        yield f"- **fix**: {said(match.cause.cdk)}"
    yield from _findings(story.findings)
    yield ""
    yield "| UTC | after | where | what |"
    yield "| --- | --- | --- | --- |"
    for step in story.steps:
        yield f"| {of_day(step.at)} | {step.after:,} ms | {step.where} | {cell(step.text)} |"
    yield ""


def _rest(item: Diagnosis) -> Iterator[str]:
    if item.dark:
        yield "**This stage writes no log that can be read: nothing can be diagnosed.**"
        yield ""
    if not item.groups and not item.stories and not item.dark and not item.problems:
        yield "No log of this window holds that request." if item.wanted else "No request failed in this window."
        yield ""
    lines = [f"- not read: {said(problem)}" for problem in item.problems]
    lines += [f"- {said(note)}" for note in item.notes]
    lines += [f"- {said(gap.problem)}: {said(gap.remedy)}" for gap in item.gaps]
    if item.switch_on:
        lines.append(f"- {cell(item.switch_on)} switches on what is missing")
    if item.interrupted:
        lines.append("- interrupted: this is what was found until then")
    yield from lines
