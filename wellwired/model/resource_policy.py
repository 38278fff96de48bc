"""A function's resource policy as its permissions make it: which speak for API Gateway, and which nobody uses.

Source: https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from wellwired.facts import APIGATEWAY_PRINCIPAL
from wellwired.model.aliases import find_unknown_alias
from wellwired.model.api import Authorizer, Method, RestApi
from wellwired.model.compute import Function, Permission
from wellwired.model.invocations import TEST_STAGE, Invocation, read_invocations, read_sources, served_stages
from wellwired.model.setting import Unsettled
from wellwired.model.source_patterns import SourcePatterns, usual_patterns
from wellwired.model.text import ACCOUNT_ID, same
from wellwired.model.wiring import Wiring

_INVOKING: Final = ("lambda:invokefunction", "lambda:*", "*")


@dataclass(frozen=True, slots=True)
class Permissions:
    """Permissions by the identity of the function they name, each with its version or alias ("" for neither).

    elsewhere: those on functions that are not among the nodes. unsettled: why some name nobody knows whom, or "".
    """

    on_function: Mapping[int, list[tuple[str, Permission]]] = field(default_factory=dict)
    elsewhere: tuple[Permission, ...] = ()
    unsettled: str = ""

    def on(self, function: Function) -> list[tuple[str, Permission]]:
        """The permissions on one function, its versions and aliases."""
        return self.on_function.get(id(function), [])


def read_permissions(wiring: Wiring) -> Permissions:
    """The permissions among the nodes, indexed once a wiring."""
    return wiring.once(_index)


def speaks_for_api_gateway(permission: Permission) -> bool:
    """Whether a permission's principal is API Gateway, or everybody."""
    principal = permission.principal.known()
    return principal is not None and (principal == "*" or same(principal, APIGATEWAY_PRINCIPAL))


def lets_invoke(permission: Permission) -> bool:
    """Whether a permission's action includes lambda:InvokeFunction."""
    action = permission.action.known()
    return action is not None and action.lower() in _INVOKING


def is_for_function_url(permission: Permission) -> bool:
    """Whether a permission holds for calls of the function's own URL alone."""
    return bool(permission.function_url_auth_type.known() or permission.invoked_via_function_url.known())


def is_of_account(permission: Permission, home: str = "") -> bool:
    """Whether SourceAccount agrees with the account that SourceArn names. home: the API's, where it is known."""
    account = permission.source_account.known()
    fields = (permission.source_arn.if_known() or "").split(":")
    named = fields[4] if len(fields) > 5 and fields[4] not in ("", "*") else ACCOUNT_ID
    return account is None or same(account, home if home and same(named, home) else named)


def same_qualifier(first: str, second: str) -> bool:
    """Whether two qualifiers mean one policy: the function's own is that of $LATEST too."""
    return same("" if first == "$LATEST" else first, "" if second == "$LATEST" else second)


def find_source(wiring: Wiring, permission: Permission) -> str | None:
    """What a permission's SourceArn says behind the account; None where it is absent or fits no API of this place."""
    arn = permission.source_arn.known()
    return SourcePatterns((), region=wiring.region, account=wiring.account).find_source(arn) if arn else None


def find_api_of_source(wiring: Wiring, source: str | None) -> RestApi | None:
    """The API among the nodes that a source (see `find_source`) names by reference or id."""
    return wiring.find(source.partition("/")[0], RestApi) if source else None


def read_idle_permissions(wiring: Wiring) -> tuple[Permission, ...]:
    """Permissions for an API among the nodes, on a function among the nodes, that no method or authorizer needs."""
    return wiring.once(_find_idle)


def _index(wiring: Wiring) -> Permissions:
    on_function: dict[int, list[tuple[str, Permission]]] = defaultdict(list)
    elsewhere: list[Permission] = []
    unsettled = ""
    for permission in wiring.all(Permission):
        try:
            target = wiring.get_function(permission.function_name.or_default(""))
        except Unsettled as doubt:
            unsettled = doubt.reason
            continue
        if target.function is None:
            elsewhere.append(permission)
        else:
            on_function[id(target.function)].append((target.spelled.qualifier, permission))
    return Permissions(on_function, tuple(elsewhere), unsettled)


