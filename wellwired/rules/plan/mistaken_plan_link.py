"""A usage plan, or what puts a key on it, names a resource of the wrong kind.

## What it sees
An `ApiId` that is no API, a `KeyId` that is no key, or a `UsagePlanId` that is no plan: a `Ref` of the neighbour.

## What it causes
API Gateway refuses with "Invalid API Key identifier specified" or the like, and the stack rolls back.

## How to fix it
CDK: `plan.add_api_key(key)` and `plan.add_api_stage(stage=...)` take the right ids by themselves.
CloudFormation: `Ref` of the resource whose id is asked for.

## Reported
```yaml
Resources:
  Plan:
    Type: AWS::ApiGateway::UsagePlan
    Properties:
      ApiStages: [{ApiId: !Ref Api, Stage: !Ref Stage}]
      Throttle: {RateLimit: 10, BurstLimit: 5}
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: d4e5f6, StageName: prod}
  Key:
    Type: AWS::ApiGateway::ApiKey
    Properties: {Enabled: true}
  PlanKey:
    Type: AWS::ApiGateway::UsagePlanKey
    Properties: {KeyId: !Ref Plan, KeyType: API_KEY, UsagePlanId: !Ref Plan}
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
from wellwired.model.api import RestApi
from wellwired.model.key_demands import entries_of
from wellwired.model.node import Node, Other
from wellwired.model.plans import ApiKey, UsagePlan, UsagePlanKey
from wellwired.model.text import display, find_reference
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def mistaken_plan_link(wiring: Wiring) -> Iterator[Finding]:
    """Report each id of a plan, or of a join, that is certainly another thing's."""
    links: list[tuple[Node, str, str | None, type[Node]]] = []
    for plan in wiring.all(UsagePlan):
        for each in entries_of(plan) if plan.api_stages.is_known else ():
            links.append((plan, each.property("ApiId"), each.entry.api_id.if_known(), RestApi))  # noqa: PERF401
    for join in wiring.all(UsagePlanKey):
        links.append((join, "KeyId", join.key_id.if_known(), ApiKey))
        links.append((join, "UsagePlanId", join.usage_plan_id.if_known(), UsagePlan))
    for node, path, text, wanted in links:
        named = find_reference(text) if text else None
        other = wiring.find_at(named.address) if named is not None else None
        if text is None or other is None or isinstance(other, wanted | Other):
            continue
        yield Finding.on(
            node,
            path,
            f"{node.label} takes {display(text)} for its {path.rpartition('/')[2]}, which is a {type(other).__name__}",
            fix=f"name an AWS::ApiGateway::{wanted.__name__}",
            to=other,
        )
