"""An integration's URI is nearly, but not quite, an invocation URI.

## What it sees
A `Uri` of an AWS or AWS_PROXY integration that is no http address, no other service's and no function's ARN, and does
not read `arn:...:apigateway:REGION:lambda:path/2015-03-31/functions/FUNCTION-ARN/invocations`: another date, no
`/invocations` at the end, `execute-api` in place of `apigateway`; or one with a function's name for its ARN.

## What it causes
The deployment fails: `Invalid ARN specified in the request` or `Invalid function ARN or invalid uri`.

## How to fix it
CDK: `Route` of `ProxyRestApi`, or the CDK's `LambdaIntegration`, spells it.
CloudFormation: the form above, with `${Fn.Arn}` (not `${Fn}`) or `${Alias}` in it.

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
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler.Arn}
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
```

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
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler}/invocations
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
https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method
from wellwired.model.invocation_uri import UriKind, classify_uri
from wellwired.model.text import display
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def malformed_invocation_uri(method: Method, wiring: Wiring) -> Iterator[Finding]:
    """Report a Uri that API Gateway will not take for an invocation."""
    integration = method.integration.known()
    if integration is None or integration.type.known() not in ("AWS", "AWS_PROXY"):
        return
    uri = integration.uri.known()
    kind = classify_uri(wiring, uri) if uri is not None else UriKind.INVOCATION
    if uri is not None and kind in (UriKind.BROKEN, UriKind.NAME):
        yield Finding.on(
            method,
            "Integration/Uri",
            f"{method.label} has the Uri {display(uri)}, which is {kind.value}",
            fix="write arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/FUNCTION-ARN/invocations",
        )
