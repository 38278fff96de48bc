"""A domain's mapping may be made before the stage that it names.

## What it sees
A base path mapping whose `Stage` is the name of a stage of the same template, without a reference to the stage or a
`DependsOn`.

## What it causes
CloudFormation makes both at once. When the mapping comes first, the deployment fails: `Invalid stage identifier
specified`.

## How to fix it
CDK: `domain.add_base_path_mapping(api, stage=api.deployment_stage)` waits by itself.
CloudFormation: `Stage: !Ref` of the stage, or `DependsOn` it.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: GET
      AuthorizationType: NONE
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: GET, Uri: https://orders.example.com}
  Prod:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: a1b2c3, StageName: prod}
  Domain:
    Type: AWS::ApiGateway::DomainName
    Properties:
      DomainName: api.example.com
      RegionalCertificateArn: arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d
      SecurityPolicy: TLS_1_2
      EndpointConfiguration: {Types: [REGIONAL]}
  Mapping:
    Type: AWS::ApiGateway::BasePathMapping
    Properties:
      DomainName: !Ref Domain
      RestApiId: !Ref Api
      Stage: prod
```

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: GET
      AuthorizationType: NONE
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: GET, Uri: https://orders.example.com}
  Prod:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: a1b2c3, StageName: prod}
  Domain:
    Type: AWS::ApiGateway::DomainName
    Properties:
      DomainName: api.example.com
      RegionalCertificateArn: arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d
      SecurityPolicy: TLS_1_2
      EndpointConfiguration: {Types: [REGIONAL]}
  Mapping:
    Type: AWS::ApiGateway::BasePathMapping
    Properties:
      DomainName: !Ref Domain
      RestApiId: !Ref Api
      Stage: !Ref Prod
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import RestApi
from wellwired.model.edge import BasePathMapping
from wellwired.model.order import are_made_together, awaits
from wellwired.model.ways_in import find_made_stage
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="deploy", since="0.1")
def unawaited_mapping_stage(mapping: BasePathMapping, wiring: Wiring) -> Iterator[Finding]:
    """Report mappings that race with their stage."""
    name = mapping.stage.known()
    api = wiring.find(mapping.rest_api_id.known(), RestApi) if name else None
    stage = find_made_stage(wiring, api, name) if api is not None and name else None
    if stage is None or stage.node is None or not are_made_together(wiring, stage.node, mapping):
        return
    if not awaits(wiring, mapping, stage.node):
        yield Finding.on(
            mapping,
            "Stage",
            f"{mapping.label} may be made before {stage.node.label}, which it names",
            fix=f"write Stage: !Ref {stage.node.name}, or let the mapping depend on it",
            to=stage.node,
        )
