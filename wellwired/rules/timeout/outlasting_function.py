"""A function may run longer than the API waits for it.

## What it sees
A function behind a method, whose `Timeout` (3 s when absent) is above the integration's `TimeoutInMillis` (29,000
when absent). Streamed responses are not judged.

## What it causes
A slow call ends in 504 `Endpoint request timed out` for the client, while the function works on, is paid for, and may
commit what the client believes to have failed. Its own log shows a success.

## How to fix it
CDK: `ProxyRestApi` checks the pair at synth; else `timeout=` of the function below `timeout=` of the integration.
CloudFormation: a `Timeout` below the integration's, with room for the answer; longer work belongs behind a queue.

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
      Timeout: 60
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

from wellwired.facts import INTEGRATION_TIMEOUT_MIN_MS
from wellwired.findings import Finding, Severity
from wellwired.model.compute import Function
from wellwired.model.timeouts import find_patience
from wellwired.model.wiring import Wiring
from wellwired.rules import rule
from wellwired.rules.invoke_reports import join_labels


@rule(severity=Severity.WARNING, status="504", since="0.1")
def outlasting_function(function: Function, wiring: Wiring) -> Iterator[Finding]:
    """Report a function that outlives the integrations of some of its routes."""
    found = find_patience(wiring, function)
    late = [wait for wait in found.waits if found.runs_ms > wait.limit_ms >= INTEGRATION_TIMEOUT_MIN_MS]
    if late:
        shortest = min(wait.limit_ms for wait in late)
        yield Finding.on(
            function,
            "Timeout",
            f"{function.label} may run {found.runs_ms / 1000:g} s, but API Gateway waits {shortest / 1000:g} s "
            f"for {join_labels(wait.method.route for wait in late)}",
            fix=f"set Timeout below {shortest / 1000:g}, or answer at once and work behind a queue",
            to=late[0].method,
        )
