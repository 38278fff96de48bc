"""A gateway response's JSON template comes out as no JSON.

## What it sees
A template of a gateway response for a JSON content type that is no valid JSON once API Gateway has put its variables
in: a comma too many, a missing brace, a text variable such as `$context.error.message` without quotes. Templates with
`#if`, `#set` or `$util` are left out.

## What it causes
Clients that parse the body fail on the error they were to be told of.

## How to fix it
CDK: `ErrorResponses` writes valid bodies; else build the template with `json.dumps`.
CloudFormation: mend the template; put quotes around every variable but `$context.error.messageString` and numbers.

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
        application/json: '{"message": $context.error.message}'
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
        application/json: '{"message": $context.error.messageString,}'
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
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import GatewayResponse
from wellwired.model.gateway_templates import MESSAGE_STRING, find_problem, json_templates, quoted_variables
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="", since="0.1")
def invalid_gateway_template(response: GatewayResponse) -> Iterator[Finding]:
    """Report bodies that no client can parse."""
    for kind, text in json_templates(response):
        problem = find_problem(text)
        if problem and MESSAGE_STRING not in quoted_variables(text):
            yield Finding.on(
                response,
                f"ResponseTemplates/{kind}",
                f"the body of {response.label} is no JSON once it is filled in: {problem}",
                fix="mend the template: quotes around every variable but $context.error.messageString and numbers",
            )
