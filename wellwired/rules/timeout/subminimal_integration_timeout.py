"""An integration timeout is below the 50 milliseconds that API Gateway takes.

## What it sees
`TimeoutInMillis` below 50, usually seconds taken for milliseconds.

## What it causes
The deployment fails: `Timeout should be between 50 ms and 29000 ms`.

## How to fix it
CDK: `timeout=Duration.seconds(29)`, which minds the unit.
CloudFormation: milliseconds: `TimeoutInMillis: 29000`.

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
        TimeoutInMillis: 29
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
      Timeout: 20
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
        TimeoutInMillis: 29000
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
      Timeout: 20
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
"""

from collections.abc import Iterator

from wellwired.facts import INTEGRATION_TIMEOUT_MIN_MS
from wellwired.findings import Finding, Severity
from wellwired.model.api import Method
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def subminimal_integration_timeout(method: Method) -> Iterator[Finding]:
    """Report a timeout in the wrong unit."""
    integration = method.integration.known()
    timeout_ms = integration.timeout_in_millis.known() if integration is not None else None
    if timeout_ms is not None and timeout_ms < INTEGRATION_TIMEOUT_MIN_MS:
        yield Finding.on(
            method,
            "Integration/TimeoutInMillis",
            f"{method.label} waits {timeout_ms} ms; API Gateway takes {INTEGRATION_TIMEOUT_MIN_MS} or more",
            fix="write milliseconds, such as 29000",
        )
