"""An integration uses a request parameter that the method does not declare.

## What it sees
An integration parameter mapped from `method.request.path`, `.querystring` or `.header` that `RequestParameters` of
the method does not name. Bodies are not judged: importing one declares what it names.

## What it causes
The deployment fails: `Invalid mapping expression parameter specified`.

## How to fix it
CDK: `request_parameters={"method.request.path.id": True}` of the method.
CloudFormation: `RequestParameters: {method.request.path.id: true}` beside `Integration`.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Item:
    Type: AWS::ApiGateway::Resource
    Properties:
      RestApiId: !Ref Api
      ParentId: !GetAtt Api.RootResourceId
      PathPart: "{id}"
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Item
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: HTTP_PROXY
        IntegrationHttpMethod: GET
        Uri: https://backend.example.com/{id}
        RequestParameters: {integration.request.path.id: method.request.path.id}
```

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Item:
    Type: AWS::ApiGateway::Resource
    Properties:
      RestApiId: !Ref Api
      ParentId: !GetAtt Api.RootResourceId
      PathPart: "{id}"
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Item
      HttpMethod: GET
      AuthorizationType: NONE
      RequestParameters: {method.request.path.id: true}
      Integration:
        Type: HTTP_PROXY
        IntegrationHttpMethod: GET
        Uri: https://backend.example.com/{id}
        RequestParameters: {integration.request.path.id: method.request.path.id}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html
"""

import re
from collections.abc import Iterator
from typing import Final

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method
from wellwired.rules import rule

_SOURCE: Final = re.compile(r"method\.request\.(?:path|querystring|header)\..+")


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def undeclared_request_parameter(method: Method) -> Iterator[Finding]:
    """Report sources of mappings that the method does not declare."""
    integration = method.integration.known()
    if integration is None or method.in_body:
        return
    declared = method.request_parameters.or_default({})
    for name, source in integration.request_parameters.or_default({}).items():
        if isinstance(source, str) and _SOURCE.fullmatch(source) and source not in declared:
            yield Finding.on(
                method,
                f"Integration/RequestParameters/{name}",
                f"{method.label} maps {source}, which the method does not declare",
                fix=f"add {source} to RequestParameters of the method",
            )
