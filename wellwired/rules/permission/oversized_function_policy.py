"""The permissions on one function are more than its policy can hold.

## What it sees
Permissions on one function, version or alias that come to more than 20,480 bytes of policy, reckoned with the
shortest region, stack and function names they can have. A permission per method and stage, as the CDK's
`LambdaIntegration` makes them, gets there at about 27 routes.

## What it causes
The deployment fails: `The final policy size is bigger than the limit (20480)`.

## How to fix it
CDK: `ProxyRestApi` makes one permission a function; with the CDK's own, `scope_permission_to_method=False`.
CloudFormation: one permission for the API, `${Api}/*/*/*`, in place of one for each route.

## Reported
```yaml
Transform: AWS::LanguageExtensions
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
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler.Arn}/invocations
  Prod:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: a1b2c3, StageName: prod}
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
  Fn::ForEach::Reports:
    - Month
    - [m01, m02, m03, m04, m05, m06, m07, m08, m09, m10, m11, m12, m13, m14, m15, m16, m17, m18, m19, m20,
              m21, m22, m23, m24, m25, m26, m27, m28, m29, m30, m31, m32, m33, m34, m35, m36, m37, m38,
              m39, m40, m41, m42, m43, m44, m45, m46, m47, m48, m49, m50, m51, m52, m53, m54, m55, m56,
              m57, m58, m59, m60, m61, m62, m63, m64, m65, m66, m67, m68, m69, m70, m71, m72]
    - Permission${Month}:
          Type: AWS::Lambda::Permission
          Properties:
            FunctionName: !GetAtt Handler.Arn
            Action: lambda:InvokeFunction
            Principal: apigateway.amazonaws.com
            SourceArn: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*/GET/reports/${Month}
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
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler.Arn}/invocations
  Prod:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: a1b2c3, StageName: prod}
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !GetAtt Handler.Arn
      Action: lambda:InvokeFunction
      Principal: apigateway.amazonaws.com
      SourceArn: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*/*/*
```

## Source
https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from wellwired.facts import FUNCTION_POLICY_LIMIT
from wellwired.findings import Finding, Severity
from wellwired.model.compute import Function, Permission
from wellwired.model.resource_policy import read_permissions
from wellwired.model.text import display, is_literal
from wellwired.model.wiring import Wiring
from wellwired.rules import rule

# The least that an unknown part of an ARN can measure; ids of APIs have ten characters, generated names have more.
_LEAST: Final = {"AWS::Region": 9, "AWS::AccountId": 12, "AWS::Partition": 3, "?": 0}
_OTHER: Final = 10
_ARN: Final = "arn:aws:lambda:us-east-1:111122223333:function:"
_FIXED: Final = len(
    json.dumps(
        {
            "Sid": f"s--{12 * 'x'}",  # CloudFormation's: stack, logical id, random characters
            "Effect": "Allow",
            "Principal": {"Service": ""},
            "Action": "",
            "Resource": "",
            "Condition": {"ArnLike": {"AWS:SourceArn": ""}},
        },
        separators=(",", ":"),
    )
)


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def oversized_function_policy(function: Function, wiring: Wiring) -> Iterator[Finding]:
    """Report a function, version or alias whose statements exceed the limit whatever their names turn out to be."""
    policies: dict[str, list[Permission]] = defaultdict(list)
    for qualifier, permission in read_permissions(wiring).on(function):
        if not permission.condition:
            policies[qualifier].append(permission)
    for qualifier, permissions in policies.items():
        size = sum(_length(permission) for permission in permissions)
        if size > FUNCTION_POLICY_LIMIT:
            on = f"{function.label}, alias or version {display(qualifier)}," if qualifier else function.label
            yield Finding.on(
                function,
                "",
                f"{len(permissions)} permissions on {on} make at least {size:,} bytes of policy; "
                f"Lambda takes {FUNCTION_POLICY_LIMIT:,}",
                fix="replace them by one permission whose SourceArn ends in /*/*/*",
            )


def _length(permission: Permission) -> int:
    """The least that a statement can measure in bytes."""
    function = permission.function_name.or_default("")
    texts = (
        permission.principal.or_default(""),
        permission.action.or_default(""),
        function if function.startswith("arn:") else _ARN + function,
        permission.source_arn.or_default(""),
    )
    return _FIXED + len(permission.name) + sum(map(_least_length, texts))


def _least_length(text: str) -> int:
    if is_literal(text) and "${" not in text:
        return len(text)
    return len(re.sub(r"\$\{([^}]*)\}", lambda match: "x" * _LEAST.get(match[1], _OTHER), display(text)))
