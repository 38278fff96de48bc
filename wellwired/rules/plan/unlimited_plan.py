"""A usage plan limits nothing.

## What it sees
A plan with neither `Throttle` nor `Quota`, and without a throttle for single methods.

## What it causes
One client can use up the rate of the stage, or of the whole account, and every other one is answered 429.

## How to fix it
CDK: `UsagePlans` takes no plan without limits; or `throttle=ThrottleSettings(...)`.
CloudFormation: `Throttle: {RateLimit: 10, BurstLimit: 20}`, and a `Quota` where there is one.

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
    Properties:
      ApiStages: [{ApiId: !Ref Api, Stage: !Ref Stage}]
      Quota: {Limit: 1000, Period: DAY}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.plans import Throttle, UsagePlan
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="429", since="0.1")
def unlimited_plan(plan: UsagePlan) -> Iterator[Finding]:
    """Report a plan without any limit."""
    quota = plan.quota.known()
    if _limits(plan.throttle.known()) or (quota is not None and quota.limit.known() is not None):
        return
    for entry in plan.api_stages.or_default(()):
        if any(_limits(throttle) for throttle in entry.throttle.or_default({}).values()):
            return
    yield Finding.on(
        plan,
        "",
        f"{plan.label} has neither a throttle nor a quota",
        fix="set Throttle with RateLimit and BurstLimit",
    )


def _limits(throttle: Throttle | None) -> bool:
    if throttle is None:
        return False
    return throttle.rate_limit.known() is not None or throttle.burst_limit.known() is not None
