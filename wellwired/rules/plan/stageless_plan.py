"""A usage plan covers no stage.

## What it sees
A plan without `ApiStages`, or with an empty list.

## What it causes
The keys of the plan open nothing: calls with them are answered 403 `Forbidden`, unless another plan covers the stage or
somebody adds it by hand.

## How to fix it
CDK: `UsagePlans(stage=...)`, or `plan.add_api_stage(stage=...)`.
CloudFormation: `ApiStages: [{ApiId: !Ref Api, Stage: !Ref Stage}]`.

## Reported
```yaml
Resources:
  Plan:
    Type: AWS::ApiGateway::UsagePlan
    Properties:
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

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.plans import UsagePlan
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="403", since="0.1")
def stageless_plan(plan: UsagePlan) -> Iterator[Finding]:
    """Report a plan that certainly has no stage."""
    if not plan.api_stages.known():
        yield Finding.on(
            plan,
            "ApiStages",
            f"{plan.label} covers no stage: its keys open nothing",
            fix="name the API and the stage in ApiStages",
        )
