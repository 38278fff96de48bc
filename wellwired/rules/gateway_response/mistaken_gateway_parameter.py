"""A gateway response maps something that it does not have.

## What it sees
A key in `ResponseParameters` of a gateway response that does not begin with `gatewayresponse.header.`, `.path.` or
`.querystring.`, such as `method.response.header...` or a bare header name.

## What it causes
The deployment fails: `Invalid mapping expression specified`.

## How to fix it
CDK: `response_headers={"Access-Control-Allow-Origin": ...}` adds the prefix.
CloudFormation: `gatewayresponse.header.Access-Control-Allow-Origin`; in SAM, `ResponseParameters: {Headers: {...}}`.

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
      ResponseParameters:
        method.response.header.Access-Control-Allow-Origin: "'*'"
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
      ResponseParameters:
        gatewayresponse.header.Access-Control-Allow-Origin: "'*'"
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
"""

from collections.abc import Iterator
from typing import Final

from wellwired.findings import Finding, Severity
from wellwired.model.api import GatewayResponse
from wellwired.model.text import display
from wellwired.rules import rule

_PREFIXES: Final = ("gatewayresponse.header.", "gatewayresponse.path.", "gatewayresponse.querystring.")


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def mistaken_gateway_parameter(response: GatewayResponse) -> Iterator[Finding]:
    """Report keys that name no part of a gateway response."""
    for name in response.response_parameters.or_default({}):
        if not name.startswith(_PREFIXES):
            yield Finding.on(
                response,
                f"ResponseParameters/{name}",
                f"{response.label} maps {display(name)}, which is no part of a gateway response",
                fix=f"write {_PREFIXES[0]}{name.rpartition('.')[2]}",
            )
