"""An integration timeout is above 29 seconds, which needs a raised quota.

## What it sees
`TimeoutInMillis` above 29,000 in a regional or private API. Streamed responses may take 15 minutes and are not
judged.

## What it causes
Without a raised quota in the account and region, the deployment fails: `Timeout should be between 50 ms and 29000
ms`.

## How to fix it
CDK: `timeout=Duration.seconds(29)` or less; `integration_timeout_quota` of `ProxyRestApi` declares a raised quota.
CloudFormation: `TimeoutInMillis: 29000` or less, or ask for quota L-E5AE38E3 and allow this finding.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api, EndpointConfiguration: {Types: [REGIONAL]}}
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
    Properties: {Name: api, EndpointConfiguration: {Types: [REGIONAL]}}
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


@rule(severity=Severity.WARNING, status="deploy", since="0.1")
def raised_integration_timeout(method: Method, wiring: Wiring) -> Iterator[Finding]:
    """Report a timeout that only a raised quota allows."""
    long = find_long_timeout(wiring, method)
    if long is not None and not long.is_edge:
        yield Finding.on(
            method,
            "Integration/TimeoutInMillis",
            f"{method.label} waits {long.timeout_ms:,} ms; "
            f"without a raised quota {INTEGRATION_TIMEOUT_MAX_MS:,} is the most",
            fix=f"set TimeoutInMillis to {INTEGRATION_TIMEOUT_MAX_MS} or less, or have the quota raised",
        )