def _find_idle(wiring: Wiring) -> tuple[Permission, ...]:
    invocations = read_invocations(wiring)
    idle: list[Permission] = []
    for function in wiring.all(Function):
        asked, permissions = invocations.of(function), read_permissions(wiring).on(function)
        usual = _usual_patterns(asked) if permissions else frozenset()
        for qualifier, permission in permissions:
            try:
                if _is_idle(wiring, permission, qualifier, asked, usual):
                    idle.append(permission)
            except Unsettled:
                continue
    return tuple(idle)


def _usual_patterns(asked: list[Invocation]) -> frozenset[str]:
    """Every usual pattern that covers an invocation: membership spares matching each permission with each route."""

    def spelled() -> Iterator[str]:
        for one in asked:
            try:
                for source in chain(*one.sources()):
                    yield from usual_patterns(source, TEST_STAGE)
            except Unsettled:
                continue

    return frozenset(spelled())


def _is_idle(
    wiring: Wiring, permission: Permission, qualifier: str, asked: list[Invocation], usual: frozenset[str]
) -> bool:
    if not (speaks_for_api_gateway(permission) and lets_invoke(permission)):
        return False
    source = find_source(wiring, permission)
    api = find_api_of_source(wiring, source)
    if source is None or api is None or not _is_settled(wiring, api):
        return False
    if source in usual and any(same_qualifier(qualifier, one.target.spelled.qualifier) for one in asked):
        return False
    patterns = SourcePatterns((permission,), region=wiring.region, account=wiring.account)
    alike = [one for one in asked if one.api is api and _may_need(wiring, qualifier, one)]
    if any(_covers_some(patterns, (*one.sources(), *one.sources(TEST_STAGE))) for one in alike):
        return False
    stages = (TEST_STAGE, *(stage.name for stage in served_stages(wiring, api)))
    return not any(
        _covers_some(patterns, read_sources(caller, api, stage))
        for caller in _unanswered(wiring, api)
        for stage in stages
    )


def _may_need(wiring: Wiring, qualifier: str, one: Invocation) -> bool:
    """Whether a permission on this version or alias may be meant for an invocation: also for one of no alias at all."""
    return same_qualifier(qualifier, one.target.spelled.qualifier) or bool(find_unknown_alias(wiring, one.target))


def _is_settled(wiring: Wiring, api: RestApi) -> bool:
    """Whether it is known which methods the API has, and what they call."""
    if api.body.is_unknown or not api.body_s3_location.is_absent or not wiring.of_api(Method, api):
        return False
    return id(api) not in read_invocations(wiring).unsettled


def _unanswered(wiring: Wiring, api: RestApi) -> list[Method | Authorizer]:
    """What reaches no function among the nodes: what a permission for it was made for, nobody can tell."""
    return wiring.once(_index_unanswered).get(id(api), [])


def _index_unanswered(wiring: Wiring) -> dict[int, list[Method | Authorizer]]:
    answered = {id(one.caller) for found in read_invocations(wiring).by_function.values() for one in found}
    return {
        id(api): [
            *(one for one in wiring.of_api(Method, api) if id(one) not in answered and _may_mean_a_function(one)),
            *(one for one in wiring.of_api(Authorizer, api) if id(one) not in answered),
        ]
        for api in wiring.all(RestApi)
    }


def _may_mean_a_function(method: Method) -> bool:
    integration = method.integration.if_known()
    if integration is None:
        return True
    if integration.type.if_known() == "MOCK":
        return method.http_method.if_known() != "OPTIONS"  # a preflight is meant to be one
    return not (integration.uri.if_known() or "").startswith("http")


def _covers_some(patterns: SourcePatterns, groups: Iterable[tuple[str, ...]]) -> bool:
    """Whether a pattern covers one of the sources; what is not certain counts as yes."""
    for group in groups:
        try:
            if patterns.find_covering([group]):
                return True
        except Unsettled:
            return True
    return False
