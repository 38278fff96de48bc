"""What a function's resource policy does not let API Gateway do, and which permission comes nearest.

A gap is an invocation that no statement covers: the caller's client gets a 500. Its cause is told from the one
permission that would cover it if a single thing about it were otherwise.
"""

from collections import defaultdict
from collections.abc import Iterable
from enum import Enum
from typing import Final, NamedTuple

from wellwired.model.aliases import find_unknown_alias
from wellwired.model.api import RestApi
from wellwired.model.compute import Function, Permission
from wellwired.model.hidden import find_hidden_maker, find_opaque_user
from wellwired.model.invocations import TEST_STAGE, Invocation, read_invocations
from wellwired.model.resource_policy import (
    find_api_of_source,
    find_source,
    is_for_function_url,
    is_of_account,
    lets_invoke,
    read_idle_permissions,
    read_permissions,
    same_qualifier,
    speaks_for_api_gateway,
)
from wellwired.model.setting import Unsettled
from wellwired.model.source_patterns import SourcePatterns
from wellwired.model.wiring import Wiring

# Principals that nobody writes for a purpose of their own: they are meant to be API Gateway.
_MISTAKEN: Final = ("lambda.", "apigateway", "api-gateway", "execute-api")
_FEW: Final = 8  # so many gaps are worth naming the nearest permission of each


class Cause(Enum):
    """Why nothing covers an invocation; the permission of the gap is the one that nearly does."""

    NOTHING = "no permission"
    QUALIFIER = "a permission on another version or alias"
    PRINCIPAL = "a permission for another principal"
    ACTION = "a permission for another action"
    ACCOUNT = "a permission for another account"
    FUNCTION = "a permission on another function"
    SERVICE = "a SourceArn that is no execute-api ARN"
    API = "a SourceArn of another API"
    ROUTE = "a SourceArn of another stage, verb or path"


class Gap(NamedTuple):
    """An invocation that nothing covers."""

    invocation: Invocation
    cause: Cause
    permission: Permission | None = None


class Gaps(NamedTuple):
    """What one function's policy leaves uncovered; `doubt`: why some of it could not be judged, or ""."""

    found: tuple[Gap, ...] = ()
    doubt: str = ""


def gaps_of(wiring: Wiring, function: Function) -> Gaps:
    """The invocations of a function that its resource policy does not cover."""
    return wiring.once(_find_all).get(id(function), Gaps())


def _find_all(wiring: Wiring) -> dict[int, Gaps]:
    found: dict[int, Gaps] = {}
    for function in wiring.all(Function):
        asked = [one for one in read_invocations(wiring).of(function) if one.credentials is None]
        if asked:
            found[id(function)] = _judge(wiring, function, asked)
    return found


def _judge(wiring: Wiring, function: Function, asked: Iterable[Invocation]) -> Gaps:
    policies: dict[str, _Policy] = {}
    gaps: list[Gap] = []
    doubt = ""
    for invocation in asked:
        if find_unknown_alias(wiring, invocation.target):
            continue  # no permission helps where there is nothing to invoke
        qualifier = invocation.target.spelled.qualifier
        if qualifier not in policies:
            policies[qualifier] = _Policy(wiring, function, qualifier)
        try:
            gap = policies[qualifier].find_gap(invocation)
        except Unsettled as unsettled:
            doubt = unsettled.reason
            continue
        if gap is not None:
            gaps.append(gap)
    if len(gaps) <= _FEW:
        gaps = [policies[gap.invocation.target.spelled.qualifier].name_nearest(gap) for gap in gaps]
    reason = _find_doubt(wiring, function) if gaps else ""
    return Gaps((), reason) if reason else Gaps(tuple(gaps), doubt)


def _find_doubt(wiring: Wiring, function: Function) -> str:
    """Why a missing permission may yet exist: one on an unknown function, or a resource that may make one."""
    unsettled = read_permissions(wiring).unsettled
    if unsettled:
        return unsettled
    user = find_opaque_user(wiring, function)
    return f"{user} may grant the permission" if user else find_hidden_maker(wiring)


