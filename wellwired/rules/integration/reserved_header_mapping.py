"""A proxy integration maps a header that it may not set.

## What it sees
`RequestParameters` of a Lambda proxy integration that set `Authorization`, `Connection`, `Content-Length`, `Expect`,
`Proxy-Authenticate`, `TE` or `Transfer-Encoding`.

## What it causes
Every call of the route: 500 `Internal server error`. Other mappings of a proxy integration are ignored; these fail.

## How to fix it
CDK: leave the mapping out: the function gets the client's headers anyway.
CloudFormation: remove the parameter.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler.Arn}/invocations
        RequestParameters:
          integration.request.header.Authorization: method.request.header.Authorization
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
```

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler.Arn}/invocations
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
"""

from collections.abc import Iterator
from typing import Final

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method
from wellwired.rules import rule

_PREFIX: Final = "integration.request.header."
_RESERVED: Final = (
    "authorization",
    "connection",
    "content-length",
    "expect",
    "proxy-authenticate",
    "te",
    "transfer-encoding",
)


@rule(severity=Severity.ERROR, status="500", since="0.1")
def reserved_header_mapping(method: Method) -> Iterator[Finding]:
    """Report mappings that make the integration fail."""
    integration = method.integration.known()
    if integration is None or integration.type.known() != "AWS_PROXY":
        return
    for name in integration.request_parameters.or_default({}):
        if name.startswith(_PREFIX) and name.removeprefix(_PREFIX).lower() in _RESERVED:
            yield Finding.on(
                method,
                f"Integration/RequestParameters/{name}",
                f"{method.label} maps {name}, which makes every call fail",
                fix="remove the mapping",
            )
