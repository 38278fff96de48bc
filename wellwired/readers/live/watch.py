"""Alarms that look at these APIs and their functions, the topics they publish to, and the keys of those topics."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from wellwired.model.access import Key
from wellwired.model.api import RestApi
from wellwired.model.compute import Function
from wellwired.model.function_name import parse_function_name
from wellwired.model.metric_names import API_GATEWAY, LAMBDA
from wellwired.model.node import Node, Other
from wellwired.model.operations import Alarm, CompositeAlarm, MetricFilter, Subscription, Topic, TopicPolicy
from wellwired.model.setting import known
from wellwired.readers.live import calls, spelling
from wellwired.readers.live.access import Missing, Unanswered
from wellwired.readers.live.ground import Ground

_DATALESS: Final = "INSUFFICIENT_DATA"
_PENDING: Final = ("PendingConfirmation", "pending confirmation")
_OWN_POLICY: Final = "__default_policy_ID"  # what SNS writes where nobody set a policy
_AWS_KEY: Final = "alias/aws/"  # keys of AWS itself, whose policies nobody can set


def read_watch(ground: Ground, *, whole: bool) -> None:
    """Put onto the ground the alarms on what is there already, and who hears of them."""
    try:
        pages = ground.access.pages(calls.ALARMS)
    except (Unanswered, Missing) as failure:
        unanswered = failure if isinstance(failure, Unanswered) else Unanswered("the alarms were not found")
        reason = ground.miss("the alarms", unanswered)
        for kind in (Alarm, CompositeAlarm):
            ground.add_unread(kind, f"cloudwatch:{kind.__name__}s", reason, at=ground.arn("cloudwatch", "alarm:*"))
        return
    watched = _Watched.of(ground, whole=whole)
    alarms = [_add_alarm(ground, one) for page in pages for one in page.get("MetricAlarms") or () if watched.by(one)]
    names = [alarm.alarm_name.if_known() or "" for alarm in alarms]
    composites = [
        ground.add(CompositeAlarm, f"cloudwatch:{one['AlarmName']}", spelling.given("Alarm", one), **_alarm_names(one))
        for page in pages
        for one in page.get("CompositeAlarms") or ()
        if any(name in one.get("AlarmRule", "") for name in names)
    ]
    topics = _Topics(ground)
    every: tuple[Alarm | CompositeAlarm, ...] = (*alarms, *composites)
    for alarm in every:
        for arn in alarm.alarm_actions.if_known() or ():
            topics.read(arn, alarm)


@dataclass(frozen=True, slots=True)
class _Watched:
    """What an alarm must look at to be one of ours."""

    names: frozenset[str | None]
    ids: frozenset[str]
    functions: frozenset[str]
    published: frozenset[tuple[str, str]]
    whole: bool

    @classmethod
    def of(cls, ground: Ground, *, whole: bool) -> "_Watched":
        nodes = list(ground.nodes.values())
        transformations = (
            one
            for node in nodes
            if isinstance(node, MetricFilter)
            for one in node.metric_transformations.if_known() or ()
        )
        return cls(
            frozenset(node.api_name.if_known() for node in nodes if isinstance(node, RestApi)),
            frozenset(node.physical_id for node in nodes if isinstance(node, RestApi)),
            frozenset(node.physical_id for node in nodes if isinstance(node, Function)),
            frozenset((str(one.get("MetricNamespace")), str(one.get("MetricName"))) for one in transformations),
            whole,
        )

    def by(self, alarm: Mapping[str, Any]) -> bool:
        """Whether an alarm looks at one of these APIs, functions or metric filters."""
        return any(self._is_ours(*metric) for metric in _metrics(alarm))

    def _is_ours(self, namespace: str, name: str, dimensions: Mapping[str, str]) -> bool:
        if namespace == API_GATEWAY:
            if "ApiId" in dimensions:  # of an HTTP or WebSocket API, unless somebody mistook the dimension
                return dimensions["ApiId"] in self.ids
            return self.whole or dimensions.get("ApiName") in self.names
        if namespace == LAMBDA:
            spelled = dimensions.get("FunctionName")
            return spelled is not None and parse_function_name(spelled).name in self.functions
        return (namespace, name) in self.published


def _metrics(alarm: Mapping[str, Any]) -> Iterator[tuple[str, str, dict[str, str]]]:
    rows = [alarm, *((row.get("MetricStat") or {}).get("Metric") or {} for row in alarm.get("Metrics") or ())]
    for row in rows:
        if row.get("Namespace"):
            dimensions = {one["Name"]: one["Value"] for one in row.get("Dimensions") or ()}
            yield row["Namespace"], row.get("MetricName", ""), dimensions


def _add_alarm(ground: Ground, answer: Mapping[str, Any]) -> Alarm:
    live: dict[str, Any] = {}
    since = answer.get("StateTransitionedTimestamp") or answer.get("StateUpdatedTimestamp")
    if answer.get("StateValue") == _DATALESS and isinstance(since, datetime):
        aware = since if since.tzinfo else since.replace(tzinfo=UTC)
        live["dataless_hours"] = known(max(0.0, (datetime.now(UTC) - aware).total_seconds() / 3600))
    properties = spelling.given("Alarm", answer)
    return ground.add(Alarm, f"cloudwatch:{answer['AlarmName']}", properties, **_alarm_names(answer), **live)


def _alarm_names(answer: Mapping[str, Any]) -> dict[str, str]:
    arn = str(answer.get("AlarmArn", ""))
    return {"at": arn, "arn": arn, "physical_id": str(answer["AlarmName"])}


class _Topics:
    """Reads each topic once. `found`: ARN to whether it is there."""

    def __init__(self, ground: Ground) -> None:
        self.ground = ground
        self.found: dict[str, bool] = {}

    def read(self, arn: str, by: Node) -> None:
        """Put the topic that an alarm publishes to onto the ground, or say that it is gone."""
        if not arn.startswith(self.ground.arn("sns", "")):
            return  # another kind of action, or a topic of another account: nothing to read from here
        if arn not in self.found:
            self.found[arn] = self._find(arn)
        if not self.found[arn]:
            self.ground.gone("topic", arn, by, "AlarmActions")

    def _find(self, arn: str) -> bool:
        name = arn.rpartition(":")[2]
        called = f"sns:{name}"
        try:
            attributes = self.ground.access.ask(calls.TOPIC, TopicArn=arn).get("Attributes") or {}
        except Missing:
            return False
        except Unanswered as unanswered:
            reason = self.ground.miss(f"topic {name}", unanswered)
            self.ground.add_unread(Topic, called, reason, physical_id=arn, arn=arn)
            self.ground.add_unread(TopicPolicy, f"{called} policy", reason, at=arn, topics=known((arn,)))
            return True
        key = attributes.get("KmsMasterKeyId")
        properties = spelling.given("", {"TopicName": name, "KmsMasterKeyId": key})
        self.ground.add(Topic, called, properties, at=arn, physical_id=arn, arn=arn)
        policy = _document(attributes.get("Policy"))
        if isinstance(policy, Mapping) and policy.get("Id") != _OWN_POLICY:
            spelled = {"Topics": [arn], "PolicyDocument": policy}
            self.ground.add(TopicPolicy, f"{called} policy", spelled, at=arn)
        self._read_subscriptions(arn, called)
        if key and not key.startswith(_AWS_KEY):
            self._read_key(key)
        return True

    def _read_subscriptions(self, arn: str, called: str) -> None:
        try:
            subscriptions = self.ground.access.listed(calls.SUBSCRIPTIONS, TopicArn=arn)
        except Missing:
            return
        except Unanswered as unanswered:
            reason = self.ground.miss(f"the subscriptions of {called}", unanswered)
            self.ground.add_unread(Subscription, f"{called} subscriptions", reason, at=arn, topic_arn=known(arn))
            return
        for number, one in enumerate(subscriptions):
            properties = {"TopicArn": arn, "Protocol": one.get("Protocol"), "Endpoint": one.get("Endpoint")}
            self.ground.add(
                Subscription,
                f"{called} subscription {number + 1}",
                spelling.given("", properties),
                at=arn,
                physical_id="" if one.get("SubscriptionArn") in _PENDING else one.get("SubscriptionArn", ""),
                is_confirmed=known(one.get("SubscriptionArn") not in _PENDING),
            )

    def _read_key(self, spelled: str) -> None:
        ground = self.ground
        try:
            answer = ground.access.ask(calls.KEY, KeyId=spelled)["KeyMetadata"]
        except (Missing, Unanswered) as failure:
            reason = failure.reason if isinstance(failure, Unanswered) else f"key {spelled} does not exist"
            ground.note(f"key {spelled}", reason)
            arn = spelled if spelled.startswith("arn:") else ground.arn("kms", f"key/{spelled}")
            ground.add_unread(Key, f"kms:{spelled}", reason, physical_id=spelled, arn=arn)
            return
        identity, arn = answer["KeyId"], answer["Arn"]
        called = f"kms:{identity}"
        if ":alias/" in f":{spelled}" or spelled.startswith("alias/"):
            ground.nodes.setdefault(
                ground.address(f"kms:{spelled}"),
                Other(
                    address=ground.address(f"kms:{spelled}"),
                    physical_id=spelled,
                    resource_type="AWS::KMS::Alias",
                    properties={"AliasName": spelled, "TargetKeyId": identity},
                ),
            )
        properties = spelling.given("Key", {"Enabled": answer.get("Enabled")})
        try:
            policy = ground.access.ask(calls.KEY_POLICY, KeyId=identity, PolicyName="default").get("Policy")
        except (Missing, Unanswered) as failure:
            unanswered = failure if isinstance(failure, Unanswered) else Unanswered("the key has no policy to read")
            reason = ground.miss(f"the policy of key {spelled}", unanswered)
            ground.add_unread(Key, called, reason, physical_id=identity, arn=arn, enabled=known(answer.get("Enabled")))
            return
        ground.add(Key, called, {**properties, "KeyPolicy": _document(policy)}, at=arn, physical_id=identity, arn=arn)


def _document(text: Any) -> Any:
    try:
        return json.loads(text) if isinstance(text, str) else text
    except ValueError:
        return text
