"""A usage plan promises more than its stage lets through.

## What it sees
A plan whose `RateLimit` or `BurstLimit` is above the one that its stage sets for every method.

## What it causes
The client is answered 429 by the stage's limit long before it has used what its plan promises.

## How to fix it
CDK: `UsagePlans(stage_throttle=...)` refuses such a plan.
CloudFormation: lower the plan's limit or raise the stage's.

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
    Properties:
      RestApiId: !Ref Api
      DeploymentId: d4e5f6
      StageName: prod
      MethodSettings: [{ResourcePath: "/*", HttpMethod: "*", ThrottlingRateLimit: 100, ThrottlingBurstLimit: 50}]
  Plan:
    Type: AWS::ApiGateway::UsagePlan
    Properties:
      ApiStages: [{ApiId: !Ref Api, Stage: !Ref Stage}]
      Throttle: {RateLimit: 500, BurstLimit: 25}
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
    Properties:
      RestApiId: !Ref Api
      DeploymentId: d4e5f6
      StageName: prod
      MethodSettings: [{ResourcePath: "/*", HttpMethod: "*", ThrottlingRateLimit: 100, ThrottlingBurstLimit: 50}]
  Plan:
    Type: AWS::ApiGateway::UsagePlan
    Properties:
      ApiStages: [{ApiId: !Ref Api, Stage: !Ref Stage}]
      Throttle: {RateLimit: 50, BurstLimit: 25}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import RestApi, Stage
from wellwired.model.key_demands import entries_of, find_entry_stage
from wellwired.model.method_settings import read_stage_settings
from wellwired.model.plans import UsagePlan
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.NOTE, status="429", since="0.1")
def unreachable_plan_limit(plan: UsagePlan, wiring: Wiring) -> Iterator[Finding]:
    """Report each limit of a plan that a stage's limit undercuts."""
    throttle = plan.throttle.known()
    if throttle is None:
        return
    promised = {"Rate": throttle.rate_limit.known(), "Burst": throttle.burst_limit.known()}
    for each in entries_of(plan):
        api = wiring.find(each.entry.api_id.known(), RestApi)
        stage = find_entry_stage(wiring, api, each.entry) if api is not None else None
        limits = _limits(stage) if stage is not None else {}
        for name, limit in limits.items():
            promise = promised[name]
            if stage is not None and promise is not None and limit is not None and 0 < limit < promise:
                yield Finding.on(
                    plan,
                    f"Throttle/{name}Limit",
                    f"{plan.label} promises {promise:g} as {name}Limit, and {stage.label} lets {limit:g} through",
                    fix="lower the plan's limit or raise the stage's",
                    to=stage,
                )


def _limits(stage: Stage) -> dict[str, float | None]:
    overall = read_stage_settings(stage).overall
    if overall is None:
        return {}
    setting = overall.setting
    return {"Rate": setting.throttling_rate_limit.known(), "Burst": setting.throttling_burst_limit.known()}
