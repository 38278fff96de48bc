"""Ranks the causes by what a text says; the weights are few, and each says why it is that large."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from wellwired.causes.catalogue import Cause, all_causes
from wellwired.causes.evidence import Evidence, read_evidence

_LOG: Final = 10.0  # a line that only this cause, or its close kin, writes
_LOG_LENGTH: Final = 0.1  # a longer match says more than a shorter one
_BODY: Final = 5.0  # bodies are shared by more causes than log lines are
_TAG: Final = 8.0  # drawn from several places at once
_TYPE: Final = 4.0  # the gateway response type of an access log line
_ERROR_TYPE: Final = 2.0  # the x-amzn-ErrorType header, shared by many causes
_STATUS: Final = 3.0
_OTHER_STATUS: Final = -12.0  # a status that contradicts outweighs a likely line
_ORDER: Final = -0.001  # where nothing tells two apart, the likelier one comes first


@dataclass(frozen=True, slots=True)
class Match:
    """A cause, how much speaks for it, and what that is in words."""

    cause: Cause
    score: float
    seen: tuple[str, ...]


def rank(text: str) -> tuple[Match, ...]:
    """The causes that the text speaks for, best first; none where it says nothing that is known."""
    evidence = read_evidence(text)
    matches = [_judge(cause, place, evidence) for place, cause in enumerate(all_causes())]
    return tuple(sorted((match for match in matches if match.seen and match.score > 0), key=lambda match: -match.score))


def _judge(cause: Cause, place: int, evidence: Evidence) -> Match:
    score, seen = place * _ORDER, []
    for points, words in _points(cause, evidence):
        score += points
        if words:
            seen.append(words)
    return Match(cause, score, tuple(dict.fromkeys(seen)))


def _points(cause: Cause, evidence: Evidence) -> Iterator[tuple[float, str]]:
    """What speaks for a cause, with words, and what speaks against it, without."""
    if cause.status is not None and evidence.statuses:
        if cause.status in evidence.statuses:
            yield _STATUS, f"status {cause.status}"
        else:
            yield _OTHER_STATUS, ""
    longest: str | None = None
    for pattern in cause.signs.log if not cause.signs.needs_tag or evidence.tags.intersection(cause.signs.tags) else ():
        found = pattern.search(evidence.text)
        if found and len(found[0]) > len(longest or ""):
            longest = found[0]
    if longest is not None:
        yield _LOG + _LOG_LENGTH * min(len(longest), 60), _shorten(longest)
    for pattern in cause.signs.body:
        found = pattern.search(evidence.text)
        if found:
            yield _BODY, _shorten(found[0])
            break
    yield from ((_TAG, tag.replace("-", " ")) for tag in cause.signs.tags if tag in evidence.tags)
    yield from _type_points(cause, evidence)


def _type_points(cause: Cause, evidence: Evidence) -> Iterator[tuple[float, str]]:
    if evidence.response_types and cause.response_type:
        if cause.response_type in evidence.response_types:
            yield _TYPE, cause.response_type
        else:
            yield -_TYPE, ""
    if evidence.error_types and cause.error_type is not None:
        if cause.error_type in evidence.error_types:
            yield _ERROR_TYPE, f"x-amzn-ErrorType {cause.error_type}"
        else:
            yield -_TYPE, ""
    if cause.error_type == "" and evidence.has_headers and not evidence.error_types:
        yield _ERROR_TYPE, "no x-amzn-ErrorType"
    said = cause.sees.partition('": "')[2] or cause.sees.partition('":"')[2]
    if said and any(message and said.startswith(f'{message}"') for message in evidence.messages):
        yield _ERROR_TYPE, f'message "{said.partition(chr(34))[0]}"'


def _shorten(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= 80 else plain[:79] + "…"
