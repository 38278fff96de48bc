"""The logs of an API are kept for ever.

## What it sees
A log group without `RetentionInDays` that holds a stage's access or execution log, or the log of a function behind an
API.

## What it causes
Every line stays, and is paid for, until somebody notices; personal data in it outlives every promise.

## How to fix it
CDK: `StageLogs` and `ProxyFunction` set a retention, or `LogGroup(retention=RetentionDays.ONE_MONTH)`.
CloudFormation: `RetentionInDays` on the log group.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler.Arn}/invocations
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: !Sub "/aws/lambda/${Handler}"}
```

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler.Arn}/invocations
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: {LogGroupName: !Sub "/aws/lambda/${Handler}", RetentionInDays: 30}
```

```yaml
Resources:
  Reports:
    Type: AWS::Logs::LogGroup
```

## Source
https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.log_groups import is_retained_by_resource, log_groups_in_use
from wellwired.model.operations import LogGroup
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def endless_log_group(group: LogGroup, wiring: Wiring) -> Iterator[Finding]:
    """Report a group of the API's that never drops a line."""
    what = log_groups_in_use(wiring).get(id(group))
    if what is None or group.retention_in_days.known() is not None:
        return
    if not is_retained_by_resource(group.physical_id, wiring):
        yield Finding.on(
            group,
            "RetentionInDays",
            f"{group.label} keeps {what} for ever",
            fix="set RetentionInDays",
        )
