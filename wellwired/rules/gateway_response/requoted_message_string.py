"""A gateway response puts quotes around a variable that brings its own.

## What it sees
A JSON template of a gateway response with `"$context.error.messageString"` inside quotes.

## What it causes
The body is no JSON (`{"message":""Forbidden""}`): clients that parse it fail on the error they were to be told of.

## How to fix it
CDK: `ErrorResponses` writes valid bodies; else leave the quotes out of the template.
CloudFormation: `{"message": $context.error.messageString}`, or `"$context.error.message"` with quotes.

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
        application/json: '{"message": "$context.error.messageString"}'
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
      ResponseType: DEFAULT_5XX
      ResponseTemplates:
        application/json: '{"message": "$context.error.message"}'
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import GatewayResponse
from wellwired.model.gateway_templates import MESSAGE_STRING, json_templates, quoted_variables
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="", since="0.1")
def requoted_message_string(response: GatewayResponse) -> Iterator[Finding]:
    """Report bodies in which a text is quoted twice."""
    for kind, text in json_templates(response):
        if MESSAGE_STRING in quoted_variables(text):
            yield Finding.on(
                response,
                f"ResponseTemplates/{kind}",
                f"{response.label} quotes {MESSAGE_STRING} again: its body is no JSON",
                fix=f"write {MESSAGE_STRING} without quotes, or $context.error.message with them",
            )
