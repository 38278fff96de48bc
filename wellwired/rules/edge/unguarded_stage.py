"""No firewall stands in front of a stage.

## What it sees
A stage that no web ACL association of the templates names. Private APIs are left out, and templates in which
CloudFront has a web ACL.

## What it causes
Nothing fails. Scanners, floods from one address and known attacks reach the API, and cost what its calls cost.

## How to fix it
CDK: `CfnWebACLAssociation(resource_arn=api.deployment_stage.stage_arn, ...)`.
CloudFormation: an `AWS::WAFv2::WebACL` with `Scope: REGIONAL` and an `AWS::WAFv2::WebACLAssociation`.

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
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-aws-waf.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import RestApi, Stage
from wellwired.model.edge import WebAcl, WebAclAssociation
from wellwired.model.node import Other
from wellwired.model.setting import Unsettled
from wellwired.model.text import find_hole
from wellwired.model.ways_in import endpoint_type, read_stage_arn
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.NOTE, status="", since="0.1")
def unguarded_stage(stage: Stage, wiring: Wiring) -> Iterator[Finding]:
    """Report stages that the whole internet reaches unfiltered."""
    api = wiring.find_api(stage)
    if api is None or endpoint_type(api.endpoint_configuration) == "PRIVATE" or _is_filtered_elsewhere(wiring):
        return
    for association in wiring.all(WebAclAssociation):
        arn = association.resource_arn.known() or ""
        if stage.address in association.depends_on or _names(arn, api, stage, wiring):
            return
    yield Finding.on(
        stage,
        "",
        f"no web ACL is associated with {stage.label}",
        fix="associate a regional web ACL with the stage",
    )


def _names(arn: str, api: RestApi, stage: Stage, wiring: Wiring) -> bool:
    reason = find_hole(arn)
    if reason:
        raise Unsettled(reason)
    named = read_stage_arn(arn)
    return bool(named.stage) and wiring.find(named.api, RestApi) is api and wiring.find_stage(api, named.stage) is stage


def _is_filtered_elsewhere(wiring: Wiring) -> bool:
    if any(node.resource_type == "AWS::WAFRegional::WebACLAssociation" for node in wiring.all(Other)):
        return True
    return any(acl.scope.if_known() == "CLOUDFRONT" for acl in wiring.all(WebAcl))
