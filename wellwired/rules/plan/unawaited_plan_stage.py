"""A usage plan may be made before the stage that it covers.

## What it sees
A plan that names its stage by text or by a parameter, and depends on the stage neither by `Ref` nor by `DependsOn`.

## What it causes
CloudFormation makes both at once. Where the plan comes first, the deployment fails with "API Stage not found"; a second
attempt may go through.

## How to fix it
CDK: `UsagePlans(stage=...)`, or `plan.add_api_stage(stage=...)` with the `Stage` itself.
CloudFormation: `Stage: !Ref Stage`, or `DependsOn: Stage` on the plan.

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
      ApiKeyRequired: true
      Integration: {Type: MOCK}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: d4e5f6, StageName: prod}
  Plan:
    Type: AWS::ApiGateway::UsagePlan
    Properties:
      ApiStages: [{ApiId: !Ref Api, Stage: prod}]
      Throttle: {RateLimit: 10, BurstLimit: 5}
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
      ApiKeyRequired: true
      Integration: {Type: MOCK}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: d4e5f6, StageName: prod}
  Plan:
    Type: AWS::ApiGateway::UsagePlan
    Properties:
      ApiStages: [{ApiId: !Ref Api, Stage: !Ref Stage}]
      Throttle: {RateLimit: 10, BurstLimit: 5}
  Key:
    Type: AWS::ApiGateway::ApiKey
    Properties: {Enabled: true}
  PlanKey:
    Type: AWS::ApiGateway::UsagePlanKey
    Properties: {KeyId: !Ref Key, KeyType: API_KEY, UsagePlanId: !Ref Plan}
```

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
      ApiKeyRequired: true
      Integration: {Type: MOCK}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: d4e5f6, StageName: prod}
  Plan:
    Type: AWS::ApiGateway::UsagePlan
    DependsOn: Stage
    Properties:
      ApiStages: [{ApiId: !Ref Api, Stage: prod}]
      Throttle: {RateLimit: 10, BurstLimit: 5}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import RestApi
from wellwired.model.key_demands import entries_of, find_entry_stage
from wellwired.model.order import are_made_together, awaits
from wellwired.model.plans import UsagePlan
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def unawaited_plan_stage(plan: UsagePlan, wiring: Wiring) -> Iterator[Finding]:
    """Report each stage of the plan's own stack that the plan does not wait for."""
    for each in entries_of(plan):
        api = wiring.find(each.entry.api_id.known(), RestApi)
        stage = find_entry_stage(wiring, api, each.entry) if api is not None else None
        if stage is not None and are_made_together(wiring, stage, plan) and not awaits(wiring, plan, stage):
            name = stage.name.partition("#")[0]
            yield Finding.on(
                plan,
                each.property("Stage"),
                f"{plan.label} covers {stage.label} and may be made before it",
                fix=f"write Stage: !Ref {name}, or let the plan depend on {name}",
                to=stage,
            )
