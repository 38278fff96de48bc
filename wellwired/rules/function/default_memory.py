"""A function behind an API runs with the least memory there is.

## What it sees
A function that methods call with 128 MB, by `MemorySize` or because it is left out.

## What it causes
The share of CPU comes with the memory: cold starts and calls are slow, and a function that runs out of memory is
killed, which the client sees as 502.

## How to fix it
CDK: `memory_size=512`, which `ProxyFunction` has by default.
CloudFormation: `MemorySize`, from the `Max Memory Used` of the function's log.

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
      MemorySize: 128
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
      MemorySize: 512
```

## Source
https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
"""

from collections.abc import Iterator

from wellwired.facts import FUNCTION_MEMORY_DEFAULT_MB
from wellwired.findings import Finding, Severity
from wellwired.model.compute import Function
from wellwired.model.invocations import is_called_by_method
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.NOTE, status="502", since="0.1")
def default_memory(function: Function, wiring: Wiring) -> Iterator[Finding]:
    """Report functions on the smallest memory."""
    size = function.memory_size.or_default(FUNCTION_MEMORY_DEFAULT_MB)
    if size <= FUNCTION_MEMORY_DEFAULT_MB and is_called_by_method(wiring, function):
        how = "" if function.memory_size.is_known else ", the default"
        yield Finding.on(
            function,
            "MemorySize",
            f"{function.label} runs with {size} MB{how}: slow to start, and soon out of memory",
            fix="set MemorySize to 256 or more, and measure",
        )
