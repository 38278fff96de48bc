"""A stage shows no deployment.

## What it sees
A stage without `DeploymentId`, or one that names something that is no deployment, such as the API.

## What it causes
API Gateway refuses the stage, and the stack rolls back.

## How to fix it
CDK: `Stage(deployment=Deployment(...))`, or `ProxyRestApi`.
CloudFormation: `DeploymentId: !Ref Deployment`.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: !Ref Api, StageName: prod}
```

```yaml
Resources:
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: a1b2c3, StageName: prod}
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
https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Deployment, Stage
from wellwired.model.node import Other
from wellwired.model.text import display, find_reference
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def deploymentless_stage(stage: Stage, wiring: Wiring) -> Iterator[Finding]:
    """Report a stage that certainly names no deployment."""
    text = stage.deployment_id.known()
    problem = ""
    if not text:
        problem = "has no DeploymentId"
    else:
        named = find_reference(text)
        node = wiring.find_at(named.address) if named is not None else None
        if node is not None and not isinstance(node, Deployment | Other):
            problem = f"takes {display(text)} for its deployment, which is a {type(node).__name__}"
    if problem:
        yield Finding.on(stage, "DeploymentId", f"{stage.label} {problem}", fix="name an AWS::ApiGateway::Deployment")
