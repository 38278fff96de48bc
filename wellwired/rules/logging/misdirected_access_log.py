"""The access log goes to something that API Gateway does not write to.

## What it sees
A `DestinationArn` that is neither a log group's ARN nor that of a Firehose stream whose name begins with
`amazon-apigateway-`: a bucket, a Kinesis stream, the name of a log group in place of its ARN.

## What it causes
API Gateway refuses the stage. A log group is named by its ARN, with or without `:*` at the end.

## How to fix it
CDK: `StageLogs`, or `access_log_destination=LogGroupLogDestination(group)`.
CloudFormation: `DestinationArn: !GetAtt Logs.Arn`; for Firehose set `DeliveryStreamName: amazon-apigateway-...`.

## Reported
```yaml
Resources:
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: {RetentionInDays: 30}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: a1b2c3
      DeploymentId: d4e5f6
      StageName: prod
      AccessLogSetting: {DestinationArn: !Ref Logs, Format: $context.requestId}
```

```yaml
Resources:
  Stream:
    Type: AWS::KinesisFirehose::DeliveryStream
    Properties: {DeliveryStreamName: access, S3DestinationConfiguration: {}}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: a1b2c3
      DeploymentId: d4e5f6
      StageName: prod
      AccessLogSetting: {DestinationArn: !GetAtt Stream.Arn, Format: $context.requestId}
```

## Not reported
```yaml
Resources:
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: {RetentionInDays: 30}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: a1b2c3
      DeploymentId: d4e5f6
      StageName: prod
      AccessLogSetting: {DestinationArn: !GetAtt Logs.Arn, Format: $context.requestId}
```

```yaml
Resources:
  Stream:
    Type: AWS::KinesisFirehose::DeliveryStream
    Properties: {DeliveryStreamName: amazon-apigateway-access, S3DestinationConfiguration: {}}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: a1b2c3
      DeploymentId: d4e5f6
      StageName: prod
      AccessLogSetting: {DestinationArn: !GetAtt Stream.Arn, Format: $context.requestId}
```

## Source
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-stage-accesslogsetting.html
"""

from collections.abc import Iterator
from typing import Final

from wellwired.findings import Finding, Severity
from wellwired.model.api import Stage
from wellwired.model.node import Node, Other
from wellwired.model.text import display, find_hole, find_reference, is_literal
from wellwired.model.wiring import Wiring
from wellwired.rules import rule

_FIREHOSE: Final = "AWS::KinesisFirehose::DeliveryStream"
_PREFIX: Final = "amazon-apigateway-"


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def misdirected_access_log(stage: Stage, wiring: Wiring) -> Iterator[Finding]:
    """Report a destination that is certainly none."""
    setting = stage.access_log_setting.known()
    destination = (setting.destination_arn.known() or "").strip() if setting is not None else ""
    problem = _find_problem(destination, wiring) if destination else ""
    if problem:
        yield Finding.on(
            stage,
            "AccessLogSetting/DestinationArn",
            f"the access log of {stage.label} goes to {problem}",
            fix="give the ARN of a log group, or of a Firehose stream called amazon-apigateway-...",
        )


def _find_problem(destination: str, wiring: Wiring) -> str:
    """What a destination is, where it cannot be one."""
    named = find_reference(destination)
    if named is not None:
        node = wiring.find_at(named.address)
        return _judge_resource(node, destination, named.attribute) if node is not None else ""
    fields = destination.split(":", 6)
    if find_hole(":".join(fields[:6])):
        return ""
    if fields[0] != "arn" or len(fields) < 6:
        return f"{display(destination)}, which is no ARN"
    if fields[2] == "logs":
        return "" if fields[5] == "log-group" else display(destination)
    if fields[2] == "firehose":
        name = fields[5].removeprefix("deliverystream/")
        return "" if name.startswith(_PREFIX) or not _is_settled(name) else f"the stream {display(name)}"
    return display(destination)


def _judge_resource(node: Node, destination: str, attribute: str) -> str:
    """What a `Ref` or `GetAtt` names, where it cannot be a destination: what is not modelled may be anything."""
    if not isinstance(node, Other):
        return f"{display(destination)}, which is no ARN" if not attribute else ""
    if node.resource_type != _FIREHOSE:
        return ""
    if attribute != "Arn":
        return f"{display(destination)}, the stream's name and not its ARN"
    name = node.properties.get("DeliveryStreamName")
    if name is None:
        return f"the stream {node.name}, which CloudFormation names itself"
    settled = isinstance(name, str) and _is_settled(name) and not name.startswith(_PREFIX)
    return f"the stream {display(name)}" if settled else ""


def _is_settled(name: str) -> bool:
    """Whether the beginning of a name is known well enough to compare it."""
    head = name[: len(_PREFIX)]
    return is_literal(head) or (not find_hole(name) and not _PREFIX.startswith(head.partition("\ue000")[0]))
