"""A method calls the function that decides who may call.

## What it sees
A method that integrates the function of an authorizer, in an API whose other methods call another function.

## What it causes
The client gets what an authorizer returns, a policy: 502 `Internal server error`, as that is no proxy response.

## How to fix it
CDK: `Route` of `ProxyRestApi`, or the CDK's `LambdaIntegration`, spells it.
CloudFormation: let the `Uri` name the function that answers.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Items:
    Type: AWS::ApiGateway::Resource
    Properties:
      RestApiId: !Ref Api
      ParentId: !GetAtt Api.RootResourceId
      PathPart: "items"
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
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Items
      HttpMethod: POST
      AuthorizationType: NONE
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Gate.Arn}/invocations
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
  Gate:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
  Token:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      Name: token
      RestApiId: !Ref Api
      Type: TOKEN
      IdentitySource: method.request.header.Authorization
      AuthorizerUri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Gate.Arn}/invocations
```

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Items:
    Type: AWS::ApiGateway::Resource
    Properties:
      RestApiId: !Ref Api
      ParentId: !GetAtt Api.RootResourceId
      PathPart: "items"
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
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Items
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
      Role: arn:aws:iam::111122223333:role/handler
  Gate:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
  Token:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      Name: token
      RestApiId: !Ref Api
      Type: TOKEN
      IdentitySource: method.request.header.Authorization
      AuthorizerUri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Gate.Arn}/invocations
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Authorizer, Method
from wellwired.model.compute import Function
from wellwired.model.invocations import callers_of, read_invocations
from wellwired.model.wiring import Wiring
from wellwired.rules import rule
from wellwired.rules.invoke_reports import join_labels


@rule(severity=Severity.WARNING, status="502", since="0.1")
def authorizer_as_backend(function: Function, wiring: Wiring) -> Iterator[Finding]:
    """Report routes that reach an authorizer's function, unless everything does."""
    callers = callers_of(wiring, function)
    methods = [caller for caller in callers if isinstance(caller, Method)]
    authorizers = [caller for caller in callers if isinstance(caller, Authorizer)]
    if not (methods and authorizers):
        return
    apis = {id(one.api) for one in read_invocations(wiring).of(function)}
    if any(_serves(wiring, other, apis) for other in wiring.all(Function) if other is not function):
        yield Finding.on(
            methods[0],
            "Integration/Uri",
            f"{join_labels(method.route for method in methods)} reach {function.label}, "
            f"which decides for {authorizers[0].label} who may call",
            fix="name the function that answers these routes",
            to=function,
        )


def _serves(wiring: Wiring, function: Function, apis: set[int]) -> bool:
    """Whether a function stands behind a method of one of the APIs."""
    invocations = read_invocations(wiring).of(function)
    return any(isinstance(one.caller, Method) and id(one.api) in apis for one in invocations)
