"""A function behind an API shares its concurrency with the whole account.

## What it sees
A function that methods call without `ReservedConcurrentExecutions`.

## What it causes
Nothing fails by itself. When another function uses up the account's concurrency, this one is throttled and its
callers see 500; and nothing bounds what it can use up in turn.

## How to fix it
CDK: `reserved_concurrency` of `ProxyFunction`; else `reserved_concurrent_executions`.
CloudFormation: `ReservedConcurrentExecutions`, from the peak of the ConcurrentExecutions metric.

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

## Source
https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.compute import Function
from wellwired.model.invocations import is_called_by_method
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.NOTE, status="", since="0.1")
def unreserved_concurrency(function: Function, wiring: Wiring) -> Iterator[Finding]:
    """Report functions that take and give concurrency without a bound."""
    if function.reserved_concurrent_executions.known() is None and is_called_by_method(wiring, function):
        yield Finding.on(
            function,
            "ReservedConcurrentExecutions",
            f"{function.label} has no reserved concurrency: it shares the account's with every other function",
            fix="set ReservedConcurrentExecutions to what its peak needs",
        )
