"""A usage plan covers an API none of whose methods asks for a key.

## What it sees
A plan with an API in `ApiStages` whose methods are all without `ApiKeyRequired`.

## What it causes
Keys are never looked at: whoever leaves the key away is served, and the plan's throttle and quota count nobody.

## How to fix it
CDK: `api_key_required=True` on the routes that the plan is to guard.
CloudFormation: `ApiKeyRequired: true` on the methods, OPTIONS excepted; in OpenAPI, a security scheme of type `apiKey`.

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
      Integration: {Type: MOCK}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: d4e5f6, StageName: prod}
  Plan:
    Type: AWS::ApiGateway::UsagePlan
    Properties:
      ApiStages: [{ApiId: !Ref Api, Stage: !Ref Stage}]
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
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-setup-api-keys.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import RestApi
from wellwired.model.key_demands import asks_nowhere, entries_of
from wellwired.model.method_settings import are_all_known
from wellwired.model.plans import UsagePlan
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def unasked_key(plan: UsagePlan, wiring: Wiring) -> Iterator[Finding]:
    """Report each API of a plan that certainly asks for no key."""
    reported: set[int] = set()
    for each in entries_of(plan):
        api = wiring.find(each.entry.api_id.known(), RestApi)
        if api is None or id(api) in reported or not are_all_known(api) or not asks_nowhere(wiring, api):
            continue
        reported.add(id(api))
        yield Finding.on(
            plan,
            each.property("ApiId"),
            f"no method of {api.label} asks for a key: {plan.label} has no effect on it",
            fix="set ApiKeyRequired on the methods that the plan is to guard",
            to=api,
        )
