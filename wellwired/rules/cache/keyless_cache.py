"""A cached method gives the answer to one question to whoever asks another.

## What it sees
A method whose answers a stage keeps (`CachingEnabled`, in a stage with a cache cluster), and a path or query
parameter of it that is not among the `CacheKeyParameters` of its integration. A query parameter counts where the
method declares it.

## What it causes
The first answer is given to everybody until it expires: `/orders/2` answers with order 1, the second page with the
first. The status is 200, and the function is not asked.

## How to fix it
CDK: `cache_key_parameters=["method.request.path.id"]` in the integration's options; `Route(cache=Cache(...))` of
the kit puts every declared parameter into the key.
CloudFormation: list the parameters in `Integration.CacheKeyParameters`, and in the method's `RequestParameters`.

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
      RequestParameters: {method.request.path.id: true, method.request.querystring.page: false}
      Integration:
        Type: HTTP_PROXY
        IntegrationHttpMethod: GET
        Uri: https://example.com
        CacheKeyParameters:
          - method.request.querystring.page
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
      RequestParameters: {method.request.path.id: true, method.request.querystring.page: false}
      Integration:
        Type: HTTP_PROXY
        IntegrationHttpMethod: GET
        Uri: https://example.com
        CacheKeyParameters:
          - method.request.path.id
          - method.request.querystring.page
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

import re
from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method, Stage
from wellwired.model.caching import find_cached, read_cache_key
from wellwired.model.text import display
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="200", since="0.1")
def keyless_cache(stage: Stage, wiring: Wiring) -> Iterator[Finding]:
    """Report each cached method with a parameter that its cache does not look at."""
    for method, _ in find_cached(stage, wiring):
        missing = [name for name in _parameters(method) if name not in read_cache_key(method)]
        if missing:
            names = [f"method.request.{name}" for name in missing]
            yield Finding.on(
                method,
                "Integration/CacheKeyParameters",
                f"{stage.label} keeps one answer of {method.label} for every value of {display(', '.join(missing))}",
                fix=f"add {display(', '.join(names))} to CacheKeyParameters",
                to=stage,
            )


def _parameters(method: Method) -> list[str]:
    path = [f"path.{name}" for name in re.findall(r"\{([^{}+]+)\+?\}", method.path.known() or "")]
    declared = (name.removeprefix("method.request.") for name in method.request_parameters.or_default({}))
    return [*path, *(name for name in declared if name.startswith("querystring."))]
