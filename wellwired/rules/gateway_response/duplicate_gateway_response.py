"""Two gateway responses of one API are for the same type.

## What it sees
Two gateway responses of the same API with the same `ResponseType`, as resources, or as a resource beside the API's
OpenAPI body.

## What it causes
There is one per type: the one that is deployed last wins, and an update or a removal of the other changes or drops
what it set.

## How to fix it
CDK: one `add_gateway_response` per type; `ErrorResponses` of `ProxyRestApi` has all of them already.
CloudFormation: merge the two resources.

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
      ResponseTemplates:
        application/json: '{"message": $context.error.messageString, "requestId": "$context.requestId"}'
  Others:
    Type: AWS::ApiGateway::GatewayResponse
    Properties:
      RestApiId: !Ref Api
      ResponseType: DEFAULT_5XX
      StatusCode: "500"
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
  Others:
    Type: AWS::ApiGateway::GatewayResponse
    Properties:
      RestApiId: !Ref Api
      ResponseType: DEFAULT_4XX
      ResponseTemplates:
        application/json: '{"message": $context.error.messageString, "requestId": "$context.requestId"}'
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
"""

from collections import defaultdict
from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import GatewayResponse, RestApi
from wellwired.model.order import pairs_that_meet
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def duplicate_gateway_response(api: RestApi, wiring: Wiring) -> Iterator[Finding]:
    """Report gateway responses that overwrite one another."""
    by_type: dict[str, list[GatewayResponse]] = defaultdict(list)
    for response in wiring.of_api(GatewayResponse, api):
        by_type[response.response_type.if_known() or ""].append(response)
    by_type.pop("", None)
    for kind, responses in by_type.items():
        for earlier, later in pairs_that_meet(responses):
            yield Finding.on(
                later,
                "ResponseType",
                f"{later.label} is for {kind}, as {earlier.label} is: one overwrites the other",
                fix="merge the two",
                to=earlier,
            )
