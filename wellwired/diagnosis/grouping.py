"""Failed requests grouped by cause and status, each group with its routes, its callers, and related findings."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from wellwired.causes.catalogue import Cause
from wellwired.causes.matching import Match, rank
from wellwired.diagnosis.investigation import FAILED, Evidence, kind_of
from wellwired.diagnosis.request import Request, split_line
from wellwired.diagnosis.withholding import is_payload, redact, without_payload
from wellwired.findings import Finding

_SAMPLES: Final = 3
_OTHERS: Final = 2
_MAX_KINDS: Final = 1_000  # judged one by one; what a hostile caller makes beyond is judged by status
_OUTCOMES: Final = ("Method completed", "Gateway response")  # they say that, not why


@dataclass(frozen=True, slots=True)
class Share:
    """How many requests of a group one caller made on one route."""

    route: str
    caller: str
    count: int


@dataclass(frozen=True, slots=True)
class Group:
    """Failed requests with one cause.

    cause: None where the logs say nothing that the catalogue knows. others: causes that the logs speak for as well.
    seen: what speaks for the cause. line: what a log says of one of them, in its own words, redacted. first, last: ms
    since 1970. shares: most frequent first. samples: request ids, newest first. findings: of the rules that would have
    caught the cause, in what is deployed now.
    """

    status: int | None
    cause: Cause | None
    count: int
    first: int
    last: int
    shares: tuple[Share, ...]
    samples: tuple[str, ...]
    seen: tuple[str, ...] = ()
    line: str = ""
    others: tuple[Cause, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def routes(self) -> Mapping[str, int]:
        """Requests by route, most frequent first."""
        return _totals((share.route, share.count) for share in self.shares)

    @property
    def callers(self) -> Mapping[str, int]:
        """Requests by caller, most frequent first."""
        return _totals((share.caller, share.count) for share in self.shares)


def group_requests(evidence: Evidence) -> tuple[Group, ...]:
    """The groups, 5xx before 4xx, the largest first; requests that did not fail are left out."""
    kinds: dict[tuple[object, ...], list[Request]] = defaultdict(list)
    for request in evidence.requests.values():
        if request.status is not None and request.status < 400:
            continue
        kind = kind_of(request)
        if kind not in kinds and len(kinds) >= _MAX_KINDS:
            kind = (request.status, request.get("errorResponseType"))
        kinds[kind].append(request)
    verdicts: dict[tuple[int | None, str], tuple[list[Request], Sequence[Match]]] = {}
    for members in kinds.values():
        matches = judge(_best_told(members, evidence.samples))
        cause = matches[0].cause if matches else None
        status = members[0].status or (cause.status if cause else None)
        key = (status, cause.id if cause else "")
        known = verdicts.setdefault(key, ([], matches))
        known[0].extend(members)
    groups = [
        _group(status, members, matches, evidence.samples) for (status, _), (members, matches) in verdicts.items()
    ]
    return tuple(sorted(groups, key=lambda group: (-(group.status or 600) // 100, -group.count, group.last)))


def judge(request: Request) -> tuple[Match, ...]:
    """The causes that a request's logs speak for; what payloads said stays out of the reasons."""
    hidden = _plain("\n".join(event.text for event in request.execution if is_payload(event.text)))
    open_ = _plain("\n".join(without_payload(line) for line in request.text().splitlines()))
    matches = []
    for match in rank(request.text()):
        kept = [redact(item) for item in match.seen if not _only_in(item, hidden, open_)]
        matches.append(replace(match, seen=tuple(kept)))
    return tuple(matches)


def telling_line(request: Request) -> str:
    """The words in which a log gives the reason, redacted; "" where none does."""
    for event in request.execution:
        line = split_line(event.text)[1]
        if FAILED.search(line) and not line.startswith(_OUTCOMES) and not is_payload(line):
            return redact(without_payload(line))
    names = ("integrationErrorMessage", "validationError", "authorizerError", "authorizeError", "errorMessage")
    return redact(next((request.get(name) for name in names if request.get(name)), ""))


def join_findings(groups: Iterable[Group], findings: Sequence[Finding]) -> tuple[Group, ...]:
    """The groups, each with those findings whose rule its cause names."""
    return tuple(
        replace(group, findings=tuple(item for item in findings if group.cause and item.rule in group.cause.rules))
        for group in groups
    )


def _best_told(members: Sequence[Request], samples: set[str]) -> Request:
    """Of requests of one kind the one whose logs were read whole, else the newest."""
    return max(members, key=lambda item: (item.request_id in samples, item.at))


def _group(status: int | None, members: Sequence[Request], matches: Sequence[Match], samples: set[str]) -> Group:
    times = [request.at for request in members]
    shares = Counter((request.route, request.caller) for request in members)
    newest = sorted(members, key=lambda request: -request.at)
    best = matches[0] if matches else None
    close = [match.cause for match in matches[1:] if best and match.score > 0.8 * best.score]
    return Group(
        status=status,
        cause=best.cause if best else None,
        count=len(members),
        first=min(times),
        last=max(times),
        shares=tuple(Share(route, caller, count) for (route, caller), count in shares.most_common()),
        samples=tuple(request.request_id for request in newest[:_SAMPLES]),
        seen=best.seen if best else (),
        line=telling_line(_best_told(members, samples)),
        others=tuple(close[:_OTHERS]),
    )


def _totals(items: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    totals: Counter[str] = Counter()
    for name, count in items:
        totals[name] += count
    return dict(totals.most_common())


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _only_in(item: str, hidden: str, open_: str) -> bool:
    words = _plain(item).removesuffix("…")
    return words in hidden and words not in open_
