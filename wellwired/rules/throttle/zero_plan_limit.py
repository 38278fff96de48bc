"""A usage plan lets no request through.

## What it sees
A `RateLimit` or `BurstLimit` of 0 in a plan, or in a plan's limits of one method, or a `Quota` of 0 requests.

## What it causes
Every call with a key of the plan is answered 429: `Too Many Requests`, or `Limit Exceeded` for the quota.

## How to fix it
CDK: `UsagePlans` refuses a limit of 0.
CloudFormation: limits above 0; to lock a client out, disable its key.

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
      Throttle: {RateLimit: 0, BurstLimit: 5}
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
      Throttle: {RateLimit: 10, BurstLimit: 5}
      Quota: {Limit: 0, Period: DAY}
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
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-request-throttling.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.key_demands import entries_of
from wellwired.model.plans import Throttle, UsagePlan
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="429", since="0.1")
def zero_plan_limit(plan: UsagePlan) -> Iterator[Finding]:
    """Report each limit of 0."""
    quota = plan.quota.known()
    zero = list(_zeros("Throttle", plan.throttle.known()))
    if quota is not None and quota.limit.known() == 0:
        zero.append("Quota/Limit")
    for each in entries_of(plan):
        for route, throttle in each.entry.throttle.or_default({}).items():
            zero += _zeros(each.property(f"Throttle/{route}"), throttle)
    for path in zero:
        yield Finding.on(
            plan,
            path,
            f"{plan.label} refuses every call: {path.rpartition('/')[2]} is 0",
            fix="set a limit above 0, or disable the keys that are to be locked out",
        )


def _zeros(path: str, throttle: Throttle | None) -> Iterator[str]:
    if throttle is not None:
        if throttle.rate_limit.known() == 0:
            yield f"{path}/RateLimit"
        if throttle.burst_limit.known() == 0:
            yield f"{path}/BurstLimit"
