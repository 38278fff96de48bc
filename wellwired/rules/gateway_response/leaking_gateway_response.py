"""A gateway response hands out what is for the team alone.

## What it sees
A template or header of a gateway response with a variable that holds a secret or the inside of the service:
`$context.identity.apiKey`, `$context.integrationErrorMessage`, `$context.authorizer.error`, identities of the caller,
stage variables.

## What it causes
Whoever provokes the error reads it: key values, ARNs and account numbers, the text of an exception.

## How to fix it
CDK: `ErrorResponses` tells the client the request id and a reference, and leaves the reason to the access log.
CloudFormation: `$context.requestId` in the body; the rest belongs into the access log's format.

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
        application/json: '{"message": $context.error.messageString, "cause": "$context.integrationErrorMessage"}'
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
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
"""

import re
from collections.abc import Iterator
from typing import Final

from wellwired.findings import Finding, Severity
from wellwired.model.api import GatewayResponse
from wellwired.rules import rule

_INNER: Final = re.compile(
    r"\$?(?:context\.(?:identity\.(?:apiKey|apiKeyId|accountId|caller|user|userArn|cognito\w+|clientCert[\w.]*)"
    r"|authorizer\.error|authorize\.error|integrationErrorMessage|integration\.error|accountId)|stageVariables\.\w+)\b"
)


@rule(severity=Severity.WARNING, status="", since="0.1")
def leaking_gateway_response(response: GatewayResponse) -> Iterator[Finding]:
    """Report variables that a client has no business with."""
    for name in ("response_templates", "response_parameters"):
        for key, text in getattr(response, name).or_default({}).items():
            found = dict.fromkeys(match[0] for match in _INNER.finditer(text))
            if found:
                yield Finding.on(
                    response,
                    f"{'ResponseTemplates' if name == 'response_templates' else 'ResponseParameters'}/{key}",
                    f"{response.label} hands out {', '.join(found)}",
                    fix="give $context.requestId in its place, and log the rest",
                )
