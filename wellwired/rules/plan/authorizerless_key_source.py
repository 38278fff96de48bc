"""The API takes keys from its authorizer, and methods that ask for a key have none.

## What it sees
`ApiKeySourceType: AUTHORIZER`, and a method with `ApiKeyRequired` whose `AuthorizationType` is not CUSTOM.

## What it causes
The header `x-api-key` is not looked at, and no Lambda authorizer answers with a `usageIdentifierKey`: every call of the
method is answered 403 `Forbidden`.

## How to fix it
CDK: leave `api_key_source_type` at HEADER, or give the route a Lambda authorizer that returns `usageIdentifierKey`.
CloudFormation: `ApiKeySourceType: HEADER`, or `AuthorizationType: CUSTOM` with an authorizer.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api, ApiKeySourceType: AUTHORIZER}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      ApiKeyRequired: true
      Integration: {Type: MOCK}
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
      ApiKeyRequired: true
      Integration: {Type: MOCK}
```

```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api, ApiKeySourceType: AUTHORIZER}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: CUSTOM
      ApiKeyRequired: true
      Integration: {Type: MOCK}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-key-source.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import RestApi
from wellwired.model.key_demands import asking_methods
from wellwired.model.text import display
from wellwired.model.wiring import Wiring
from wellwired.rules import rule
from wellwired.rules.invoke_reports import join_labels


@rule(severity=Severity.ERROR, status="403", since="0.1")
def authorizerless_key_source(api: RestApi, wiring: Wiring) -> Iterator[Finding]:
    """Report an API whose methods can never get a key."""
    if (api.api_key_source_type.known() or "").upper() != "AUTHORIZER":
        return
    without = [method for method in asking_methods(wiring, api) if method.authorization_type.or_default("") != "CUSTOM"]
    if without:
        routes = join_labels(display(method.route) for method in without)
        yield Finding.on(
            api,
            "ApiKeySourceType",
            f"{api.label} takes keys from an authorizer, and none that could give one stands before {routes}",
            fix="take keys from the HEADER, or put a Lambda authorizer on the methods",
            to=without[0],
        )
