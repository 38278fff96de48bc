"""A wire refers to a resource that the template does not have.

## What it sees
`Ref`, `Fn::GetAtt` or `${Name}` in `Fn::Sub` with a logical id that the template does not hold, on anything that
takes part in the wiring: an integration's `Uri`, a permission's `FunctionName`, a stage's `DeploymentId`.

## What it causes
CloudFormation refuses the template: `Unresolved resource dependencies` or `undefined resource`.

## How to fix it
CDK: refer to the construct, not to a spelled logical id.
CloudFormation: the logical id as it stands under `Resources`.

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
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handlr.Arn}/invocations
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
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
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
```

## Source
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-getatt.html
"""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, Final

from wellwired.findings import Finding, Severity
from wellwired.model.node import Other
from wellwired.model.setting import Setting
from wellwired.model.text import find_hole
from wellwired.model.wiring import Wiring
from wellwired.rules import rule

# How readers say that a reference leads nowhere.
_NOWHERE: Final = ("the template has no such resource", "the template has no such parameter or resource")


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def dangling_reference(wiring: Wiring) -> Iterator[Finding]:
    """Report settings whose value hangs on a logical id that is not there."""
    if not any(note.reason.endswith(_NOWHERE) for note in wiring.unplaced):
        return
    for node in wiring.nodes:
        if not isinstance(node, Other):
            for path, reason in _dangling(node):
                what = reason.partition(":")[0]
                yield Finding.on(
                    node,
                    path,
                    f"{node.label} hangs on a {what}, which the template does not have",
                    fix="write the logical id as it stands under Resources",
                )


def _dangling(holder: Any) -> Iterator[tuple[str, str]]:
    """The property paths below a node, or a part of one, whose value leads nowhere, each with the reason."""
    for item in fields(holder):
        setting = getattr(holder, item.name)
        if not isinstance(setting, Setting) or "derived" in item.metadata:
            continue
        name = item.metadata.get("property") or item.name.title().replace("_", "")
        value = setting.if_known()
        reason = setting.reason if setting.is_unknown else find_hole(value) if isinstance(value, str) else None
        if reason and reason.endswith(_NOWHERE):
            yield name, reason
        elif is_dataclass(value):
            for path, below in _dangling(value):
                yield f"{name}/{path}", below
