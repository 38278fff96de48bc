"""An integration response sets a header that the method does not declare.

## What it sees
A `method.response.header` in `ResponseParameters` of an integration response that the method response of the same
status does not have. In an OpenAPI body it is the `headers` of the response.

## What it causes
The deployment fails: `Invalid mapping expression parameter specified`.

## How to fix it
CDK: `method_responses=[MethodResponse(status_code="204", response_parameters={"method.response.header...": True})]`;
`ProxyRestApi(cors=...)` writes both.
CloudFormation: the header in `ResponseParameters` of the entry of `MethodResponses`, with `true` or `false`; in a
body, under `headers` of the response.

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
https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegrationResponse.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method, MethodResponse
from wellwired.model.preflight import METHOD_HEADER
from wellwired.rules import rule
from wellwired.rules.invoke_reports import join_labels


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def undeclared_response_header(method: Method) -> Iterator[Finding]:
    """Report headers that an answer sets and the method does not know."""
    integration = method.integration.known()
    if integration is None or integration.type.known() in ("AWS_PROXY", "HTTP_PROXY"):
        return
    for index, response in enumerate(integration.integration_responses.or_default(())):
        set_here = response.response_parameters.or_default({})
        headers = [name for name in set_here if name.startswith(METHOD_HEADER)]
        declared = _find_declared(method, response.status_code.known()) if headers else None
        if declared is None:
            continue
        known = {name.lower() for name in declared.response_parameters.or_default({})}
        missing = [name for name in headers if name.lower() not in known]
        if missing:
            names = join_labels(name.removeprefix(METHOD_HEADER) for name in missing)
            yield Finding.on(
                method,
                f"Integration/IntegrationResponses/{index}/ResponseParameters/{missing[0]}",
                f"{method.label} sets {names} on its {declared.status_code.known()}, which does not declare it",
                fix=f"add {', '.join(missing)} to ResponseParameters of the method response",
            )


def _find_declared(method: Method, status: str | None) -> MethodResponse | None:
    responses = method.method_responses.or_default(())
    return next((response for response in responses if response.status_code.known() == status), None)
