"""A gateway response turns a client's error into a server's, or the other way round.

## What it sees
A `StatusCode` of 4xx on a type that is a 5xx, or of 5xx on a type that is a 4xx. A throttled request as 503 is left
to `renumbered-throttling`.

## What it causes
Clients retry what can never work, or give up on what would; the error counts in the other metric, and its alarm stays
silent or wakes the wrong team.

## How to fix it
CDK: leave `status_code` out of `add_gateway_response`; `ErrorResponses` rewrites no status.
CloudFormation: remove `StatusCode`, or set one of the same class as the error.

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
      ResponseType: DEFAULT_5XX
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
      ResponseType: DEFAULT_5XX
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
      ResponseType: MISSING_AUTHENTICATION_TOKEN
      StatusCode: "404"
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
"""

from collections.abc import Iterator

from wellwired.facts import GATEWAY_RESPONSE_STATUS
from wellwired.findings import Finding, Severity
from wellwired.model.api import GatewayResponse
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def reclassed_gateway_error(response: GatewayResponse) -> Iterator[Finding]:
    """Report errors that change sides."""
    kind, status = response.response_type.known() or "", response.status_code.known() or ""
    usual = str(GATEWAY_RESPONSE_STATUS.get(kind) or kind.removeprefix("DEFAULT_"))[:1]
    if usual not in ("4", "5") or status[:1] not in ("4", "5") or kind in ("THROTTLED", "QUOTA_EXCEEDED"):
        return
    if status[0] != usual:
        yield Finding.on(
            response,
            "StatusCode",
            f"{response.label} answers {kind} with {status}, though it is a {usual}xx",
            fix=f"remove StatusCode, or set a {usual}xx",
        )
