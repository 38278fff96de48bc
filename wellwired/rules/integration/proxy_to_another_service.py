"""A Lambda proxy integration calls another service than Lambda.

## What it sees
An integration of type AWS_PROXY whose `Uri` is that of another AWS service, such as SQS or DynamoDB.

## What it causes
The deployment fails: AWS_PROXY supports Lambda and Firehose only.

## How to fix it
CDK: `AwsIntegration` with `proxy=False`.
CloudFormation: `Type: AWS` with request and response mappings.

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
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:dynamodb:action/GetItem
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
        Type: AWS
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:dynamodb:action/GetItem
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
def proxy_to_another_service(method: Method, wiring: Wiring) -> Iterator[Finding]:
    """Report AWS_PROXY in front of a service that cannot be proxied."""
    integration = method.integration.known()
    if integration is None or integration.type.known() != "AWS_PROXY":
        return
    uri = integration.uri.known()
    if uri is not None and classify_uri(wiring, uri) is UriKind.SERVICE and ":firehose:" not in uri:
        yield Finding.on(
            method,
            "Integration/Type",
            f"{method.label} is AWS_PROXY, which calls functions, not {display(uri)}",
            fix="set Type to AWS, and map request and response",
        )
