"""A function that an API calls may not run: its reserved concurrency is zero.

## What it sees
`ReservedConcurrentExecutions: 0` on a function behind a method or an authorizer.

## What it causes
Lambda throttles each invocation: every call ends in 500 `Internal server error`. The function's log stays empty; its
Throttles metric counts.

## How to fix it
CDK: `reserved_concurrent_executions` of the function, well above zero, or left out.
CloudFormation: the same in `ReservedConcurrentExecutions`. Zero is a switch to turn a function off.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders}
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: POST
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
      Role: arn:aws:iam::111122223333:role/orders
      ReservedConcurrentExecutions: 0
```

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders}
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: POST
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
      Role: arn:aws:iam::111122223333:role/orders
      ReservedConcurrentExecutions: 50
```

```yaml
Resources:
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/orders
      ReservedConcurrentExecutions: 0
```

## Source
https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.compute import Function
from wellwired.model.invocations import callers_of
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="500", since="0.1")
def blocked_function(function: Function, wiring: Wiring) -> Iterator[Finding]:
    """Report functions that are switched off while an API calls them."""
    if function.reserved_concurrent_executions.known() != 0:
        return
    callers = callers_of(wiring, function)
    if callers:
        yield Finding.on(
            function,
            "ReservedConcurrentExecutions",
            f"{function.label} has a reserved concurrency of 0: every call of {callers[0].label} is throttled",
            fix="reserve some concurrency, or leave the property out",
            to=callers[0],
        )
