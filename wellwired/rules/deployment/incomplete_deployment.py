"""A deployment may be made before some methods of its API.

## What it sees
A `Deployment` that depends on some methods of its API and not on others, OPTIONS included. The others may be beside it,
beside those of an OpenAPI body, in a nested stack, or in a stack that is deployed later and has no deployment of its
own.

## What it causes
The deployment holds what is there at that moment. A method that CloudFormation makes later is in the API but in no
stage: its callers get 403 `Missing Authentication Token`, and the browser's preflight fails. It may go well ten times.

## How to fix it
CDK: `RestApi` and `ProxyRestApi` do it; with a `Deployment` of your own, `deployment.node.add_dependency(method)`. What
is added to an imported API needs one.
CloudFormation: add the method, or the nested stack that holds it, to the deployment's `DependsOn`.

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
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: POST
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
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: POST
      AuthorizationType: NONE
      Integration: {Type: MOCK}
  Deployment:
    Type: AWS::ApiGateway::Deployment
    DependsOn: [Get, Post]
    Properties: {RestApiId: !Ref Api}
```

## Source
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Deployment
from wellwired.model.deployments import missed_methods
from wellwired.model.text import display
from wellwired.model.wiring import Wiring
from wellwired.rules import rule
from wellwired.rules.invoke_reports import join_labels
from wellwired.rules.waiting import ask_to_wait


@rule(severity=Severity.ERROR, status="403", since="0.1")
def incomplete_deployment(deployment: Deployment, wiring: Wiring) -> Iterator[Finding]:
    """Report the methods that a deployment may leave out."""
    missed, is_empty = missed_methods(wiring, deployment)
    if missed and not is_empty:
        yield Finding.on(
            deployment,
            "",
            f"{deployment.label} does not wait for {join_labels(display(method.label) for method in missed)}: "
            "what comes after it answers 403",
            fix=ask_to_wait(wiring, deployment, missed),
            to=missed[0],
        )
