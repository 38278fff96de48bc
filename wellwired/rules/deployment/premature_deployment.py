"""A deployment may be made before any method of its API.

## What it sees
A `Deployment` that depends on no method of its API, neither by `DependsOn` nor through a reference. Methods of an
OpenAPI body come with the API and need none.

## What it causes
CloudFormation makes it right after the API: API Gateway refuses with "The REST API doesn't contain any methods", or
deploys what happens to be there, and the rest answers 403 `Missing Authentication Token`.

## How to fix it
CDK: `RestApi` and `ProxyRestApi` do it; with a `Deployment` of your own, `deployment.node.add_dependency(method)`.
CloudFormation: `DependsOn` with every method on the deployment.

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
      Integration: {Type: MOCK}
  Deployment:
    Type: AWS::ApiGateway::Deployment
    Properties: {RestApiId: !Ref Api}
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
      Integration: {Type: MOCK}
  Deployment:
    Type: AWS::ApiGateway::Deployment
    DependsOn: Get
    Properties: {RestApiId: !Ref Api}
```

## Source
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Deployment
from wellwired.model.deployments import missed_methods
from wellwired.model.wiring import Wiring
from wellwired.rules import rule
from wellwired.rules.waiting import ask_to_wait


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def premature_deployment(deployment: Deployment, wiring: Wiring) -> Iterator[Finding]:
    """Report a deployment that waits for no method."""
    missed, is_empty = missed_methods(wiring, deployment)
    if is_empty:
        yield Finding.on(
            deployment,
            "",
            f"{deployment.label} waits for no method: API Gateway refuses to deploy an API that has none yet",
            fix=ask_to_wait(wiring, deployment, missed),
            to=missed[0],
        )
