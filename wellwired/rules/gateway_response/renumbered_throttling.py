"""A throttled call is answered with a status other than 429.

## What it sees
A `StatusCode` of 4xx or 5xx but not 429 on the gateway response `THROTTLED` or `QUOTA_EXCEEDED`.

## What it causes
Clients and SDKs slow down on 429 and `Retry-After`. Any other status makes them give up, or try again at once: the
storm goes on.

## How to fix it
CDK: leave `status_code` out; `ErrorResponses` adds `Retry-After`.
CloudFormation: remove `StatusCode`.

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
      ResponseType: THROTTLED
      StatusCode: "503"
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
      ResponseType: THROTTLED
      StatusCode: "429"
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import GatewayResponse
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def renumbered_throttling(response: GatewayResponse) -> Iterator[Finding]:
    """Report throttling that does not look like it."""
    kind, status = response.response_type.known(), response.status_code.known() or ""
    if kind in ("THROTTLED", "QUOTA_EXCEEDED") and status[:1] in ("4", "5") and status != "429":
        yield Finding.on(
            response,
            "StatusCode",
            f"{response.label} answers {kind} with {status}: clients do not slow down",
            fix="remove StatusCode, so that it stays 429",
        )
