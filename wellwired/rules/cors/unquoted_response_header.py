"""A constant header value lacks the single quotes that make it a constant.

## What it sees
A value in `ResponseParameters` of an integration response that is neither in single quotes nor taken from
`integration.response`, `context` or `stageVariables`.

## What it causes
The deployment fails: `Invalid mapping expression specified`. YAML's own quotes are gone by the time API Gateway reads
the value.

## How to fix it
CDK: `"'GET,POST,OPTIONS'"`; `ProxyRestApi(cors=...)` writes the quotes.
CloudFormation: `"'GET,POST,OPTIONS'"`, double quotes around single ones; in SAM, the same for each value under
`Cors`.

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
              method.response.header.Access-Control-Allow-Methods: "GET,POST,OPTIONS"
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
https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method
from wellwired.model.preflight import METHOD_HEADER, is_constant_unquoted
from wellwired.model.text import display
from wellwired.model.wiring import Wiring
from wellwired.rules import rule
from wellwired.rules.method_groups import Groups, group_methods


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def unquoted_response_header(method: Method, wiring: Wiring) -> Iterator[Finding]:
    """Report constants that API Gateway takes for mapping expressions."""
    group = wiring.once(_groups).find(method)
    found = _find_unquoted(method) if group is not None else None
    if group is not None and found is not None:
        place, name, value = found
        yield Finding.on(
            method,
            f"{place}/{name}",
            f"{method.http_method.known()} {group.paths} sets {group.verdict} without single quotes",
            fix=f"write '{display(value)}', with the single quotes in it",
        )


def _groups(wiring: Wiring) -> Groups:
    return group_methods(wiring, _judge)


def _judge(_: Wiring, method: Method) -> str:
    found = _find_unquoted(method)
    return f"{found[1].removeprefix(METHOD_HEADER)} to {display(found[2])}" if found is not None else ""


def _find_unquoted(method: Method) -> tuple[str, str, str] | None:
    """The first such header: the place of its mapping, its key and its value."""
    integration = method.integration.known()
    if integration is None or integration.type.known() in ("AWS_PROXY", "HTTP_PROXY"):
        return None
    for index, response in enumerate(integration.integration_responses.or_default(())):
        for name, value in response.response_parameters.or_default({}).items():
            if name.startswith(METHOD_HEADER) and is_constant_unquoted(value):
                return f"Integration/IntegrationResponses/{index}/ResponseParameters", name, value
    return None
