"""The log group of an API is encrypted with a key that CloudWatch Logs may not use.

## What it sees
A log group that holds a stage's log, or that of a function behind an API, with a key of the same templates whose policy
does not let `logs.{region}.amazonaws.com` encrypt and decrypt.

## What it causes
CloudFormation cannot make the group: "The specified KMS key does not exist or is not allowed to be used". A policy that
names the account's root only is not enough for a service.

## How to fix it
CDK: `StageLogs` with an `encryption_key` grants it; or `key.grant_encrypt_decrypt(ServicePrincipal("logs..."))`.
CloudFormation: a statement in the `KeyPolicy` for `!Sub logs.${AWS::Region}.amazonaws.com` with `kms:Encrypt*`,
`kms:Decrypt*`, `kms:ReEncrypt*`, `kms:GenerateDataKey*` and `kms:Describe*`.

## Reported
```yaml
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Statement:
          - {Effect: Allow, Principal: {AWS: "arn:aws:iam::111122223333:root"}, Action: "kms:*", Resource: "*"}
          - Effect: Allow
            Principal: {Service: sns.amazonaws.com}
            Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:GenerateDataKey*"]
            Resource: "*"
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: access, RetentionInDays: 30, KmsKeyId: !GetAtt Key.Arn}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: a1b2c3
      DeploymentId: d4e5f6
      StageName: prod
      AccessLogSetting: {DestinationArn: !GetAtt Logs.Arn, Format: $context.requestId}
```

## Not reported
```yaml
Resources:
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy:
        Statement:
          - {Effect: Allow, Principal: {AWS: "arn:aws:iam::111122223333:root"}, Action: "kms:*", Resource: "*"}
          - Effect: Allow
            Principal: {Service: !Sub "logs.${AWS::Region}.amazonaws.com"}
            Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:GenerateDataKey*"]
            Resource: "*"
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: access, RetentionInDays: 30, KmsKeyId: !GetAtt Key.Arn}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: a1b2c3
      DeploymentId: d4e5f6
      StageName: prod
      AccessLogSetting: {DestinationArn: !GetAtt Logs.Arn, Format: $context.requestId}
```

## Source
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
"""

from collections.abc import Iterator
from functools import partial
from typing import Final

from wellwired.findings import Finding, Severity
from wellwired.model.access import Key
from wellwired.model.doubt import some
from wellwired.model.log_groups import log_groups_in_use
from wellwired.model.operations import LogGroup
from wellwired.model.policy import SERVICE_CONTEXT, Request, permits
from wellwired.model.text import REGION
from wellwired.model.wiring import Wiring
from wellwired.rules import rule

_ACTIONS: Final = ("kms:Encrypt", "kms:Decrypt", "kms:GenerateDataKey")
_CONTEXT: Final = "kms:EncryptionContext:aws:logs:arn"


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def sealed_log_group(group: LogGroup, wiring: Wiring) -> Iterator[Finding]:
    """Report a group of the API's whose key of this wiring shuts CloudWatch Logs out."""
    what = log_groups_in_use(wiring).get(id(group))
    key = wiring.find(group.kms_key_id.known(), Key) if what is not None else None
    if key is not None and not all(_may(wiring, key, group, action) for action in _ACTIONS):
        yield Finding.on(
            group,
            "KmsKeyId",
            f"{group.label}, for {what}, is encrypted with {key.label}, which CloudWatch Logs may not use",
            fix="let logs.{region}.amazonaws.com encrypt and decrypt in the key's policy",
            to=key,
        )


def _may(wiring: Wiring, key: Key, group: LogGroup, action: str) -> bool:
    """Whether the service may do something with a key for one log group, by either of its names."""
    document = key.key_policy.known()
    context = {**SERVICE_CONTEXT, _CONTEXT: group.arn.removesuffix(":*")}
    services = (f"logs.{wiring.region or REGION}.amazonaws.com", "logs.amazonaws.com")
    requests = (Request(action=action, principal=service, context=context) for service in services)
    return document is not None and some(partial(permits, (document,), request) for request in requests)
