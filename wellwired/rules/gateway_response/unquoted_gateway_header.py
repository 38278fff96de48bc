"""A constant header of a gateway response lacks its single quotes.

## What it sees
A value in `ResponseParameters` of a gateway response that is neither in single quotes nor taken from
`method.request`, `context` or `stageVariables`.

## What it causes
The deployment fails: `Invalid mapping expression specified`. YAML's own quotes are gone by the time API Gateway reads
the value.

## How to fix it
CDK: `response_headers={"Access-Control-Allow-Origin": "'https://app.example.com'"}`; `ErrorResponses` writes the
quotes.
CloudFormation: `"'https://app.example.com'"`, double quotes around single ones; in SAM the same.

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
        gatewayresponse.header.Access-Control-Allow-Origin: https://app.example.com
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
        gatewayresponse.header.Access-Control-Allow-Origin: "'https://app.example.com'"
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import GatewayResponse
from wellwired.model.preflight import is_constant_unquoted
from wellwired.model.text import display
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def unquoted_gateway_header(response: GatewayResponse) -> Iterator[Finding]:
    """Report constants that API Gateway takes for mapping expressions."""
    for name, value in response.response_parameters.or_default({}).items():
        if is_constant_unquoted(value):
            yield Finding.on(
                response,
                f"ResponseParameters/{name}",
                f"{response.label} sets {name} to {display(value)} without single quotes",
                fix=f"write '{display(value)}', with the single quotes in it",
            )
