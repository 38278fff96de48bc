"""A usage plan names a stage that does not exist.

## What it sees
An entry of `ApiStages` with an API of the same stack and a stage name that nothing in the stack makes, such as `dev`
where the stage is called `prod`.

## What it causes
API Gateway refuses the plan with "API Stage not found", and the stack rolls back.

## How to fix it
CDK: `UsagePlans(stage=...)`, or `plan.add_api_stage(stage=...)` with the `Stage` itself.
CloudFormation: `Stage: !Ref Stage` in place of its name.

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
      ApiStages: [{ApiId: !Ref Api, Stage: dev}]
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
  Plan:
    Type: AWS::ApiGateway::UsagePlan
    Properties:
      ApiStages: [{ApiId: a1b2c3, Stage: dev}]
      Throttle: {RateLimit: 10, BurstLimit: 5}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import RestApi
from wellwired.model.key_demands import entries_of, is_never_made
from wellwired.model.plans import UsagePlan
from wellwired.model.text import display
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def unknown_plan_stage(plan: UsagePlan, wiring: Wiring) -> Iterator[Finding]:
    """Report each stage name that nothing can have made in time."""
    for each in entries_of(plan):
        api = wiring.find(each.entry.api_id.known(), RestApi)
        if api is not None and is_never_made(wiring, plan, api, each.entry):
            name = display(each.entry.stage.or_default(""))
            yield Finding.on(
                plan,
                each.property("Stage"),
                f"{plan.label} covers the stage {name} of {api.label}, which nothing makes",
                fix="name the stage by a Ref of its resource",
                to=api,
            )
