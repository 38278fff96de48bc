"""A gateway response turns an error into a success.

## What it sees
A `StatusCode` of 2xx on a gateway response: each type is an error that API Gateway answers itself.

## What it causes
Clients see 200 (or another 2xx), take the failure for a result and do not retry, caches may keep it, and the 4XXError
and 5XXError metrics with their alarms stay at zero.

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
      StatusCode: "200"
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
      ResponseType: THROTTLED
      StatusCode: "200"
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

from wellwired.findings import Finding, Severity
from wellwired.model.api import GatewayResponse
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="200", since="0.1")
def masked_gateway_error(response: GatewayResponse) -> Iterator[Finding]:
    """Report errors that are shown as successes."""
    status = response.status_code.known() or ""
    kind = response.response_type.or_default("")
    if status.startswith("2"):
        yield Finding.on(
            response,
            "StatusCode",
            f"{response.label} answers {kind} with {status}: the error looks like a success",
            fix="remove StatusCode, or set one of the error's own class",
        )
