"""A stage shows the deployment of another API.

## What it sees
A stage whose `DeploymentId` names a `Deployment` with another `RestApiId` than its own.

## What it causes
API Gateway refuses the stage with "Invalid deployment identifier specified", and the stack rolls back.

## How to fix it
CDK: `Stage(deployment=...)` takes the API from the deployment; `ProxyRestApi` brings its stage along.
CloudFormation: the same `RestApiId` on the stage and on the deployment that it names.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Other:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: other}
  Deployment:
    Type: AWS::ApiGateway::Deployment
    Properties: {RestApiId: !Ref Other}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: prod}
```

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Deployment:
    Type: AWS::ApiGateway::Deployment
    Properties: {RestApiId: !Ref Api}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: prod}
```

## Source
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-stage.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Deployment, Stage
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def foreign_deployment(stage: Stage, wiring: Wiring) -> Iterator[Finding]:
    """Report a stage and a deployment of two different APIs."""
    deployment = wiring.find(stage.deployment_id.known(), Deployment)
    if deployment is None:
        return
    own, other = wiring.find_api(stage), wiring.find_api(deployment)
    if own is not None and other is not None and own is not other:
        yield Finding.on(
            stage,
            "DeploymentId",
            f"{stage.label} belongs to {own.label}, and {deployment.label} to {other.label}",
            fix=f"name a deployment of {own.name}",
            to=deployment,
        )
