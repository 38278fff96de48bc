"""An API has no stage, so nobody can call it.

## What it sees
An API with methods or a deployment, and no stage among the templates, neither an `AWS::ApiGateway::Stage` nor a
`Deployment` with a `StageName`.

## What it causes
Every call is answered 403: an API answers in its stages only. Where another stack or a pipeline makes the stage, the
templates do not show it.

## How to fix it
CDK: leave `deploy=False` away, or make a `Stage`; `ProxyRestApi` brings one.
CloudFormation: an `AWS::ApiGateway::Stage` that names the deployment.

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
  Deployment:
    Type: AWS::ApiGateway::Deployment
    DependsOn: Get
    Properties: {RestApiId: !Ref Api}
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
      Integration: {Type: MOCK}
  Deployment:
    Type: AWS::ApiGateway::Deployment
    DependsOn: Get
    Properties: {RestApiId: !Ref Api}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: prod}
```

```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
```

## Source
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-stage.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Deployment, Method, RestApi, Stage
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="403", since="0.1")
def stageless_api(api: RestApi, wiring: Wiring) -> Iterator[Finding]:
    """Report an API that is wired up and shown nowhere."""
    is_wired = bool(wiring.of_api(Method, api)) or bool(wiring.of_api(Deployment, api))
    if wiring.of_api(Stage, api) or not is_wired:
        return
    for stage in wiring.all(Stage):
        wiring.find_api(stage)  # one whose API is not settled may be this one's
    yield Finding.on(
        api,
        "",
        f"{api.label} has no stage: nobody can call it",
        fix="add an AWS::ApiGateway::Stage that names its deployment",
    )
