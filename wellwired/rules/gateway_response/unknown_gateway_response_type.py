"""A gateway response is for a type that API Gateway does not have.

## What it sees
A `ResponseType` that is none of API Gateway's response types, such as `DEFAULT_500`, `NOT_FOUND` or `default_5xx`.

## What it causes
The deployment fails: API Gateway refuses the type.

## How to fix it
CDK: a member of `apigateway.ResponseType`; `ErrorResponses` customises all of them.
CloudFormation: one of the documented types, in upper case.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
  Errors:
    Type: AWS::ApiGateway::GatewayResponse
    Properties:
      RestApiId: !Ref Api
      ResponseType: DEFAULT_500
      ResponseTemplates:
        application/json: '{"message": $context.error.messageString, "requestId": "$context.requestId"}'
```

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
  Errors:
    Type: AWS::ApiGateway::GatewayResponse
    Properties:
      RestApiId: !Ref Api
      ResponseType: DEFAULT_5XX
      ResponseTemplates:
        application/json: '{"message": $context.error.messageString, "requestId": "$context.requestId"}'
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
"""

from collections.abc import Iterator

from wellwired.facts import GATEWAY_RESPONSE_STATUS
from wellwired.findings import Finding, Severity
from wellwired.model.api import GatewayResponse
from wellwired.model.likeness import find_like
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def unknown_gateway_response_type(response: GatewayResponse) -> Iterator[Finding]:
    """Report a type that does not exist."""
    kind = response.response_type.known()
    if kind is None or kind in GATEWAY_RESPONSE_STATUS:
        return
    like = find_like(kind.upper(), GATEWAY_RESPONSE_STATUS) or (
        kind.upper() in GATEWAY_RESPONSE_STATUS and kind.upper()
    )
    yield Finding.on(
        response,
        "ResponseType",
        f"{response.label} is for {kind!r}, which is no type of API Gateway",
        fix=f"write {like or 'one of its types, such as DEFAULT_4XX or DEFAULT_5XX'}",
    )
