"""A permission names a function that nobody has, nearly as one of the stack's is named.

## What it sees
A literal `FunctionName` that no function among the resources has, beside one whose name or logical id is nearly the
same.

## What it causes
The deployment fails with `Function not found`, or the permission lands on a function of another stack and the calls
of this one end in 500.

## How to fix it
CDK: hand the function over, not its name.
CloudFormation: `FunctionName: !Ref Function` or `!GetAtt Function.Arn`.

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
  Prod:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: a1b2c3, StageName: prod}
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: items-api-handler
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: item-api-handler
      Action: lambda:InvokeFunction
      Principal: apigateway.amazonaws.com
      SourceArn: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*/*/*
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
  Prod:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: a1b2c3, StageName: prod}
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !GetAtt Handler.Arn
      Action: lambda:InvokeFunction
      Principal: apigateway.amazonaws.com
      SourceArn: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*/*/*
```

## Source
https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.compute import Permission
from wellwired.model.likeness import find_like_function
from wellwired.model.text import display, find_hole
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="deploy", since="0.1")
def unknown_permission_function(permission: Permission, wiring: Wiring) -> Iterator[Finding]:
    """Report a function name that misses one of the wiring's by little."""
    name = permission.function_name.known()
    target = wiring.get_function(name) if name and find_hole(name) is None else None
    like = find_like_function(wiring, target.spelled.name) if target and target.is_outside else None
    if target is not None and like is not None:
        yield Finding.on(
            permission,
            "FunctionName",
            f"{permission.label} names the function {display(target.spelled.name)}, which is not in the template; "
            f"{like.label} nearly is",
            fix=f"refer to it: !Ref {like.name}",
            to=like,
        )
