"""A quota lacks its number of requests or its period.

## What it sees
A plan whose `Quota` has a `Limit` without a `Period`, or a `Period` without a `Limit`.

## What it causes
API Gateway takes a quota as a whole only: the plan is refused, and the stack rolls back.

## How to fix it
CDK: `QuotaSettings(limit=..., period=Period.DAY)`; `UsagePlans` asks for both.
CloudFormation: `Quota: {Limit: 1000, Period: DAY}`, with DAY, WEEK or MONTH.

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
      Quota: {Limit: 1000}
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
      Quota: {Limit: 1000, Period: DAY}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/api/API_QuotaSettings.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.plans import UsagePlan
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def incomplete_quota(plan: UsagePlan) -> Iterator[Finding]:
    """Report a quota of which one half is absent."""
    quota = plan.quota.known()
    if quota is None or quota.limit.is_absent == quota.period.is_absent:
        return
    missing = "Limit" if quota.limit.is_absent else "Period"
    yield Finding.on(
        plan,
        "Quota",
        f"the quota of {plan.label} has no {missing}",
        fix=f"add {missing} to the quota",
    )
