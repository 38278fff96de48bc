"""A MOCK integration says one status and answers another.

## What it sees
A MOCK integration whose request template sets a status other than that of the integration response it falls back to.
The form that the CDK writes for every preflight (`{ statusCode: 200 }` with a 204) is left out.

## What it causes
The client gets the status of the integration response. It works, as long as nobody adds a pattern to it: then every
call is a 500.

## How to fix it
CDK: `ProxyRestApi(cors=Cors(...))` writes the preflight; else the same status in both.
CloudFormation: the same status in `RequestTemplates` and `IntegrationResponses`.

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
        RequestTemplates: {application/json: '{"statusCode": 200}'}
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
from typing import Final

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method
from wellwired.model.preflight import find_answer, find_template_status
from wellwired.rules import rule

_AS_THE_CDK_WRITES: Final = "{ statusCode: 200 }"


@rule(severity=Severity.NOTE, status="", since="0.1")
def mismatched_mock_status(method: Method) -> Iterator[Finding]:
    """Report a MOCK that works only because its response is the default one."""
    integration = method.integration.known()
    if integration is None or integration.type.known() != "MOCK":
        return
    if integration.request_templates.or_default({}).get("application/json") == _AS_THE_CDK_WRITES:
        return
    said, answer = find_template_status(integration), find_answer(integration)
    given = answer[1].status_code.known() if answer is not None and not answer[1].selection_pattern.known() else None
    if answer is not None and said and given and said != given:
        yield Finding.on(
            method,
            f"Integration/IntegrationResponses/{answer[0]}/StatusCode",
            f"{method.label} says {said} in its request template and answers {given}",
            fix=f"say {given} in the request template too",
        )
