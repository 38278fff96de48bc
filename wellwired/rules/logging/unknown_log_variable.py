"""The access log asks for a variable that REST APIs do not have.

## What it sees
A `$context` variable that is not among those documented for the access log of a REST API, such as `$context.routeKey`
of an HTTP API, or a slip such as `$context.responseTime`; and `$input` or `$stageVariables`, which belong into mapping
templates.

## What it causes
The field is a dash, or the expression itself, in every line: the day it is needed it is empty.

## How to fix it
CDK: `StageLogs`, or the functions of `AccessLogField`.
CloudFormation: write the variable as the page below has it; names are case-sensitive.

## Reported
```yaml
Resources:
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: a1b2c3
      DeploymentId: d4e5f6
      StageName: prod
      AccessLogSetting:
        DestinationArn: !Sub arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:access
        Format: '{"requestId":"$context.requestId","route":"$context.routeKey"}'
```

## Not reported
```yaml
Resources:
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: a1b2c3
      DeploymentId: d4e5f6
      StageName: prod
      AccessLogSetting:
        DestinationArn: !Sub arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:access
        Format: >-
          {"requestId":"$context.requestId","status":"$context.status","error":"$context.error.message",
          "integrationError":"$context.integrationErrorMessage"}
```

```yaml
Resources:
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: a1b2c3
      DeploymentId: d4e5f6
      StageName: prod
      AccessLogSetting:
        DestinationArn: !Sub arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:access
        Format: '{"requestId":"$context.requestId","tenant":"$context.authorizer.tenant"}'
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
"""

import re
from collections.abc import Iterator
from typing import Final

from wellwired.findings import Finding, Severity
from wellwired.model.api import Stage
from wellwired.model.log_format import find_log_format, is_known_variable
from wellwired.rules import rule
from wellwired.rules.invoke_reports import join_labels

_OF_TEMPLATES: Final = re.compile(r"\$(?:input|stageVariables|util)\b")


@rule(severity=Severity.WARNING, status="", since="0.1")
def unknown_log_variable(stage: Stage) -> Iterator[Finding]:
    """Report the variables that print nothing."""
    log_format = find_log_format(stage)
    if log_format is None:
        return
    unknown = [name for name in log_format.variables if not is_known_variable(name)]
    unknown += dict.fromkeys(_OF_TEMPLATES.findall(log_format.text))
    if unknown:
        yield Finding.on(
            stage,
            "AccessLogSetting/Format",
            f"the access log of {stage.label} asks for {join_labels(unknown)}, which a REST API does not have",
            fix="take a variable that is documented for REST APIs, spelled as there",
        )
