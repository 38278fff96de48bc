"""A topic is encrypted with a key that CloudWatch may not use.

## What it sees
A topic of the template that alarms publish to, encrypted with a key whose policy does not allow `kms:Decrypt` and
`kms:GenerateDataKey` to `cloudwatch.amazonaws.com`, or with `alias/aws/sns`, whose policy nobody can change.

## What it causes
The alarm goes off, its action fails, and nobody is told. Only the alarm's history says so.

## How to fix it
CDK: `Notifications`, whose key has the statement; else
`key.grant_encrypt_decrypt(ServicePrincipal("cloudwatch.amazonaws.com"))`.
CloudFormation: a statement in `KeyPolicy` for the principal `cloudwatch.amazonaws.com` with `kms:Decrypt` and
`kms:GenerateDataKey*`.

## Reported
```yaml
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}
            Action: "kms:*"
            Resource: "*"
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      Subscription: [{Protocol: email, Endpoint: oncall@example.com}]
      KmsMasterKeyId: !GetAtt Key.Arn
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ApiGateway
      MetricName: 5XXError
      Dimensions: [{Name: ApiName, Value: orders}, {Name: Stage, Value: prod}]
      Statistic: Sum
      Period: 300
      EvaluationPeriods: 1
      Threshold: 5
      ComparisonOperator: GreaterThanOrEqualToThreshold
      TreatMissingData: notBreaching
      AlarmActions: [!Ref Topic]
```

```yaml
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      Subscription: [{Protocol: email, Endpoint: oncall@example.com}]
      KmsMasterKeyId: alias/aws/sns
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ApiGateway
      MetricName: 5XXError
      Dimensions: [{Name: ApiName, Value: orders}, {Name: Stage, Value: prod}]
      Statistic: Sum
      Period: 300
      EvaluationPeriods: 1
      Threshold: 5
      ComparisonOperator: GreaterThanOrEqualToThreshold
      TreatMissingData: notBreaching
      AlarmActions: [!Ref Topic]
```

## Not reported
```yaml
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}
            Action: "kms:*"
            Resource: "*"
          - Effect: Allow
            Principal: {Service: cloudwatch.amazonaws.com}
            Action: ["kms:Decrypt", "kms:GenerateDataKey*"]
            Resource: "*"
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      Subscription: [{Protocol: email, Endpoint: oncall@example.com}]
      KmsMasterKeyId: !GetAtt Key.Arn
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ApiGateway
      MetricName: 5XXError
      Dimensions: [{Name: ApiName, Value: orders}, {Name: Stage, Value: prod}]
      Statistic: Sum
      Period: 300
      EvaluationPeriods: 1
      Threshold: 5
      ComparisonOperator: GreaterThanOrEqualToThreshold
      TreatMissingData: notBreaching
      AlarmActions: [!Ref Topic]
```

## Source
https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
"""

from collections.abc import Iterator
from typing import Final

from wellwired.findings import Finding, Severity
from wellwired.model.access import Key
from wellwired.model.node import Node
from wellwired.model.notification import alarms_on, find_key, may_do_for_alarm
from wellwired.model.operations import Topic
from wellwired.model.text import is_literal
from wellwired.model.wiring import Wiring
from wellwired.rules import rule

_ACTIONS: Final = ("kms:Decrypt", "kms:GenerateDataKey")
_OF_AWS: Final = "alias/aws/sns"


@rule(severity=Severity.ERROR, status="", since="0.1")
def sealed_topic(topic: Topic, wiring: Wiring) -> Iterator[Finding]:
    """Report topics that CloudWatch cannot encrypt for."""
    alarms = alarms_on(wiring, topic)
    name = topic.kms_master_key_id.known() if alarms else None
    if not name:
        return
    if is_literal(name) and name.endswith(_OF_AWS):
        problem, key = f"{_OF_AWS}, which CloudWatch may not use", None
    else:
        key = find_key(wiring, name)
        missing = _missing(key, alarms[0]) if key is not None else []
        if key is None or not missing:
            return
        problem = f"{key.label}, whose policy does not allow CloudWatch {' and '.join(missing)}"
    yield Finding.on(
        topic,
        "KmsMasterKeyId",
        f"{topic.label} hears {alarms[0].label}, but is encrypted with {problem}",
        fix="use a key of your own whose policy allows cloudwatch.amazonaws.com kms:Decrypt and kms:GenerateDataKey*",
        to=key,
    )


def _missing(key: Key, alarm: Node) -> list[str]:
    policy = key.key_policy.known()
    if policy is None:  # the default one, for the account alone
        return list(_ACTIONS)
    return [action for action in _ACTIONS if not may_do_for_alarm([policy], action, key.arn, alarm)]
