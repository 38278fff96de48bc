"""An edge-optimised API has an integration timeout above 29 seconds.

## What it sees
`TimeoutInMillis` above 29,000 in an API that is edge-optimised (which it is when `EndpointConfiguration` is absent).
The quota can be raised for regional and private APIs alone.

## What it causes
The deployment fails: `Timeout should be between 50 ms and 29000 ms`.

## How to fix it
CDK: `timeout=Duration.seconds(29)` or less, or a regional API.
CloudFormation: `TimeoutInMillis: 29000` or less, or `Types: [REGIONAL]` and a raised quota.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api, EndpointConfiguration: {Types: [EDGE]}}
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
        TimeoutInMillis: 60000
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
    Properties: {Name: api, EndpointConfiguration: {Types: [EDGE]}}
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

from wellwired.facts import INTEGRATION_TIMEOUT_MAX_MS
from wellwired.findings import Finding, Severity
from wellwired.model.api import Method
from wellwired.model.timeouts import find_long_timeout
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def unraisable_integration_timeout(method: Method, wiring: Wiring) -> Iterator[Finding]:
    """Report a timeout that no quota allows."""
    long = find_long_timeout(wiring, method)
    if long is not None and long.is_edge:
        yield Finding.on(
            method,
            "Integration/TimeoutInMillis",
            f"{method.label} waits {long.timeout_ms:,} ms; "
            f"an edge-optimised API may wait {INTEGRATION_TIMEOUT_MAX_MS:,}",
            fix=f"set TimeoutInMillis to {INTEGRATION_TIMEOUT_MAX_MS} or less, or make the API regional",
        )
