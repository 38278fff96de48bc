"""A method names a model that its API does not have.

## What it sees
A model in `RequestModels` or `ResponseModels` that is neither among the API's models nor one of the two that every
API has (`Empty`, `Error`); in an OpenAPI body, a `$ref` to a schema that is not there. A model of another API counts
as unknown.

## What it causes
The deployment fails: `Invalid model identifier specified`.

## How to fix it
CDK: pass the `Model` that `api.add_model` returns.
CloudFormation: `!Ref` of the model; the name alone only where the model has that `Name`.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders}
  Order:
    Type: AWS::ApiGateway::Model
    Properties:
      RestApiId: !Ref Api
      Name: Order
      ContentType: application/json
      Schema:
        type: object
        required: [id]
        properties:
          id: {type: string}
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: POST
      AuthorizationType: NONE
      RequestModels: {application/json: Orders}
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: POST, Uri: https://orders.example.com}
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
  Order:
    Type: AWS::ApiGateway::Model
    Properties:
      RestApiId: !Ref Api
      Name: Order
      ContentType: application/json
      Schema:
        type: object
        required: [id]
        properties:
          id: {type: string}
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: POST
      AuthorizationType: NONE
      RequestModels: {application/json: !Ref Order}
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: POST, Uri: https://orders.example.com}
```

```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders}
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: POST
      AuthorizationType: NONE
      RequestModels: {application/json: Empty}
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: POST, Uri: https://orders.example.com}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
"""

from collections.abc import Iterator
from typing import Final

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method, RestApi
from wellwired.model.api import Model as RequestModel
from wellwired.model.method_settings import are_all_known
from wellwired.model.setting import Unsettled
from wellwired.model.text import display, find_hole, same
from wellwired.model.wiring import Wiring
from wellwired.rules import rule

# Every REST API is made with these two; "inline" is how a schema written in place is read.
_ALWAYS: Final = ("Empty", "Error", "inline")


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def unknown_model(method: Method, wiring: Wiring) -> Iterator[Finding]:
    """Report models that the method's API lacks."""
    api = wiring.find_api(method)
    if api is None:
        return
    for place, name in _named(method):
        if name in _ALWAYS or _has(wiring, api, name):
            continue
        reason = find_hole(name) or _find_doubt(wiring, api)
        if reason or not are_all_known(api):
            raise Unsettled(reason or f"not every model of {api.label} is known")
        yield Finding.on(
            method,
            place,
            f"{method.label} names the model {display(name)}, which {api.label} does not have",
            fix="name a model of the same API",
            to=api,
        )


def _has(wiring: Wiring, api: RestApi, name: str) -> bool:
    spelled = wiring.once(_names).get(id(api), set())
    if name in spelled:
        return True
    return find_hole(name) is not None and any(same(one, name) for one in spelled)


def _find_doubt(wiring: Wiring, api: RestApi) -> str:
    """Why a model of the API may have any name, or ""."""
    return next((one.model_name.reason for one in wiring.of_api(RequestModel, api) if one.model_name.is_unknown), "")


def _names(wiring: Wiring) -> dict[int, set[str]]:
    """How the models of each API may be named."""
    found: dict[int, set[str]] = {}
    for api in wiring.all(RestApi):
        models = wiring.of_api(RequestModel, api)
        found[id(api)] = {text for one in models for text in (one.physical_id, one.model_name.if_known()) if text}
    return found


def _named(method: Method) -> Iterator[tuple[str, str]]:
    for kind, name in method.request_models.or_default({}).items():
        yield f"RequestModels/{kind}", name
    for index, response in enumerate(method.method_responses.or_default(())):
        for kind, name in response.response_models.or_default({}).items():
            yield f"MethodResponses/{index}/ResponseModels/{kind}", name
