"""From an alarm to a person: which topics alarms publish to, and whether CloudWatch may.

Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from wellwired.model.access import Key
from wellwired.model.node import Json, Node, Other
from wellwired.model.operations import Alarm, CompositeAlarm, Topic
from wellwired.model.policy import Request, permits
from wellwired.model.setting import Unsettled
from wellwired.model.text import ACCOUNT_ID, find_hole
from wellwired.model.wiring import Wiring

CLOUDWATCH: Final = "cloudwatch.amazonaws.com"
AnyAlarm = Alarm | CompositeAlarm


def alarms_on(wiring: Wiring, topic: Topic) -> tuple[AnyAlarm, ...]:
    """The alarms that publish to a topic when they go off."""
    return tuple(wiring.once(_index).get(id(topic), ()))


def every_alarm(wiring: Wiring) -> Iterator[AnyAlarm]:
    """All alarms, plain and composite."""
    yield from wiring.all(Alarm)
    yield from wiring.all(CompositeAlarm)


def may_do_for_alarm(documents: list[Json], action: str, resource: str, alarm: Node) -> bool:
    """Whether CloudWatch may do something for an alarm of the same account; raises `Unsettled` where nobody knows."""
    context = {
        "aws:SourceAccount": ACCOUNT_ID,
        "aws:SourceOwner": ACCOUNT_ID,
        "aws:SourceArn": alarm.arn,
        "aws:SecureTransport": "true",
        "kms:CallerAccount": ACCOUNT_ID,
    }
    return permits(documents, Request(action=action, resource=resource, principal=CLOUDWATCH, context=context))


def is_referred_to(wiring: Wiring, alarm: AnyAlarm) -> bool:
    """Whether something other than a dashboard asks for an alarm's state: a composite, a deployment, a health check."""
    for node in (*wiring.all(Other), *wiring.all(CompositeAlarm)):
        if node is not alarm and alarm.address in node.depends_on and node.resource_type != _DASHBOARD:
            return True
    name = alarm.alarm_name.if_known()
    rules = (one.alarm_rule.if_known() or "" for one in wiring.all(CompositeAlarm))
    return bool(name) and any(str(name) in rule for rule in rules)


def find_key(wiring: Wiring, name: str) -> Key | None:
    """The key that a topic names by id, ARN, reference or alias; None where it is not among the nodes."""
    key = wiring.find(name, Key)
    if key is not None:
        return key
    for node in wiring.all(Other):
        if node.resource_type == "AWS::KMS::Alias" and isinstance(node.properties, Mapping):
            spelled = node.properties.get("AliasName")
            target = node.properties.get("TargetKeyId")
            if isinstance(target, str) and name in (spelled, node.physical_id):
                return wiring.find(target, Key)
    return None


def find_region(arn: str) -> str:
    """The region of an ARN as symbolic text, or ""."""
    fields = arn.split(":")
    return fields[3] if len(fields) > 5 and fields[0] == "arn" else ""


_DASHBOARD: Final = "AWS::CloudWatch::Dashboard"


def _index(wiring: Wiring) -> dict[int, list[AnyAlarm]]:
    found: dict[int, list[AnyAlarm]] = defaultdict(list)
    for alarm in every_alarm(wiring):
        for action in alarm.alarm_actions.if_known() or ():
            if find_hole(action):
                continue
            try:
                topic = wiring.find(action, Topic)
            except Unsettled:
                continue
            if topic is not None:
                found[id(topic)].append(alarm)
    return found
