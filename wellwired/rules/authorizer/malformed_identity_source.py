"""An authorizer's identity source is not written as REST APIs write it.

## What it sees
An `IdentitySource` other than `method.request.header.NAME` for TOKEN and user pools; for REQUEST, a comma-separated
list of these, `method.request.querystring.NAME`, `stageVariables.NAME` and `context.NAME`. `Authorization` alone, or
`$request.header.Authorization` as HTTP APIs write it, is none.

## What it causes
The deployment fails: `Invalid identity source`; or every call ends in 401 `Unauthorized`.

## How to fix it
CDK: `IdentitySource.header("Authorization")`.
CloudFormation: `method.request.header.Authorization`.

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
      IdentitySource: Authorization
      AuthorizerUri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Gate.Arn}/invocations
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !GetAtt Gate.Arn
      Action: lambda:InvokeFunction
      Principal: apigateway.amazonaws.com
      SourceArn: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/authorizers/${Token}
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

import re
from collections.abc import Iterator
from typing import Final

from wellwired.findings import Finding, Severity
from wellwired.model.api import Authorizer
from wellwired.model.text import display, is_literal
from wellwired.rules import rule

_HEADER: Final = r"method\.request\.header\.[A-Za-z0-9!#$%&'*+.^_`|~-]+"
_ANY: Final = rf"(?:{_HEADER}|method\.request\.querystring\.[^,\s]+|(?:stageVariables|context)\.[^,\s]+)"
_FORMS: Final = {"TOKEN": _HEADER, "COGNITO_USER_POOLS": _HEADER, "REQUEST": rf"{_ANY}(?:\s*,\s*{_ANY})*"}


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def malformed_identity_source(authorizer: Authorizer) -> Iterator[Finding]:
    """Report a source that API Gateway does not know."""
    source = authorizer.identity_source.known()
    form = _FORMS.get(authorizer.type.known() or "")
    if source and form and is_literal(source) and not re.fullmatch(form, source.strip()):
        yield Finding.on(
            authorizer,
            "IdentitySource",
            f"{authorizer.label} has the IdentitySource {display(source)}, which is none of a REST API's",
            fix="write method.request.header.Authorization",
        )
