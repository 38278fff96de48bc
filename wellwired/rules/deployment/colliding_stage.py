"""Two resources make one stage.

## What it sees
A `Stage` whose name a `Deployment` of the same API makes by its `StageName`, or a second `Stage` of the same name.

## What it causes
The second is refused with "Stage already exists", and the stack rolls back.

## How to fix it
CDK: `deploy=False` on the `RestApi` where a `Stage` is made by hand; `ProxyRestApi` makes one of each.
CloudFormation: drop `StageName` and `StageDescription` from the deployment, and keep the `Stage` resource.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Deployment:
    Type: AWS::ApiGateway::Deployment
    Properties: {RestApiId: !Ref Api, StageName: prod}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: prod}
```

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
  Again:
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
  Test:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: test}
```

```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Deployment:
    Type: AWS::ApiGateway::Deployment
    Properties: {RestApiId: !Ref Api, StageName: prod}
  Again:
    Type: AWS::ApiGateway::Deployment
    DependsOn: Deployment
    Properties: {RestApiId: !Ref Api, StageName: prod}
```

## Source
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-stage.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import RestApi, Stage
from wellwired.model.order import may_coexist
from wellwired.model.text import display
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def colliding_stage(api: RestApi, wiring: Wiring) -> Iterator[Finding]:
    """Report a Stage whose name another resource makes; two deployments may make the same one in turn."""
    seen: dict[str, list[Stage]] = {}
    # a deployment comes before the stage that shows it
    for stage in sorted(wiring.of_api(Stage, api), key=lambda stage: "#" not in stage.address):
        name = stage.stage_name.known()
        if not name:
            continue
        others = seen.setdefault(name, [])
        first = next((other for other in others if may_coexist(other, stage)), None)
        if first is not None and "#" not in stage.address:
            maker = first.label if "#" not in first.address else f"Deployment {first.name.removesuffix('#stage')}"
            yield Finding.on(
                stage,
                "StageName",
                f"{stage.label} and {maker} both make the stage {display(name)}",
                fix="drop StageName from the deployment" if "#" in first.address else "keep one, or rename one",
                to=first,
            )
        others.append(stage)
