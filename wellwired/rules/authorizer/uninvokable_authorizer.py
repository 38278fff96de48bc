"""API Gateway may not invoke an authorizer's function.

## What it sees
A Lambda authorizer without a credentials role, whose function is among the resources and has no permission that
covers `.../API/authorizers/ID` for API Gateway: none at all, one for the methods (`API/*/GET/items`), for another
function, alias, principal or API.

## What it causes
Every call of the routes behind it: 500 `Internal server error` (AUTHORIZER_CONFIGURATION_ERROR). The authorizer's own
log stays empty.

## How to fix it
CDK: `Authorization.token_authorizer(...)` or `.request_authorizer(...)` of `ProxyRestApi` makes the permission.
CloudFormation: an `AWS::Lambda::Permission` with `SourceArn`
`arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/authorizers/${Authorizer}`.

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
      AuthorizerUri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Gate.Arn}/invocations
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
      SourceArn: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*/*/items
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
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Authorizer
from wellwired.model.compute import Function
from wellwired.model.invocations import read_invocations
from wellwired.model.invoke_gaps import Gap, gaps_of
from wellwired.model.setting import Unsettled
from wellwired.model.text import display
from wellwired.model.wiring import Wiring
from wellwired.rules import rule
from wellwired.rules.invoke_reports import find_authorizer_gap


@rule(severity=Severity.ERROR, status="500", since="0.1")
def uninvokable_authorizer(function: Function, wiring: Wiring) -> Iterator[Finding]:
    """Report the authorizers that cannot reach this function."""
    gaps = gaps_of(wiring, function)
    asked = [one for one in read_invocations(wiring).of(function) if isinstance(one.caller, Authorizer)]
    for authorizer in {id(one.caller): one.caller for one in asked}.values():
        gap = find_authorizer_gap(wiring, authorizer, function) if isinstance(authorizer, Authorizer) else None
        if gap is not None:
            yield _report(gap, function)
    if asked and gaps.doubt and not gaps.found:
        raise Unsettled(gaps.doubt)


def _report(gap: Gap, function: Function) -> Finding:
    caller, permission = gap.invocation.caller, gap.permission
    why = f": {permission.label} is {gap.cause.value}" if permission else ""
    (source, *_), *_ = gap.invocation.sources()
    return Finding.on(
        permission or caller,
        "SourceArn" if permission else "AuthorizerUri",
        f"API Gateway may not invoke {function.label} for {caller.label}{why}",
        fix=f"add a permission for apigateway.amazonaws.com with a SourceArn that ends in {display(source)}",
        to=function,
    )
