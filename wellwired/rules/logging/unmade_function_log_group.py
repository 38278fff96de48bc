"""The log group of a function behind an API is left for Lambda to make.

## What it sees
A function that an API invokes, whose log group is no resource of the template, nor named in its `LoggingConfig`.

## What it causes
Lambda makes the group at the first call, without a retention: the lines stay for ever, and stay when the stack goes.

## How to fix it
CDK: `ProxyFunction`, or `log_group=LogGroup(...)` on the function.
CloudFormation: an `AWS::Logs::LogGroup` with `RetentionInDays`, named in the function's `LoggingConfig`.

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
```

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
      LoggingConfig: {LogFormat: JSON}
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

## Source
https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-loggroups.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.compute import Function
from wellwired.model.execution_roles import find_named_group, log_group_of
from wellwired.model.invocations import callers_of
from wellwired.model.log_groups import find_function_group, is_retained_by_resource
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.NOTE, status="", since="0.1")
def unmade_function_log_group(function: Function, wiring: Wiring) -> Iterator[Finding]:
    """Report a function behind an API whose log group nobody here makes."""
    if find_named_group(function) is not None or not callers_of(wiring, function):
        return
    if find_function_group(function, wiring) is None and not is_retained_by_resource(log_group_of(function), wiring):
        yield Finding.on(
            function,
            "LoggingConfig",
            f"the log group of {function.label} is made by Lambda, and never drops a line",
            fix="make the log group with RetentionInDays, and name it in LoggingConfig",
        )
