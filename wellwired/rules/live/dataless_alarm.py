"""An alarm has had no data for a day.

## What it sees
An alarm in the state `INSUFFICIENT_DATA` for 24 hours or more.

## What it causes
It cannot go off: its metric or dimensions may be misspelt, or the API without traffic. An alarm whose silence is meant
to be good news says so with `TreatMissingData: notBreaching`, and is then `OK`.

## How to fix it
Compare namespace, metric name and dimensions with what the API publishes; if they are right, say what missing data
means. CDK: `treat_missing_data=TreatMissingData.NOT_BREACHING`. CloudFormation: `TreatMissingData`.

## Reported
```yaml
- Alarm: {alarm_name: errors, dataless_hours: 30.5}
```

## Not reported
```yaml
- Alarm: {alarm_name: errors, dataless_hours: 2.0}
```

```yaml
- Alarm: {alarm_name: errors}
```

## Source
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
"""

from collections.abc import Iterator
from typing import Final

from wellwired.findings import Finding, Severity
from wellwired.model.operations import Alarm
from wellwired.rules import rule

_PATIENCE: Final = 24  # hours: one night and one working day, so that a new alarm is not blamed


@rule(severity=Severity.WARNING, status="", since="0.1")
def dataless_alarm(alarm: Alarm) -> Iterator[Finding]:
    """Report alarms that have nothing to judge."""
    hours = alarm.dataless_hours.or_default(0.0)
    if hours >= _PATIENCE:
        yield Finding.on(
            alarm,
            "MetricName",
            f"{alarm.label} has had no data for {hours:.0f} hours: it cannot go off",
            fix="check its metric and dimensions, or set TreatMissingData",
        )
