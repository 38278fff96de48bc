"""A usage plan limits a method that the API does not have.

## What it sees
A key of `Throttle` in an entry of `ApiStages`, such as `/orders/GET`, whose path and verb no method of the API has.

## What it causes
API Gateway refuses the plan with "Invalid method", and the stack rolls back.

## How to fix it
CDK: `throttle=[ThrottlingPerMethod(method=..., throttle=...)]` with the `Method` itself.
CloudFormation: the path as the API has it, then a slash and the verb: `/orders/{id}/GET`, and `//GET` for the root.

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
      ApiStages:
        - ApiId: !Ref Api
          Stage: !Ref Stage
          Throttle: {"/orders/GET": {RateLimit: 1, BurstLimit: 1}}
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
      ApiStages:
        - ApiId: !Ref Api
          Stage: !Ref Stage
          Throttle: {"//GET": {RateLimit: 1, BurstLimit: 1}}
      Throttle: {RateLimit: 10, BurstLimit: 5}
```

## Source
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-usageplan.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method, RestApi
from wellwired.model.key_demands import entries_of
from wellwired.model.method_settings import are_all_known
from wellwired.model.plans import UsagePlan
from wellwired.model.text import display, find_hole
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def unknown_throttled_method(plan: UsagePlan, wiring: Wiring) -> Iterator[Finding]:
    """Report each limit of a route that is certainly none."""
    for each in entries_of(plan):
        limited = each.entry.throttle.or_default({})
        api = wiring.find(each.entry.api_id.known(), RestApi) if limited else None
        routes = _routes(wiring, api) if api is not None else None
        for key in limited if routes is not None else ():
            path, _, verb = key.rpartition("/")
            if not find_hole(key) and "*" not in key and (path.rstrip("/") or "/", verb) not in (routes or ()):
                yield Finding.on(
                    plan,
                    each.property(f"Throttle/{key}"),
                    f"{plan.label} limits {display(key)}, which {api.label if api else 'the API'} does not have",
                    fix="write the path as the API has it, a slash, and the verb",
                    to=api,
                )


def _routes(wiring: Wiring, api: RestApi) -> frozenset[tuple[str, str]] | None:
    """The routes of an API, or None where they are not all among the nodes."""
    methods = wiring.of_api(Method, api)
    if not methods or not are_all_known(api):
        return None
    return frozenset((method.path.known() or "", method.http_method.known() or "") for method in methods)
