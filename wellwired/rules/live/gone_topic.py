"""An alarm publishes to a topic that does not exist.

## What it sees
An alarm whose `AlarmActions` name a topic of this account and region which SNS does not know.

## What it causes
The alarm goes off and nobody hears of it: CloudWatch notes the failed action in the history of the alarm only.

## How to fix it
Make the topic again and subscribe people to it, or name another one.
CDK: `alarm.add_alarm_action(SnsAction(topic))` with the topic itself. CloudFormation: `!Ref Topic` in `AlarmActions`.

## Reported
```yaml
- Alarm: {alarm_name: errors}
- Gone: {kind: topic, named: "arn:aws:sns:eu-west-1:111122223333:pager", named_by: [Alarm], property: AlarmActions}
```

## Not reported
```yaml
- Alarm: {alarm_name: errors}
```

## Source
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.live import Gone
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="", since="0.1")
def gone_topic(gone: Gone, wiring: Wiring) -> Iterator[Finding]:
    """Report alarms whose topic SNS does not know."""
    namers = [node for node in map(wiring.find_at, gone.named_by) if node is not None]
    if gone.kind != "topic" or not namers:
        return
    others = f" (and {len(namers) - 1} more)" if len(namers) > 1 else ""
    yield Finding.on(
        namers[0],
        gone.property,
        f"{namers[0].label}{others} publishes to {gone.named}, which does not exist",
        fix="make the topic again, or name one that exists",
    )
