"""A user pool authorizer names something that is no user pool's ARN.

## What it sees
An entry of `ProviderARNs` that refers to a user pool by its id (`!Ref`), to another resource, or spells an ARN other
than `arn:...:cognito-idp:...:userpool/ID`.

## What it causes
The deployment fails: `Invalid Cognito User Pool ARN`.

## How to fix it
CDK: `Authorization.cognito(user_pools=[...])`.
CloudFormation: `!GetAtt UserPool.Arn`, not `!Ref UserPool`.

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
      AuthorizationType: COGNITO_USER_POOLS
      AuthorizerId: !Ref Token
      Integration: {Type: MOCK}
  Pool:
    Type: AWS::Cognito::UserPool
  Token:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      Name: token
      RestApiId: !Ref Api
      Type: COGNITO_USER_POOLS
      IdentitySource: method.request.header.Authorization
      ProviderARNs: [!Ref Pool]
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
      AuthorizationType: COGNITO_USER_POOLS
      AuthorizerId: !Ref Token
      Integration: {Type: MOCK}
  Pool:
    Type: AWS::Cognito::UserPool
  Token:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      Name: token
      RestApiId: !Ref Api
      Type: COGNITO_USER_POOLS
      IdentitySource: method.request.header.Authorization
      ProviderARNs: [!GetAtt Pool.Arn]
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-integrate-with-cognito.html
"""

import re
from collections.abc import Iterator
from typing import Final

from wellwired.findings import Finding, Severity
from wellwired.model.api import Authorizer
from wellwired.model.text import display, find_hole, find_reference
from wellwired.model.wiring import Wiring
from wellwired.rules import rule

_POOL: Final = re.compile(r"arn:[^:]+:cognito-idp:[^:]*:[^:]*:userpool/.+")


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def mistaken_provider_arn(authorizer: Authorizer, wiring: Wiring) -> Iterator[Finding]:
    """Report what is certainly no user pool's ARN."""
    if authorizer.type.known() != "COGNITO_USER_POOLS":
        return
    for index, arn in enumerate(authorizer.provider_arns.or_default(())):
        referred = find_reference(arn)
        mistaken = not _POOL.fullmatch(arn)
        if referred and referred.attribute:
            mistaken = False  # an attribute of a resource that is not modelled may be an ARN
        if mistaken and find_hole(arn) is None:
            yield Finding.on(
                authorizer,
                f"ProviderARNs/{index}",
                f"{authorizer.label} names {display(arn)}, which is no user pool's ARN",
                fix="write !GetAtt UserPool.Arn",
                to=wiring.find_at(referred.address) if referred else None,
            )
