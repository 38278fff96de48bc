"""A stage has a name that API Gateway does not take.

## What it sees
A `StageName` with anything but letters, digits, `_` and `-`, of more than 128 characters, empty, or
`test-invoke-stage`, which the console's test button uses. `$default` is for HTTP APIs.

## What it causes
API Gateway refuses the stage, and the stack rolls back.

## How to fix it
CDK: `ProxyRestApi` checks the name at synth.
CloudFormation: a plain `StageName` such as `prod` or `v1`; versions with dots belong into a base path mapping.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Deployment:
    Type: AWS::ApiGateway::Deployment
    Properties: {RestApiId: !Ref Api}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: prod.v1}
```

```yaml
Parameters:
  Version: {Type: String}
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Deployment:
    Type: AWS::ApiGateway::Deployment
    Properties: {RestApiId: !Ref Api}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: !Sub "v.${Version}"}
```

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Deployment:
    Type: AWS::ApiGateway::Deployment
    Properties: {RestApiId: !Ref Api}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: prod-v1_2}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html
"""

import re
from collections.abc import Iterator
from typing import Final

from wellwired.facts import STAGE_NAME_PATTERN
from wellwired.findings import Finding, Severity
from wellwired.model.api import Stage
from wellwired.model.invocations import TEST_STAGE
from wellwired.model.text import CLOSE, OPEN, display, find_hole, is_literal
from wellwired.rules import rule

_ATOM: Final = re.compile(f"{OPEN}[^{CLOSE}]*{CLOSE}")


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def illegal_stage_name(stage: Stage) -> Iterator[Finding]:
    """Report a name that is certainly refused; what stands for an unknown part may be anything legal."""
    name = stage.stage_name.known()
    if name is None:
        return
    legal = re.fullmatch(STAGE_NAME_PATTERN, _ATOM.sub("x", name)) is not None
    if not legal or (is_literal(name) and not find_hole(name) and name == TEST_STAGE):
        yield Finding.on(
            stage,
            "StageName",
            f"{stage.label} is called {display(name)!r}, which API Gateway does not take",
            fix="use letters, digits, _ and - only",
        )
