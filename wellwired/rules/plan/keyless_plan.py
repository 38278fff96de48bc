"""A usage plan has no API key.

## What it sees
A plan that covers a stage, and that no `UsagePlanKey` among the templates puts a key on.

## What it causes
Nobody can use the plan: calls of the methods that ask for a key are answered 403 `Forbidden` until keys are added by
hand or by another program.

## How to fix it
CDK: `UsagePlans` with the names of the keys, or `plan.add_api_key(key)`.
CloudFormation: an `AWS::ApiGateway::UsagePlanKey` that names the key and the plan.

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
  Key:
    Type: AWS::ApiGateway::ApiKey
    Properties: {Enabled: true}
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
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-usageplankey.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.plans import UsagePlan
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="403", since="0.1")
def keyless_plan(plan: UsagePlan, wiring: Wiring) -> Iterator[Finding]:
    """Report a plan with stages and without keys."""
    if plan.api_stages.known() and not any(wiring.keys_of(plan)):
        yield Finding.on(
            plan,
            "",
            f"no key is on {plan.label}: nobody can use it",
            fix="add an AWS::ApiGateway::UsagePlanKey",
        )
