"""A deployment may be made before a gateway response of its API.

## What it sees
A `Deployment` that does not depend on an `AWS::ApiGateway::GatewayResponse` of its API.

## What it causes
The stage keeps the default answer until the next deployment: errors of the gateway come without the headers and the
body that are written down, and a browser shows a CORS error in place of the 401, 429 or 504.

## How to fix it
CDK: `ErrorResponses`, or `rest_api.add_gateway_response(...)`, which makes the deployment depend on it.
CloudFormation: add the gateway response to the deployment's `DependsOn`.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Problem:
    Type: AWS::ApiGateway::GatewayResponse
    Properties: {RestApiId: !Ref Api, ResponseType: DEFAULT_5XX, ResponseParameters: {}}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      Integration: {Type: MOCK}
  Deployment:
    Type: AWS::ApiGateway::Deployment
    DependsOn: Get
    Properties: {RestApiId: !Ref Api}
```

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Problem:
    Type: AWS::ApiGateway::GatewayResponse
    Properties: {RestApiId: !Ref Api, ResponseType: DEFAULT_5XX, ResponseParameters: {}}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      Integration: {Type: MOCK}
  Deployment:
    Type: AWS::ApiGateway::Deployment
    DependsOn: [Get, Problem]
    Properties: {RestApiId: !Ref Api}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Deployment
from wellwired.model.deployments import missed_gateway_responses
from wellwired.model.wiring import Wiring
from wellwired.rules import rule
from wellwired.rules.invoke_reports import join_labels
from wellwired.rules.waiting import ask_to_wait


@rule(severity=Severity.WARNING, status="", since="0.1")
def unawaited_gateway_response(deployment: Deployment, wiring: Wiring) -> Iterator[Finding]:
    """Report the gateway responses that a deployment may leave out."""
    missed = missed_gateway_responses(wiring, deployment)
    if missed:
        yield Finding.on(
            deployment,
            "",
            f"{deployment.label} does not wait for {join_labels(response.label for response in missed)}",
            fix=ask_to_wait(wiring, deployment, missed),
            to=missed[0],
        )
