"""A stage is told to keep answers and has no cache.

## What it sees
An entry of `MethodSettings` with `CachingEnabled`, in a stage without `CacheClusterEnabled`.

## What it causes
Nothing is kept: every call reaches the function, and nobody is told that the cache is not there.

## How to fix it
CDK: `cache_cluster_enabled=True` and `cache_cluster_size` in the stage's options, or `caching_enabled` left out.
CloudFormation: `CacheClusterEnabled: true` and a `CacheClusterSize`, or no `CachingEnabled`.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: "{id}"}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: HTTP_PROXY
        IntegrationHttpMethod: GET
        Uri: https://example.com
        CacheKeyParameters:
          - method.request.path.id
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: !Ref Api
      DeploymentId: d4e5f6
      StageName: prod
      CacheClusterEnabled: false
      CacheClusterSize: "0.5"
      MethodSettings:
        - {ResourcePath: /*, HttpMethod: '*', CachingEnabled: true, CacheDataEncrypted: true}
```

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: "{id}"}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: HTTP_PROXY
        IntegrationHttpMethod: GET
        Uri: https://example.com
        CacheKeyParameters:
          - method.request.path.id
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: !Ref Api
      DeploymentId: d4e5f6
      StageName: prod
      CacheClusterEnabled: true
      CacheClusterSize: "0.5"
      MethodSettings:
        - {ResourcePath: /*, HttpMethod: '*', CachingEnabled: true, CacheDataEncrypted: true}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Stage
from wellwired.model.caching import keeps
from wellwired.model.method_settings import read_stage_settings
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def clusterless_cache(stage: Stage) -> Iterator[Finding]:
    """Report the first entry that wants a cache which is not there."""
    if stage.cache_cluster_enabled.or_default(False):
        return
    wanting = next((entry for entry in read_stage_settings(stage).entries if keeps(entry.setting)), None)
    if wanting is not None:
        yield Finding.on(
            stage,
            wanting.property("CachingEnabled"),
            f"{stage.label} is told to keep answers and has no cache cluster",
            fix="set CacheClusterEnabled and CacheClusterSize, or leave CachingEnabled out",
        )
