"""A MOCK integration has no request template that says which status to answer.

## What it sees
An integration of type MOCK whose request template for `application/json` is missing or sets no `statusCode`. API
Gateway takes a request without a content type for JSON, and a preflight has none.

## What it causes
Every call of the method: 500 `Internal server error`; for OPTIONS, the browser blocks the call behind the preflight.
The execution log says `Unable to parse statusCode. It should be an integer that is defined in the request template`.

## How to fix it
CDK: `ProxyRestApi(cors=Cors(...))` writes the preflight; else `request_templates={"application/json": '{"statusCode":
204}'}`.
CloudFormation: `RequestTemplates: {application/json: '{"statusCode": 204}'}`.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders}
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: POST
      AuthorizationType: NONE
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: POST, Uri: https://orders.example.com}
  Preflight:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: OPTIONS
      AuthorizationType: NONE
      Integration:
        Type: MOCK
        IntegrationResponses:
          - StatusCode: "204"
            ResponseParameters:
              method.response.header.Access-Control-Allow-Origin: "'https://app.example.com'"
              method.response.header.Access-Control-Allow-Methods: "'POST,PUT,OPTIONS'"
              method.response.header.Access-Control-Allow-Headers: "'Content-Type,Authorization,X-Api-Key'"
      MethodResponses:
        - StatusCode: "204"
          ResponseParameters:
            method.response.header.Access-Control-Allow-Origin: true
            method.response.header.Access-Control-Allow-Methods: true
            method.response.header.Access-Control-Allow-Headers: true
```

```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders}
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: POST
      AuthorizationType: NONE
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: POST, Uri: https://orders.example.com}
  Preflight:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: OPTIONS
      AuthorizationType: NONE
      Integration:
        Type: MOCK
        RequestTemplates: {application/json: '{}'}
        IntegrationResponses:
          - StatusCode: "204"
            ResponseParameters:
              method.response.header.Access-Control-Allow-Origin: "'https://app.example.com'"
              method.response.header.Access-Control-Allow-Methods: "'POST,PUT,OPTIONS'"
              method.response.header.Access-Control-Allow-Headers: "'Content-Type,Authorization,X-Api-Key'"
      MethodResponses:
        - StatusCode: "204"
          ResponseParameters:
            method.response.header.Access-Control-Allow-Origin: true
            method.response.header.Access-Control-Allow-Methods: true
            method.response.header.Access-Control-Allow-Headers: true
```

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders}
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: POST
      AuthorizationType: NONE
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: POST, Uri: https://orders.example.com}
  Preflight:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: OPTIONS
      AuthorizationType: NONE
      Integration:
        Type: MOCK
        RequestTemplates: {application/json: '{"statusCode": 204}'}
        IntegrationResponses:
          - StatusCode: "204"
            ResponseParameters:
              method.response.header.Access-Control-Allow-Origin: "'https://app.example.com'"
              method.response.header.Access-Control-Allow-Methods: "'POST,PUT,OPTIONS'"
              method.response.header.Access-Control-Allow-Headers: "'Content-Type,Authorization,X-Api-Key'"
      MethodResponses:
        - StatusCode: "204"
          ResponseParameters:
            method.response.header.Access-Control-Allow-Origin: true
            method.response.header.Access-Control-Allow-Methods: true
            method.response.header.Access-Control-Allow-Headers: true
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Integration, Method
from wellwired.model.setting import Unsettled
from wellwired.model.text import find_hole
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="500", since="0.1")
def statusless_mock(method: Method) -> Iterator[Finding]:
    """Report a MOCK that cannot know what to answer."""
    integration = method.integration.known()
    if integration is None or integration.type.known() != "MOCK" or _lets_nothing_through(integration):
        return
    if method.http_method.known() != "OPTIONS" and not integration.integration_responses.or_default(()):
        return  # what it says gets nowhere: another rule's concern
    template = integration.request_templates.or_default({}).get("application/json")
    if template is not None and "statusCode" in template:
        return
    reason = find_hole(template) if template else None
    if reason:
        raise Unsettled(reason)
    problem = (
        "has no request template for application/json" if template is None else "sets no statusCode in its template"
    )
    yield Finding.on(
        method,
        "Integration/RequestTemplates" if template is None else "Integration/RequestTemplates/application/json",
        f"{method.label} is a MOCK that {problem}: every call ends in a 500",
        fix="set RequestTemplates to application/json: '{\"statusCode\": 204}'",
    )


def _lets_nothing_through(integration: Integration) -> bool:
    """Whether such a request is refused before it comes to the template: another rule's concern."""
    behavior = integration.passthrough_behavior.or_default("WHEN_NO_MATCH")
    templates = integration.request_templates.or_default({})
    return "application/json" not in templates and (
        behavior == "NEVER" or (behavior == "WHEN_NO_TEMPLATES" and bool(templates))
    )
