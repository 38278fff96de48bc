"""An integration names a function's ARN where its invocation URI belongs.

## What it sees
An integration of type AWS or AWS_PROXY whose `Uri` is a function's own ARN, an alias's or a name: `!GetAtt Fn.Arn`,
`!Ref Alias`.

## What it causes
The deployment fails: `Invalid ARN specified in the request`.

## How to fix it
CDK: `Route` of `ProxyRestApi`, or the CDK's `LambdaIntegration`, spells it.
CloudFormation: `Uri: !Sub
arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations`.

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
        Uri: !GetAtt Handler.Arn
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
def bare_function_uri(method: Method, wiring: Wiring) -> Iterator[Finding]:
    """Report a function's ARN or name as Uri."""
    integration = method.integration.known()
    if integration is None or integration.type.known() not in ("AWS", "AWS_PROXY"):
        return
    uri = integration.uri.known()
    if uri is not None and classify_uri(wiring, uri) is UriKind.FUNCTION:
        yield Finding.on(
            method,
            "Integration/Uri",
            f"{method.label} has the Uri {display(uri)}, which is a function and no invocation URI",
            fix="write arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/FUNCTION-ARN/invocations",
        )
