"""A base path has several levels, which this kind of mapping does not take.

## What it sees
A slash in `BasePath` of an `AWS::ApiGateway::BasePathMapping`.

## What it causes
The deployment fails: paths of several levels are for API Gateway v2's mappings.

## How to fix it
CDK: `aws_apigatewayv2.ApiMapping` with `api_mapping_key="orders/v1"`.
CloudFormation: `AWS::ApiGatewayV2::ApiMapping` with `ApiMappingKey: orders/v1`, on a regional domain with TLS 1.2.

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
      Stage: !Ref Prod
      BasePath: orders/v1
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
      BasePath: orders
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.edge import BasePathMapping
from wellwired.model.text import display
from wellwired.model.ways_in import is_v2
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def multi_level_base_path(mapping: BasePathMapping) -> Iterator[Finding]:
    """Report base paths of several levels in version 1."""
    path = mapping.base_path.known() or ""
    if "/" in path and not is_v2(mapping):
        yield Finding.on(
            mapping,
            "BasePath",
            f"{mapping.label} has the base path {display(path)!r}: a slash needs an API Gateway v2 mapping",
            fix="use AWS::ApiGatewayV2::ApiMapping, or a path of one level",
        )
