"""A web ACL may be associated with a stage before the stage is there.

## What it sees
A `ResourceArn` of a web ACL association that spells the name of a stage of the same template, without a reference to
the stage or a `DependsOn`.

## What it causes
CloudFormation makes both at once. When the association comes first, the deployment fails: WAF does not find the
resource.

## How to fix it
CDK: `api.deployment_stage.stage_arn` waits by itself.
CloudFormation: `${Stage}` in the ARN, or `DependsOn` the stage.

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
  Acl:
    Type: AWS::WAFv2::WebACL
    Properties:
      Scope: REGIONAL
      DefaultAction: {Allow: {}}
      VisibilityConfig: {SampledRequestsEnabled: true, CloudWatchMetricsEnabled: true, MetricName: orders}
  Association:
    Type: AWS::WAFv2::WebACLAssociation
    Properties:
      ResourceArn: !Sub arn:aws:apigateway:${AWS::Region}::/restapis/${Api}/stages/prod
      WebACLArn: !GetAtt Acl.Arn
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
  Acl:
    Type: AWS::WAFv2::WebACL
    Properties:
      Scope: REGIONAL
      DefaultAction: {Allow: {}}
      VisibilityConfig: {SampledRequestsEnabled: true, CloudWatchMetricsEnabled: true, MetricName: orders}
  Association:
    Type: AWS::WAFv2::WebACLAssociation
    Properties:
      ResourceArn: !Sub arn:aws:apigateway:${AWS::Region}::/restapis/${Api}/stages/${Prod}
      WebACLArn: !GetAtt Acl.Arn
```

## Source
https://docs.aws.amazon.com/waf/latest/APIReference/API_AssociateWebACL.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import RestApi
from wellwired.model.edge import WebAclAssociation
from wellwired.model.order import are_made_together, awaits
from wellwired.model.ways_in import find_made_stage, read_stage_arn
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="deploy", since="0.1")
def unawaited_firewall_stage(association: WebAclAssociation, wiring: Wiring) -> Iterator[Finding]:
    """Report associations that race with their stage."""
    arn = association.resource_arn.known()
    named = read_stage_arn(arn) if arn else None
    api = wiring.find(named.api, RestApi) if named is not None and named.stage else None
    stage = find_made_stage(wiring, api, named.stage) if api is not None and named is not None else None
    if stage is None or stage.node is None or not are_made_together(wiring, stage.node, association):
        return
    if not awaits(wiring, association, stage.node):
        yield Finding.on(
            association,
            "ResourceArn",
            f"{association.label} may be made before {stage.node.label}, which it names",
            fix=f"write ${{{stage.node.name}}} for the stage in the ARN, or let the association depend on it",
            to=stage.node,
        )
