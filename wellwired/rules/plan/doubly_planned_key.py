"""An API key is on two usage plans of one stage.

## What it sees
A key that `UsagePlanKey` resources put on two plans which both cover the same stage, or twice on the same plan.

## What it causes
API Gateway refuses the second: a key may use a stage through one plan only. The stack rolls back.

## How to fix it
CDK: one key for each plan; `UsagePlans` refuses a name that comes twice.
CloudFormation: a key of its own for each of the plans, or plans of different stages.

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
      ApiStages: [{ApiId: !Ref Api, Stage: !Ref Stage}]
      Throttle: {RateLimit: 10, BurstLimit: 5}
  Trial:
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
  TrialKey:
    Type: AWS::ApiGateway::UsagePlanKey
    Properties: {KeyId: !Ref Key, KeyType: API_KEY, UsagePlanId: !Ref Trial}
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

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
"""

from collections import defaultdict
from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.order import may_coexist
from wellwired.model.plans import UsagePlan, UsagePlanKey
from wellwired.model.text import display, find_hole
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def doubly_planned_key(wiring: Wiring) -> Iterator[Finding]:
    """Report each join that gives a key a stage which it has already."""
    seen: dict[tuple[str, str, str], list[UsagePlanKey]] = defaultdict(list)
    for join in wiring.all(UsagePlanKey):
        key = join.key_id.if_known()
        plan = wiring.find(join.usage_plan_id.if_known(), UsagePlan)
        if not key or find_hole(key) or plan is None:
            continue
        clash = None
        for stage in _stages(plan):
            others = seen[(key, *stage)]
            clash = clash or next((other for other in others if may_coexist(other, join)), None)
            others.append(join)
        if clash is not None:
            yield Finding.on(
                join,
                "KeyId",
                f"{join.label} puts {display(key)} on {plan.label}, and {clash.label} gives it the same stage",
                fix="use one key for each plan of a stage",
                to=plan,
            )


def _stages(plan: UsagePlan) -> Iterator[tuple[str, str]]:
    """The stages of a plan that are settled, by API and name."""
    for entry in plan.api_stages.if_known() or ():
        api, stage = entry.api_id.if_known(), entry.stage.if_known()
        if api and stage and not find_hole(api) and not find_hole(stage):
            yield api, stage
