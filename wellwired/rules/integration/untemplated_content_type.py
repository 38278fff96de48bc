"""An integration rejects the requests that the method is made for.

## What it sees
A non-proxy integration whose `PassthroughBehavior` lets nothing through without a template (NEVER, or
WHEN_NO_TEMPLATES beside templates), with no template for `application/json`, on a method that is called without a
body: API Gateway takes a request without content type for JSON. NEVER without any template rejects every request.

## What it causes
415 `Unsupported Media Type`; for OPTIONS, every preflight fails and browsers block the call behind it.

## How to fix it
CDK: `ProxyRestApi` writes the preflight; else `request_templates={"application/json": ...}`.
CloudFormation: a template for `application/json`, or `PassthroughBehavior: WHEN_NO_MATCH`.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Options:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: OPTIONS
      AuthorizationType: NONE
      Integration:
        Type: MOCK
        PassthroughBehavior: NEVER
        RequestTemplates:
          text/plain: '{"statusCode": 204}'
        IntegrationResponses:
          - StatusCode: "204"
      MethodResponses:
        - StatusCode: "204"
```

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Options:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: OPTIONS
      AuthorizationType: NONE
      Integration:
        Type: MOCK
        PassthroughBehavior: NEVER
        RequestTemplates:
          application/json: '{"statusCode": 204}'
        IntegrationResponses:
          - StatusCode: "204"
      MethodResponses:
        - StatusCode: "204"
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="415", since="0.1")
def untemplated_content_type(method: Method) -> Iterator[Finding]:
    """Report templates that miss the content type of every usual request."""
    integration = method.integration.known()
    if integration is None or integration.type.known() not in ("AWS", "HTTP", "MOCK"):
        return
    behavior = integration.passthrough_behavior.or_default("WHEN_NO_MATCH")
    templates = integration.request_templates.or_default({})
    strict = behavior == "NEVER" or (behavior == "WHEN_NO_TEMPLATES" and bool(templates))
    bodiless = method.http_method.known() in ("GET", "HEAD", "DELETE", "OPTIONS")
    if strict and "application/json" not in templates and (bodiless or not templates):
        yield Finding.on(
            method,
            "Integration/PassthroughBehavior",
            f"{method.label} passes nothing through ({behavior}) and has no template for application/json",
            fix="add a template for application/json, or set PassthroughBehavior to WHEN_NO_MATCH",
        )
