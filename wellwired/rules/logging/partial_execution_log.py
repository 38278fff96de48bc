"""A stage writes an execution log for some of its methods only.

## What it sees
A stage that sets `LoggingLevel` for single methods and not for all, and leaves methods of its API without.

## What it causes
The request that fails is the one nobody thought of: its 500 or 502 stays without an explanation.

## How to fix it
CDK: `StageLogs`, or `logging_level` among the stage's options instead of `method_options`.
CloudFormation: an entry of `MethodSettings` with `ResourcePath: /*`, `HttpMethod: "*"` and `LoggingLevel: INFO`.

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
      MethodSettings: [{ResourcePath: /orders, HttpMethod: GET, LoggingLevel: INFO}]
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
        - {ResourcePath: /orders, HttpMethod: GET, LoggingLevel: INFO}
        - {ResourcePath: /~1orders, HttpMethod: POST, LoggingLevel: INFO}
```

## Source
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-stage-methodsetting.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Stage
from wellwired.model.method_settings import logs, read_coverage
from wellwired.model.wiring import Wiring
from wellwired.rules import rule
from wellwired.rules.stage_reports import find_left_out


@rule(severity=Severity.WARNING, status="", since="0.1")
def partial_execution_log(stage: Stage, wiring: Wiring) -> Iterator[Finding]:
    """Report a stage that logs single methods and leaves others out."""
    left = find_left_out(stage, wiring, read_coverage(stage, wiring, logs))
    if left is not None:
        yield Finding.on(
            stage,
            "MethodSettings",
            f"{stage.label} writes no execution log for {left}",
            fix='set LoggingLevel INFO for ResourcePath /* and HttpMethod "*"',
        )
