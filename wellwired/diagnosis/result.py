"""The result of a diagnosis, as every report renders it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from wellwired.causes.matching import Match
from wellwired.diagnosis.coverage import Gap, command_on, find_gaps, is_dark
from wellwired.diagnosis.events import Window
from wellwired.diagnosis.grouping import Group, group_requests, join_findings, judge
from wellwired.diagnosis.investigation import Evidence
from wellwired.diagnosis.request import Request
from wellwired.diagnosis.target import Target
from wellwired.diagnosis.timeline import Latency, Step, build_timeline, read_latency
from wellwired.findings import CLEAN, FOUND, UNSURE, Finding

_MALFORMED: Final = "502-malformed"
_MATCHES: Final = 3
_CLOSE: Final = 0.8  # of the best score
INTERRUPTED: Final = 130  # what a shell gives a program that Ctrl-C ended


@dataclass(frozen=True, slots=True)
class RequestStory:
    """One request told whole. findings: of the rules that its likeliest cause names."""

    request: Request
    steps: tuple[Step, ...]
    latency: Latency
    matches: tuple[Match, ...]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What the logs of one stage said.

    wanted: the request id that was asked for, "" for a diagnosis of the whole window. problems: logs that could not be
    read. switch_on: the command that switches on what is missing, "" where nothing is.
    """

    target: Target
    window: Window
    groups: tuple[Group, ...] = ()
    stories: tuple[RequestStory, ...] = ()
    gaps: tuple[Gap, ...] = ()
    dark: bool = False
    switch_on: str = ""
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    interrupted: bool = False
    wanted: str = ""
    requests: Mapping[str, Request] = field(default_factory=dict, repr=False)

    def requests_of(self, group: Group) -> list[Request]:
        """The requests that stand for a group."""
        return [self.requests[item] for item in group.samples]

    @property
    def failures(self) -> int:
        """How many requests failed."""
        return sum(group.count for group in self.groups)


def conclude(
    evidence: Evidence,
    findings: Sequence[Finding] = (),
    *,
    wanted: str = "",
    profile: str | None = None,
    show_payloads: bool = False,
) -> Diagnosis:
    """Turn what was read into a diagnosis; findings are those of `doctor` on the same API."""
    target = evidence.target
    gaps = find_gaps(target)
    notes = list(evidence.notes)
    if evidence.unparsed:
        notes.append(f"{evidence.unparsed:,} access log lines are of a format that could not be read")
    groups = () if wanted else join_findings(group_requests(evidence), findings)
    if not target.data_trace and any(_hangs_on_payload(group) for group in groups):
        command = command_on(target, profile, data_trace=True)
        notes.append(f"which malformed response it is, only data trace tells: {command}")
    return Diagnosis(
        target=target,
        window=evidence.window,
        groups=groups,
        stories=tuple(_story(item, findings, show_payloads) for item in evidence.requests.values()) if wanted else (),
        gaps=gaps,
        dark=is_dark(target),
        switch_on=command_on(target, profile) if gaps else "",
        problems=tuple(dict.fromkeys(evidence.problems)),
        notes=tuple(notes),
        interrupted=evidence.interrupted,
        wanted=wanted,
        requests=evidence.requests,
    )


def exit_code(diagnoses: Sequence[Diagnosis]) -> int:
    """130 after Ctrl-C; 3 where logs are off, unreadable or without the request asked for; 1 for failures; else 0."""
    if any(item.interrupted for item in diagnoses):
        return INTERRUPTED
    if any(item.problems or item.dark for item in diagnoses):
        return UNSURE
    if any(item.wanted for item in diagnoses):
        stories = [story for item in diagnoses for story in item.stories]
        if not stories:
            return UNSURE
        return FOUND if any((story.request.status or 500) >= 400 for story in stories) else CLEAN
    return FOUND if any(item.groups for item in diagnoses) else CLEAN


def _hangs_on_payload(group: Group) -> bool:
    """Whether several causes remain that only the function's answer itself tells apart."""
    return group.cause is not None and group.cause.id.startswith(_MALFORMED) and bool(group.others)


def _story(request: Request, findings: Sequence[Finding], show_payloads: bool) -> RequestStory:
    failed = (request.status or 500) >= 400
    ranked = judge(request) if failed else ()
    matches = tuple(match for match in ranked[:_MATCHES] if match.score > _CLOSE * ranked[0].score)
    rules = matches[0].cause.rules if matches else ()
    joined = tuple(item for item in findings if item.rule in rules)
    return RequestStory(
        request, build_timeline(request, show_payloads=show_payloads), read_latency(request), matches, joined
    )
