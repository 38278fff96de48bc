"""An authorizer's URI is no invocation URI.

## What it sees
An `AuthorizerUri` that is a function's own ARN or name, an http address, another service's, or misspells
`arn:...:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION-ARN/invocations`.

## What it causes
The deployment fails, or every call of the routes behind it ends in 500 `Internal server error`.

## How to fix it
CDK: `Authorization.token_authorizer(...)` or `.request_authorizer(...)` of `ProxyRestApi`.
CloudFormation: the form above, with `${Fn.Arn}` in it.

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
      AuthorizerUri: !GetAtt Gate.Arn
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
from wellwired.model.api import Authorizer
from wellwired.model.invocation_uri import UriKind, classify_uri
from wellwired.model.text import display
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def malformed_authorizer_uri(authorizer: Authorizer, wiring: Wiring) -> Iterator[Finding]:
    """Report a URI through which no function can be invoked."""
    uri = authorizer.authorizer_uri.known()
    if uri is None or authorizer.type.known() == "COGNITO_USER_POOLS":
        return
    kind = classify_uri(wiring, uri)
    if kind is not UriKind.INVOCATION:
        yield Finding.on(
            authorizer,
            "AuthorizerUri",
            f"{authorizer.label} has the AuthorizerUri {display(uri)}, which is {kind.value}",
            fix="write arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/FUNCTION-ARN/invocations",
        )
