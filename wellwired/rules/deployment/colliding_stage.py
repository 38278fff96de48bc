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
from typing import Final

from wellwired.findings import Finding, Severity
from wellwired.model.api import Deployment, RestApi, Stage
from wellwired.model.order import awaits, may_coexist, pairs_that_meet
from wellwired.model.text import display
from wellwired.model.wiring import Wiring
from wellwired.rules import rule

_FIX: Final = "drop StageName and StageDescription from the deployment"


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def colliding_stage(api: RestApi, wiring: Wiring) -> Iterator[Finding]:
    """Report a Stage whose name another resource makes; two deployments may make the same one in turn."""
    named: dict[str, list[Stage]] = {}
    for stage in wiring.of_api(Stage, api):
        name = stage.stage_name.known()
        if name and "#" not in stage.address:
            named.setdefault(name, []).append(stage)
    for name, stages in named.items():
        for first, second in pairs_that_meet(stages):
            message = f"{second.label} and {first.label} both make the stage {display(name)}"
            yield Finding.on(second, "StageName", message, fix="keep one of them, or rename one", to=first)
    for deployment in wiring.of_api(Deployment, api):
        for stage in named.get(deployment.stage_name.known() or "", ()):
            # one that waits for the stage deploys to it once more
            if may_coexist(stage, deployment) and not awaits(wiring, deployment, stage):
                message = f"{stage.label} and {deployment.label} both make the stage {display(stage.physical_id)}"
                yield Finding.on(stage, "StageName", message, fix=_FIX, to=deployment)
