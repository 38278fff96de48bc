"""Methods ask for an API key, and no usage plan covers their stage.

## What it sees
A method with `ApiKeyRequired` in an API whose stage is in no usage plan among the templates.

## What it causes
A key counts in the stages of its usage plans only: every call is answered 403 `Forbidden`, with a key or without, until
a plan that somebody makes elsewhere covers the stage.

## How to fix it
CDK: `UsagePlans`, or `rest_api.add_usage_plan(...)` with the stage.
CloudFormation: an `AWS::ApiGateway::UsagePlan` whose `ApiStages` name the API and the stage.

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
      Integration: {Type: MOCK}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: d4e5f6, StageName: prod}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import RestApi, Stage
from wellwired.model.key_demands import asking_methods, entries_of
from wellwired.model.plans import UsagePlan
from wellwired.model.text import display
from wellwired.model.wiring import Wiring
from wellwired.rules import rule
from wellwired.rules.invoke_reports import join_labels


@rule(severity=Severity.WARNING, status="403", since="0.1")
def planless_key_requirement(api: RestApi, wiring: Wiring) -> Iterator[Finding]:
    """Report each stage, or the API where it has none here, that asks for keys which count nowhere."""
    asking = asking_methods(wiring, api)
    if not asking:
        return
    routes = join_labels(display(method.route) for method in asking)
    fix = "add a usage plan whose ApiStages name the API and the stage"
    stages = wiring.of_api(Stage, api)
    planned = {stage.stage_name.if_known() for stage in stages if any(wiring.plans_of(api, stage))}
    for stage in stages:
        if stage.stage_name.known() not in planned:
            message = f"{stage.label} is in no usage plan, and a key is asked for by {routes}"
            yield Finding.on(stage, "", message, fix=fix, to=asking[0])
    if not stages and not _is_planned(wiring, api):
        message = f"{api.label} is in no usage plan, and a key is asked for by {routes}"
        yield Finding.on(api, "", message, fix=fix, to=asking[0])


def _is_planned(wiring: Wiring, api: RestApi) -> bool:
    entries = (each.entry for plan in wiring.all(UsagePlan) for each in entries_of(plan))
    return any(wiring.find(entry.api_id.known(), RestApi) is api for entry in entries)
