"""An authorizer asks a function or an alias that the stack does not have.

## What it sees
An `AuthorizerUri` with an alias that the function, which is among the resources, does not publish, or with a
function's name that differs from that of one among the resources by a slip.

## What it causes
Every call behind it: 500 `Internal server error`, as there is nothing to invoke.

## How to fix it
CDK: `Authorization.token_authorizer(...)` or `.request_authorizer(...)` of `ProxyRestApi`.
CloudFormation: `${Fn.Arn}` or `${Alias}` in the URI.

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
      AuthorizationType: CUSTOM
      AuthorizerId: !Ref Token
      Integration: {Type: MOCK}
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
      AuthorizerUri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Gate.Arn}:v2/invocations
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
      AuthorizationType: CUSTOM
      AuthorizerId: !Ref Token
      Integration: {Type: MOCK}
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
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !GetAtt Gate.Arn
      Action: lambda:InvokeFunction
      Principal: apigateway.amazonaws.com
      SourceArn: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/authorizers/${Token}
```

## Source
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-authorizer.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.aliases import find_unknown_alias
from wellwired.model.api import Authorizer
from wellwired.model.invocations import find_certain_target
from wellwired.model.likeness import find_like_function
from wellwired.model.text import display
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="500", since="0.1")
def unknown_authorizer_function(authorizer: Authorizer, wiring: Wiring) -> Iterator[Finding]:
    """Report a function's name or alias that misses those of the wiring."""
    target = find_certain_target(wiring, authorizer.authorizer_uri.if_known())
    if target is None:
        return
    alias = find_unknown_alias(wiring, target)
    like = find_like_function(wiring, target.spelled.name) if target.is_outside else None
    if alias is not None and target.function is not None:
        problem = f"asks alias {display(alias.name)} of {target.function.label}, which the template does not publish"
    elif like is not None:
        problem = f"asks {display(target.spelled.name)}, which is not in the template; {like.label} nearly is"
    else:
        return
    yield Finding.on(
        authorizer,
        "AuthorizerUri",
        f"{authorizer.label} {problem}",
        fix="refer to the function or the alias in place of spelling it",
        to=target.function or like,
    )
