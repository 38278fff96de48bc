"""Settings of a stage apply to no method.

## What it sees
An entry of `MethodSettings` whose path and verb the API does not have; one that names every path or every verb but not
both; and one whose path is not written with `~1` for the slashes inside it.

## What it causes
The level, limit or cache that somebody set is not in force, or the stage is refused at deployment. An entry is for one
method (`/~1orders~1{id}` and `GET`) or for all (`/*` and `*`): API Gateway knows no other form.

## How to fix it
CDK: name the route in `method_options` as "/orders/{id}/GET"; the CDK escapes it.
CloudFormation: write the path as the API has it, its inner slashes as `~1`, or `/*` together with `*`.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Name: api
      Body:
        openapi: 3.0.1
        info: {title: api}
        paths:
          /orders:
            get: {x-amazon-apigateway-integration: {type: mock}}
            post: {x-amazon-apigateway-integration: {type: mock}}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: !Ref Api
      DeploymentId: d4e5f6
      StageName: prod
      MethodSettings: [{ResourcePath: /order, HttpMethod: GET, LoggingLevel: INFO}]
```

```yaml
Resources:
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: a1b2c3
      DeploymentId: d4e5f6
      StageName: prod
      MethodSettings: [{ResourcePath: "/*", HttpMethod: GET, LoggingLevel: INFO}]
```

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Name: api
      Body:
        openapi: 3.0.1
        info: {title: api}
        paths:
          /orders:
            get: {x-amazon-apigateway-integration: {type: mock}}
            post: {x-amazon-apigateway-integration: {type: mock}}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: !Ref Api
      DeploymentId: d4e5f6
      StageName: prod
      MethodSettings:
        - {ResourcePath: "/*", HttpMethod: "*", LoggingLevel: INFO}
        - {ResourcePath: /~1orders, HttpMethod: POST, LoggingLevel: INFO, ThrottlingRateLimit: 10}
```

## Source
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-stage-methodsetting.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Stage
from wellwired.model.method_settings import Entry, are_all_known, methods_of, read_stage_settings
from wellwired.model.text import display, find_hole
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def idle_method_setting(stage: Stage, wiring: Wiring) -> Iterator[Finding]:
    """Report each entry that is for no method."""
    settings = read_stage_settings(stage)
    routes = _routes(stage, wiring) if settings.single else None
    for entry in settings.entries:
        problem = _find_problem(entry, routes)
        if problem:
            yield Finding.on(
                stage,
                entry.property("ResourcePath"),
                f"settings of {stage.label} {problem}",
                fix='name one method, with ~1 for the slashes inside its path, or all of them by /* and "*"',
            )


def _routes(stage: Stage, wiring: Wiring) -> frozenset[tuple[str, str]] | None:
    """The API's routes, or None where they are not all known."""
    api = wiring.find_api(stage)
    methods = methods_of(stage, wiring)
    if api is None or not methods or not are_all_known(api):
        return None
    routes = {(method.path.known() or "", method.http_method.known() or "") for method in methods}
    return None if any(find_hole(path) for path, _ in routes) else frozenset(routes)


def _find_problem(entry: Entry, routes: frozenset[tuple[str, str]] | None) -> str:
    if entry.is_half:
        half = "every path of one verb" if entry.path == "*" else "every verb of one path"
        return f"apply to no method: they name {half}"
    if entry.is_overall or find_hole(entry.path):
        return ""
    if not entry.is_escaped:
        return f"may apply to no method: the slashes inside {display(entry.path)} are not written ~1"
    if routes is not None and (entry.path, entry.verb) not in routes:
        return f"apply to no method: the API has no {display(f'{entry.verb} {entry.path}')}"
    return ""
