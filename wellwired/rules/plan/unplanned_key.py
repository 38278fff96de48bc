"""An API key is on no usage plan.

## What it sees
A key that no `UsagePlanKey` among the templates puts on a plan. `StageKeys` on the key are no substitute: they are the
older way, and give no access where a plan is needed.

## What it causes
Whoever calls with the key is answered 403 `Forbidden`.

## How to fix it
CDK: `UsagePlans` with the names of the keys, or `plan.add_api_key(key)`.
CloudFormation: an `AWS::ApiGateway::UsagePlanKey` that names the key and the plan.

## Reported
```yaml
Resources:
  Key:
    Type: AWS::ApiGateway::ApiKey
    Properties: {Enabled: true}
```

```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: d4e5f6, StageName: prod}
  Key:
    Type: AWS::ApiGateway::ApiKey
    Properties: {Enabled: true, StageKeys: [{RestApiId: !Ref Api, StageName: !Ref Stage}]}
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
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-setup-api-keys.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.key_demands import is_on_a_plan
from wellwired.model.plans import ApiKey
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="403", since="0.1")
def unplanned_key(key: ApiKey, wiring: Wiring) -> Iterator[Finding]:
    """Report a key that no plan takes up."""
    if is_on_a_plan(wiring, key):
        return
    instead = ": StageKeys alone give no access" if key.stage_keys.if_known() else ""
    yield Finding.on(
        key,
        "StageKeys" if instead else "",
        f"{key.label} is on no usage plan{instead}",
        fix="add an AWS::ApiGateway::UsagePlanKey",
    )