class _Policy:
    """The statements on one version or alias of a function, sorted by what keeps API Gateway from using them."""

    def __init__(self, wiring: Wiring, function: Function, qualifier: str) -> None:
        self._wiring = wiring
        self._doubt: Unsettled | None = None
        sorted_out: dict[Cause | None, list[Permission]] = defaultdict(list)
        for on, permission in read_permissions(wiring).on(function):
            try:
                flaws = [] if same_qualifier(on, qualifier) else [Cause.QUALIFIER]
                flaws += _find_flaws(permission)
            except Unsettled as doubt:
                self._doubt = doubt
                continue
            if len(flaws) < 2:
                sorted_out[flaws[0] if flaws else None].append(permission)
        self._active = self._patterns(sorted_out.pop(None, []))
        self._flawed = {cause: self._patterns(found) for cause, found in sorted_out.items() if cause}
        self._sources: dict[int, str | None] = {}
        self._apis: dict[int, RestApi | None] = {}
        for permission in self._active.permissions:
            try:
                source = self._sources[id(permission)] = find_source(wiring, permission)
                self._apis[id(permission)] = find_api_of_source(wiring, source)
            except Unsettled:
                continue

    def _patterns(self, permissions: Iterable[Permission]) -> SourcePatterns:
        return SourcePatterns(permissions, region=self._wiring.region, account=self._wiring.account)

    def find_gap(self, invocation: Invocation) -> Gap | None:
        """The gap that an invocation falls into, or None where a statement covers it."""
        sources = invocation.sources()
        if self._active.find_covering(sources):
            return None
        if self._doubt:
            raise self._doubt
        for cause, patterns in self._flawed.items():
            permission = patterns.find_covering(sources)
            if permission is not None:
                return Gap(invocation, cause, permission)
        return self._find_near(invocation) or self._find_misdirected(invocation) or Gap(invocation, Cause.NOTHING)

    def _find_near(self, invocation: Invocation) -> Gap | None:
        """The gap by an active permission: one for the same API, else one that is for no API of the wiring."""
        if any(api is invocation.api for api in self._apis.values()):
            return Gap(invocation, Cause.ROUTE)
        for permission in self._active.permissions:
            if self._apis.get(id(permission)) is None:
                return Gap(invocation, Cause.API if _names_an_api(permission) else Cause.SERVICE, permission)
        return None

    def name_nearest(self, gap: Gap) -> Gap:
        """The gap with the permission whose SourceArn is most like what would cover it."""
        if gap.cause is not Cause.ROUTE:
            return gap
        from difflib import SequenceMatcher  # most templates have no gap

        wanted = gap.invocation.sources()[0][0]

        def likeness(permission: Permission) -> float:
            source = self._sources.get(id(permission)) or ""
            doubled = f"/{TEST_STAGE}/" in source  # the console's twin of a permission, or of one that is missing
            return SequenceMatcher(None, source, wanted, autojunk=False).ratio() - doubled

        of_api = [one for one in self._active.permissions if self._apis.get(id(one)) is gap.invocation.api]
        return gap._replace(permission=max(of_api, key=likeness))

    def _find_misdirected(self, invocation: Invocation) -> Gap | None:
        """The gap by a permission that covers the invocation, but on another function, which does not need it."""
        patterns = self._patterns(read_idle_permissions(self._wiring))
        permission = patterns.find_covering(invocation.sources())
        return Gap(invocation, Cause.FUNCTION, permission) if permission else None


def _find_flaws(permission: Permission) -> list[Cause]:
    """What keeps API Gateway from using a permission, its SourceArn aside; two for one that is not meant for it."""
    flaws: list[Cause] = []
    if not speaks_for_api_gateway(permission):
        meant = _names_an_api(permission) or (permission.principal.known() or "").startswith(_MISTAKEN)
        flaws += [Cause.PRINCIPAL] if meant else [Cause.PRINCIPAL, Cause.PRINCIPAL]
    if is_for_function_url(permission) or permission.principal_org_id.known():
        flaws += [Cause.ACTION, Cause.ACTION]  # conditions that a call from API Gateway never meets
    if not lets_invoke(permission):
        flaws.append(Cause.ACTION)
    if not is_of_account(permission):
        flaws.append(Cause.ACCOUNT)
    return flaws


def _names_an_api(permission: Permission) -> bool:
    return ":execute-api:" in (permission.source_arn.if_known() or "")


def blamed_permissions(wiring: Wiring) -> frozenset[Permission]:
    """The permissions that a gap is told by."""
    return wiring.once(_find_blamed)


def _find_blamed(wiring: Wiring) -> frozenset[Permission]:
    gaps = (gap for found in wiring.once(_find_all).values() for gap in found.found)
    return frozenset(gap.permission for gap in gaps if gap.permission is not None)
