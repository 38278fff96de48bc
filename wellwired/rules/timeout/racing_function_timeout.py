"""A function may run just as long as the API waits for it.

## What it sees
A function behind a method, whose `Timeout` equals the integration's `TimeoutInMillis`.

## What it causes
Which of the two gives up first is chance: the client gets 504, or 502, and the two need different looks.

## How to fix it
CDK: `ProxyRestApi` checks the pair at synth; else `timeout=` of the function below `timeout=` of the integration.
CloudFormation: a `Timeout` a second or more below the integration's.

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
      Timeout: 29
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
      Timeout: 20
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.compute import Function
from wellwired.model.timeouts import find_patience
from wellwired.model.wiring import Wiring
from wellwired.rules import rule
from wellwired.rules.invoke_reports import join_labels


@rule(severity=Severity.NOTE, status="504", since="0.1")
def racing_function_timeout(function: Function, wiring: Wiring) -> Iterator[Finding]:
    """Report a function that gives up at the same moment as the integrations of some of its routes."""
    found = find_patience(wiring, function)
    level = [wait for wait in found.waits if found.runs_ms == wait.limit_ms]
    if level:
        yield Finding.on(
            function,
            "Timeout",
            f"{function.label} may run {found.runs_ms / 1000:g} s, just as long as API Gateway waits for "
            f"{join_labels(wait.method.route for wait in level)}",
            fix="set Timeout a second or more below the integration's",
            to=level[0].method,
        )
