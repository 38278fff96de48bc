"""The wires of an API as a drawing shows them: who calls, covers, watches or tells whom, read off a wiring.

A look-up that the input does not settle gives no wire: a drawing shows what is certain.
"""

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple, ParamSpec, TypeVar

from wellwired.model.access import UserPool
from wellwired.model.api import Authorizer, Deployment, Method, RestApi, Stage
from wellwired.model.edge import BasePathMapping, DomainName, WebAcl, WebAclAssociation
from wellwired.model.node import Node
from wellwired.model.operations import Alarm, CompositeAlarm, LogGroup, SlackChannel, Subscription, Topic
from wellwired.model.plans import ApiKey, UsagePlan, UsagePlanKey
from wellwired.model.setting import Setting, Unsettled
from wellwired.model.text import references, same
from wellwired.model.wiring import Wiring

T = TypeVar("T")
P = ParamSpec("P")


class Relation(NamedTuple):
    """A wire between two addresses. An end that is no node of the wiring is spelled "kind:text"."""

    source: str
    target: str
    label: str = ""


# The kinds of end that are no node of the wiring.
CLIENT: Final = "client"
OUTSIDE: Final = "outside"
SUBSCRIBER: Final = "subscription"

_SERVICE_URI: Final = re.compile(r"arn:[^:]+:apigateway:[^:]*:(?P<service>[^:]+):(?P<what>[^/]+)(?:/(?P<name>.*))?")
_HTTP_URI: Final = re.compile(r"https?://(?:[^@/]*@)?(?P<host>[^/:?#]+)")


def relations(wiring: Wiring) -> Iterator[Relation]:
    """Every wire that a drawing shows, from the client to whoever hears an alarm."""
    for api in wiring.own(RestApi):
        yield Relation(f"{CLIENT}:{api.address}", api.address)
        yield from _of_api(wiring, api)
    for part in (_domains, _firewalls, _plans, _alarms, _topics):
        yield from part(wiring)


