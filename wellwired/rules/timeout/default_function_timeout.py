"""A function behind the API has Lambda's default timeout of 3 seconds.

## What it sees
A function behind a method, without `Timeout`.

## What it causes
A cold start with a slow first call takes longer: the function is stopped in the middle, and the client gets 502
`Internal server error`.

## How to fix it
CDK: `timeout=Duration.seconds(10)`; `ProxyFunction` sets it.
CloudFormation: `Timeout`, above the slowest call and below 29.

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
      Timeout: 10
```

## Source
https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.compute import Function
from wellwired.model.timeouts import find_patience
from wellwired.model.wiring import Wiring
from wellwired.rules import rule
from wellwired.rules.invoke_reports import join_labels


@rule(severity=Severity.WARNING, status="502", since="0.1")
def default_function_timeout(function: Function, wiring: Wiring) -> Iterator[Finding]:
    """Report a function whose time nobody chose."""
    if function.timeout.known() is not None:
        return
    waits = find_patience(wiring, function).waits
    if waits:
        yield Finding.on(
            function,
            "Timeout",
            f"{function.label} has no Timeout: it is stopped after 3 s while it answers "
            f"{join_labels(wait.method.route for wait in waits)}",
            fix="set Timeout above the slowest call, and below what the integration waits",
            to=waits[0].method,
        )
