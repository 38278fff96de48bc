"""A default gateway response gives every error of its class one status.

## What it sees
A `StatusCode` on `DEFAULT_4XX` or `DEFAULT_5XX`. It replaces the status of each type of the class that has no
response of its own.

## What it causes
A 401, a 403 and a 429 all come out as that one status, or a 502 and a 504: clients cannot tell an expired token from
throttling, and do not back off.

## How to fix it
CDK: leave `status_code` out; `ErrorResponses` changes bodies and headers alone.
CloudFormation: remove `StatusCode` from the default and set it on the types that need another.

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
      ResponseType: DEFAULT_4XX
      StatusCode: "400"
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
      ResponseType: DEFAULT_4XX
      ResponseTemplates:
        application/json: '{"message": $context.error.messageString, "requestId": "$context.requestId"}'
```

```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
  Errors:
    Type: AWS::ApiGateway::GatewayResponse
    Properties:
      RestApiId: !Ref Api
      ResponseType: UNAUTHORIZED
      StatusCode: "401"
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import GatewayResponse
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def flattened_gateway_status(response: GatewayResponse) -> Iterator[Finding]:
    """Report a default that makes many errors one."""
    kind, status = response.response_type.known() or "", response.status_code.known() or ""
    if kind.startswith("DEFAULT_") and status[:1] == kind.removeprefix("DEFAULT_")[:1]:
        yield Finding.on(
            response,
            "StatusCode",
            f"{response.label} answers every {kind.removeprefix('DEFAULT_').lower()} with {status}",
            fix="remove StatusCode from the default",
        )