def settled(ask: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
    """What `ask` answers, or None where the input does not settle it."""
    try:
        return ask(*args, **kwargs)
    except Unsettled:
        return None


def _of_api(wiring: Wiring, api: RestApi) -> Iterator[Relation]:
    stages = wiring.of_api(Stage, api)
    for stage in stages:
        yield Relation(api.address, stage.address)
        setting = stage.access_log_setting.if_known()
        destination = setting.destination_arn.if_known() if setting else None
        group = settled(wiring.find, destination.removesuffix(":*"), LogGroup) if destination else None
        if group is not None:
            yield Relation(stage.address, group.address, "access log")
    entries = [stage.address for stage in stages] or [
        deployment.address for deployment in wiring.of_api(Deployment, api) if deployment.stage_name.if_known()
    ]
    for method in wiring.of_api(Method, api):
        for entry in entries or [api.address]:
            yield Relation(entry, method.address)
        yield from _of_method(wiring, method)
    for authorizer in wiring.of_api(Authorizer, api):
        yield from _of_authorizer(wiring, authorizer)


def _of_method(wiring: Wiring, method: Method) -> Iterator[Relation]:
    integration = method.integration.if_known()
    uri = integration.uri.if_known() if integration else None
    if uri:
        yield from _to_function(wiring, method, uri)
    guard = settled(wiring.find, method.authorizer_id.if_known(), Authorizer)
    if guard is not None:
        yield Relation(method.address, guard.address, "asks")


def _of_authorizer(wiring: Wiring, authorizer: Authorizer) -> Iterator[Relation]:
    uri = authorizer.authorizer_uri.if_known()
    if uri:
        yield from _to_function(wiring, authorizer, uri)
    for arn in authorizer.provider_arns.if_known() or ():
        pool = settled(wiring.find, arn, UserPool)
        if pool is not None:
            yield Relation(authorizer.address, pool.address)


def _to_function(wiring: Wiring, caller: Node, uri: str) -> Iterator[Relation]:
    target = settled(wiring.find_target, uri)
    if target is None:
        yield Relation(caller.address, f"{OUTSIDE}:{_name_outside(uri)}")
    elif target.function is None:
        yield Relation(caller.address, f"{OUTSIDE}:{target.spelled.name}", target.spelled.qualifier)
    else:
        yield Relation(caller.address, target.function.address, target.spelled.qualifier)


def _name_outside(uri: str) -> str:
    """The service or host that an integration calls, without credentials or query strings that a URL may hold."""
    if "/functions/" in uri:
        return uri.partition("/functions/")[2].removesuffix("/invocations").partition(":function:")[2] or "function"
    service = _SERVICE_URI.fullmatch(uri)
    if service:
        return f"{service['service']} {service['name'] or service['what']}"
    web = _HTTP_URI.match(uri)
    return web["host"] if web else uri.rpartition(":")[2] or uri


def _domains(wiring: Wiring) -> Iterator[Relation]:
    for mapping in wiring.all(BasePathMapping):
        domain = settled(_find_domain, wiring, mapping.domain_name.if_known())
        api = settled(wiring.find, mapping.rest_api_id.if_known(), RestApi)
        if domain is None or api is None:
            continue
        name = mapping.stage.if_known()
        stage = settled(wiring.find_stage, api, name) if name else None
        yield Relation(f"{CLIENT}:{api.address}", domain.address)
        yield Relation(domain.address, (stage or api).address, f"/{mapping.base_path.if_known() or ''}")


def _find_domain(wiring: Wiring, text: str | None) -> DomainName | None:
    found = wiring.find(text, DomainName)
    if found is not None or text is None:
        return found
    return next((node for node in wiring.all(DomainName) if _is(node.domain_name, text)), None)


def _firewalls(wiring: Wiring) -> Iterator[Relation]:
    for association in wiring.all(WebAclAssociation):
        acl = settled(wiring.find, association.web_acl_arn.if_known(), WebAcl)
        named = {found.address for found in references(association.resource_arn.if_known() or "")}
        for stage in wiring.all(Stage):
            if acl is not None and stage.address in named:
                yield Relation(acl.address, stage.address, "guards")


def _plans(wiring: Wiring) -> Iterator[Relation]:
    for api in wiring.all(RestApi):
        for stage in wiring.of_api(Stage, api):
            for plan in settled(_plans_of, wiring, api, stage) or ():
                yield Relation(plan.address, stage.address, "covers")
    for join in wiring.all(UsagePlanKey):
        key = settled(wiring.find, join.key_id.if_known(), ApiKey)
        joined = settled(wiring.find, join.usage_plan_id.if_known(), UsagePlan)
        if key is not None and joined is not None:
            yield Relation(key.address, joined.address)


def _plans_of(wiring: Wiring, api: RestApi, stage: Stage) -> list[UsagePlan]:
    return [plan for plan, _ in wiring.plans_of(api, stage)]


def _alarms(wiring: Wiring) -> Iterator[Relation]:
    for alarm in wiring.all(Alarm):
        for watched in _watched(wiring, alarm):
            yield Relation(watched.address, alarm.address, "watched by")
        yield from _told(wiring, alarm, alarm.alarm_actions)
    for composite in wiring.all(CompositeAlarm):
        for named in references(composite.alarm_rule.if_known() or ""):
            if isinstance(wiring.find_at(named.address), Alarm | CompositeAlarm):
                yield Relation(named.address, composite.address)
        yield from _told(wiring, composite, composite.alarm_actions)


def _told(wiring: Wiring, alarm: Node, actions: Setting[tuple[str, ...]]) -> Iterator[Relation]:
    for action in actions.if_known() or ():
        topic = settled(wiring.find, action, Topic)
        if topic is not None:
            yield Relation(alarm.address, topic.address, "tells")


def _watched(wiring: Wiring, alarm: Alarm) -> Iterator[Node]:
    """The function, or the stage or API, that the dimensions of the alarm single out."""
    sets = [alarm.dimensions.if_known() or ()]
    for query in alarm.metrics.if_known() or ():
        stat = query.metric_stat.if_known()
        metric = stat.metric.if_known() if stat else None
        sets.append((metric.dimensions.if_known() if metric else None) or ())
    found: dict[str, Node] = {}
    for dimensions in sets:
        values = {item.name.if_known(): item.value.if_known() for item in dimensions}
        node = _find_watched(wiring, values)
        if node is not None:
            found[node.address] = node
    yield from found.values()


def _find_watched(wiring: Wiring, values: dict[str | None, str | None]) -> Node | None:
    function = values.get("FunctionName")
    if function:
        target = settled(wiring.get_function, function)
        return target.function if target else None
    name = values.get("ApiName")
    api = next((node for node in wiring.all(RestApi) if name and _is(node.api_name, name)), None)
    stage = values.get("Stage")
    if api is not None and stage:
        return settled(wiring.find_stage, api, stage) or api
    return api


def _topics(wiring: Wiring) -> Iterator[Relation]:
    for subscription in wiring.all(Subscription):
        topic = settled(wiring.find, subscription.topic_arn.if_known(), Topic)
        if topic is not None:
            yield Relation(topic.address, subscription.address)
    for topic in wiring.all(Topic):
        for inline in topic.subscription.if_known() or ():
            # the endpoint is somebody's address: only its kind is drawn
            yield Relation(topic.address, f"{SUBSCRIBER}:{inline.protocol.if_known() or 'subscriber'}")
    for channel in wiring.all(SlackChannel):
        for arn in channel.sns_topic_arns.if_known() or ():
            heard = settled(wiring.find, arn, Topic)
            if heard is not None:
                yield Relation(heard.address, channel.address)


def _is(setting: Setting[str], text: str) -> bool:
    value = setting.if_known()
    return value is not None and bool(settled(same, value, text))
