"""A domain's mapping names a stage that its API does not have.

## What it sees
A `Stage` of a base path mapping that is none of the stages that the templates make for the mapped API.

## What it causes
The deployment fails: `Invalid stage identifier specified`. Where the mapping exists already, callers get 403
`Forbidden`.

## How to fix it
CDK: `domain.add_base_path_mapping(api, stage=api.deployment_stage)`.
CloudFormation: `Stage: !Ref` of the stage; in SAM, `Domain` of the API writes it.

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
      Stage: dev
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
from wellwired.model.text import display
from wellwired.model.ways_in import find_made_stage, made_stages
from wellwired.model.wiring import Wiring
from wellwired.rules import rule
from wellwired.rules.invoke_reports import join_labels


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def unknown_mapping_stage(mapping: BasePathMapping, wiring: Wiring) -> Iterator[Finding]:
    """Report mappings to stages that are not there."""
    name = mapping.stage.known()
    api = wiring.find(mapping.rest_api_id.known(), RestApi) if name and name != "(none)" else None
    if api is None or not name:
        return
    stages = made_stages(wiring, api)
    if stages and find_made_stage(wiring, api, name) is None:
        yield Finding.on(
            mapping,
            "Stage",
            f"{mapping.label} leads to the stage {display(name)} of {api.label}, "
            f"which has {join_labels(display(one.name) for one in stages)}",
            fix="name the stage by a Ref of its resource",
            to=stages[0].node,
        )
