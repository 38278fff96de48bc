"""A metric filter asks for a field that the access log does not have.

## What it sees
A metric filter on the log group of a stage's access log whose pattern names fields (`$.statusCode`) of which the
log's JSON format has none.

## What it causes
The filter never matches: its metric stays empty, and alarms on it silent.

## How to fix it
CDK: `StageLogs` and `ApiAlarms`, which take the names from one table.
CloudFormation: the field as the stage's `Format` spells it.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: {RetentionInDays: 30}
  Prod:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: !Ref Api
      DeploymentId: a1b2c3
      StageName: prod
      AccessLogSetting:
        DestinationArn: !GetAtt Logs.Arn
        Format: '{"requestId": "$context.requestId", "status": "$context.status"}'
  Filter:
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: !Ref Logs
      FilterPattern: '{ $.statusCode = "502" }'
      MetricTransformations:
        - MetricNamespace: orders
          MetricName: Http502
          MetricValue: "1"
```

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: {RetentionInDays: 30}
  Prod:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: !Ref Api
      DeploymentId: a1b2c3
      StageName: prod
      AccessLogSetting:
        DestinationArn: !GetAtt Logs.Arn
        Format: '{"requestId": "$context.requestId", "status": "$context.status"}'
  Filter:
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: !Ref Logs
      FilterPattern: '{ $.status = "502" }'
      MetricTransformations:
        - MetricNamespace: orders
          MetricName: Http502
          MetricValue: "1"
```

## Source
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
"""

import json
import re
from collections.abc import Iterator
from typing import Final

from wellwired.findings import Finding, Severity
from wellwired.model.api import Stage
from wellwired.model.log_format import find_log_format
from wellwired.model.operations import LogGroup, MetricFilter
from wellwired.model.setting import Unsettled
from wellwired.model.text import CLOSE, OPEN, find_hole, same
from wellwired.model.wiring import Wiring
from wellwired.rules import rule

_FIELD: Final = re.compile(r"\$\.([A-Za-z0-9_-]+)")
_PART: Final = re.compile(f"\\$context[\\w.]+|{OPEN}[^{CLOSE}]*{CLOSE}")


@rule(severity=Severity.ERROR, status="", since="0.1")
def unmatchable_metric_filter(item: MetricFilter, wiring: Wiring) -> Iterator[Finding]:
    """Report patterns that look for what no line has."""
    asked = dict.fromkeys(_FIELD.findall(item.filter_pattern.known() or ""))
    group = wiring.find(item.log_group_name.known(), LogGroup) if asked else None
    if group is None:
        return
    for stage in wiring.all(Stage):
        fields = _fields(stage) if _writes_to(stage, group) else None
        missing = [name for name in asked if name not in fields] if fields is not None else []
        if missing:
            yield Finding.on(
                item,
                "FilterPattern",
                f"{item.label} looks for {', '.join(missing)}, which the access log of {stage.label} does not have",
                fix="write the fields as AccessLogSetting/Format spells them",
                to=stage,
            )


def _writes_to(stage: Stage, group: LogGroup) -> bool:
    setting = stage.access_log_setting.known()
    destination = setting.destination_arn.known() if setting is not None else None
    return bool(destination) and same(str(destination).removesuffix(":*"), group.arn.removesuffix(":*"))


def _fields(stage: Stage) -> set[str] | None:
    """The names of the JSON object that each line is, or None where it is none."""
    log_format = find_log_format(stage)
    if log_format is None or not log_format.is_object or log_format.problem:
        return None
    reason = find_hole(log_format.text)
    if reason:
        raise Unsettled(reason)
    return set(json.loads(_PART.sub("0", log_format.text)))
