"""What a stage keeps of answers is not encrypted.

## What it sees
An entry of `MethodSettings` with `CachingEnabled`, in a stage with a cache cluster, and without
`CacheDataEncrypted`.

## What it causes
The answers lie readable in the memory of the cache, whatever they hold. Auditors ask for this one.

## How to fix it
CDK: `cache_data_encrypted=True` in the stage's options or in the method's; the kit always sets it.
CloudFormation: `CacheDataEncrypted: true` beside `CachingEnabled`.

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
      CacheClusterEnabled: true
      CacheClusterSize: "0.5"
      MethodSettings:
        - {ResourcePath: /*, HttpMethod: '*', CachingEnabled: true}
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
from wellwired.model.text import display
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def unencrypted_cache(stage: Stage) -> Iterator[Finding]:
    """Report each entry that keeps answers as they are."""
    if not stage.cache_cluster_enabled.or_default(False):
        return
    for entry in read_stage_settings(stage).entries:
        if keeps(entry.setting) and not entry.setting.cache_data_encrypted.or_default(False):
            what = "answers" if entry.is_overall else f"answers of {display(f'{entry.verb} {entry.path}')}"
            yield Finding.on(
                stage,
                entry.property("CacheDataEncrypted"),
                f"{stage.label} keeps {what} unencrypted",
                fix="set CacheDataEncrypted to true beside CachingEnabled",
            )
