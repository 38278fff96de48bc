"""An OpenAPI body reads into the very nodes that separate resources give."""

from dataclasses import fields
from typing import Any

import pytest

from wellwired.model.api import Authorizer, GatewayResponse, Integration, Method, Model, RequestValidator, RestApi
from wellwired.model.api import Resource as ApiResource
from wellwired.model.node import Node
from wellwired.model.setting import Setting
from wellwired.model.wiring import Wiring
from wellwired.readers import read_text

FUNCTION = """
  Fn:
    Type: AWS::Lambda::Function
    Properties: {Role: r, Code: {S3Bucket: b, S3Key: k}}
"""
RESOURCES = f"""Resources:{FUNCTION}
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {{Name: items, BinaryMediaTypes: [image/png]}}
  Validator:
    Type: AWS::ApiGateway::RequestValidator
    Properties: {{RestApiId: !Ref Api, Name: all, ValidateRequestBody: true, ValidateRequestParameters: true}}
  Auth:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      RestApiId: !Ref Api
      Name: token
      Type: TOKEN
      IdentitySource: method.request.header.Authorization
      AuthorizerUri: !Sub arn:aws:apigateway:${{AWS::Region}}:lambda:path/2015-03-31/functions/${{Fn.Arn}}/invocations
  Items:
    Type: AWS::ApiGateway::Resource
    Properties: {{RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: items}}
  Item:
    Type: AWS::ApiGateway::Resource
    Properties: {{RestApiId: !Ref Api, ParentId: !Ref Items, PathPart: '{{id}}'}}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Item
      HttpMethod: GET
      AuthorizationType: CUSTOM
      AuthorizerId: !Ref Auth
      ApiKeyRequired: true
      RequestValidatorId: !Ref Validator
      RequestParameters: {{method.request.path.id: true, method.request.querystring.page: false}}
      MethodResponses: [{{StatusCode: '200'}}]
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        TimeoutInMillis: 10000
        Uri: !Sub arn:aws:apigateway:${{AWS::Region}}:lambda:path/2015-03-31/functions/${{Fn.Arn}}/invocations
  Busy:
    Type: AWS::ApiGateway::GatewayResponse
    Properties:
      RestApiId: !Ref Api
      ResponseType: THROTTLED
      StatusCode: '429'
      ResponseTemplates: {{application/json: '{{}}'}}
"""
BODY = f"""Resources:{FUNCTION}
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        openapi: 3.0.1
        info: {{title: items, version: '1'}}
        x-amazon-apigateway-binary-media-types: [image/png]
        x-amazon-apigateway-request-validators:
          all: {{validateRequestBody: true, validateRequestParameters: true}}
        x-amazon-apigateway-gateway-responses:
          THROTTLED: {{statusCode: 429, responseTemplates: {{application/json: '{{}}'}}}}
        components:
          parameters:
            page: {{name: page, in: query}}
          securitySchemes:
            key: {{type: apiKey, name: x-api-key, in: header}}
            token:
              type: apiKey
              name: Authorization
              in: header
              x-amazon-apigateway-authtype: custom
              x-amazon-apigateway-authorizer:
                type: token
                authorizerUri: !Sub
                  arn:aws:apigateway:${{AWS::Region}}:lambda:path/2015-03-31/functions/${{Fn.Arn}}/invocations
        paths:
          /items/{{id}}:
            parameters:
              - {{name: id, in: path, required: true}}
            get:
              security: [{{token: [], key: []}}]
              parameters: [{{$ref: '#/components/parameters/page'}}]
              x-amazon-apigateway-request-validator: all
              responses: {{'200': {{description: fine}}}}
              x-amazon-apigateway-integration:
                type: aws_proxy
                httpMethod: POST
                timeoutInMillis: 10000
                uri: !Sub arn:aws:apigateway:${{AWS::Region}}:lambda:path/2015-03-31/functions/${{Fn.Arn}}/invocations
"""


def settings(node: Any) -> dict[str, Any]:
    """What a node says, without who it is: names of other nodes are compared through the wiring instead."""
    skipped = {"rest_api_id", "resource_id", "parent_id", "authorizer_id", "request_validator_id", "body"}
    found = {}
    for item in fields(node):
        value = getattr(node, item.name)
        if isinstance(value, Setting) and item.name not in skipped:
            found[item.name] = settings(value.value) if isinstance(value.value, Integration) else value
    return found


def only(wiring: Wiring, kind: type[Node]) -> Any:
    (node,) = wiring.all(kind)
    return node


@pytest.mark.parametrize("kind", [RestApi, RequestValidator, Authorizer, Method, GatewayResponse])
def test_a_body_and_separate_resources_read_equal(kind: type[Node]) -> None:
    assert settings(only(read_text(BODY), kind)) == settings(only(read_text(RESOURCES), kind))


@pytest.mark.parametrize("text", [RESOURCES, BODY])
def test_the_nodes_of_a_body_refer_to_one_another(text: str) -> None:
    wiring = read_text(text)
    api: RestApi = only(wiring, RestApi)
    method = only(wiring, Method)
    assert id(wiring.find_api(method)) == id(api)
    assert wiring.find(method.authorizer_id.known(), Authorizer) is only(wiring, Authorizer)
    assert wiring.find(method.request_validator_id.known(), RequestValidator) is only(wiring, RequestValidator)
    assert [resource.path.known() for resource in wiring.of_api(ApiResource, api)] == ["/items", "/items/{id}"]
    assert not wiring.unplaced


def test_properties_of_an_operation_have_their_place_in_the_body() -> None:
    method = only(read_text(BODY), Method)
    lines = BODY.splitlines()
    for property_path, spelled in (
        ("Integration/TimeoutInMillis", "timeoutInMillis"),
        ("Integration/Uri", "uri:"),
        ("AuthorizationType", "security:"),
        ("", "get:"),
    ):
        position = method.origin.find_position(property_path)
        assert spelled in lines[position.line - 1], property_path


SWAGGER = """Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        swagger: '2.0'
        definitions: {Item: {type: object}}
        securityDefinitions:
          pool:
            type: apiKey
            name: Authorization
            in: header
            x-amazon-apigateway-authtype: cognito_user_pools
            x-amazon-apigateway-authorizer:
              type: cognito_user_pools
              providerARNs: [arn:aws:cognito-idp:eu-west-1:1:userpool/x]
          iam: {type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4}
        security: [{iam: []}]
        paths:
          /:
            get: {}
            post:
              security: [{pool: [orders/read]}]
              parameters: [{in: body, name: body, schema: {$ref: '#/definitions/Item'}}]
            x-amazon-apigateway-any-method: {security: [{iam: []}]}
            options: {security: []}
"""


def test_swagger_security_comes_from_the_operation_alone_as_api_gateway_ignores_the_documents_own() -> None:
    wiring = read_text(SWAGGER)
    found = {method.http_method.known(): method for method in wiring.all(Method)}
    assert {verb: method.authorization_type.known() for verb, method in found.items()} == {
        "GET": "NONE",
        "POST": "COGNITO_USER_POOLS",
        "ANY": "AWS_IAM",
        "OPTIONS": "NONE",
    }
    assert {verb: method.unenforced_security for verb, method in found.items() if method.unenforced_security} == {
        "GET": ("iam",)
    }
    assert found["POST"].authorization_scopes.known() == ("orders/read",)
    assert found["POST"].request_models.known() == {"application/json": "Item"}
    assert found["POST"].integration.is_absent
    assert [model.model_name.known() for model in wiring.all(Model)] == ["Item"]


@pytest.mark.parametrize(
    "body", ["!Ref Document", "text", "[1]", "{paths: [1]}", "{paths: {/a: 3}}", "{paths: {/a: {get: 3}}}"]
)
def test_a_body_that_is_no_document_is_noted_or_read_as_far_as_it_goes(body: str) -> None:
    wiring = read_text(
        f"Parameters: {{Document: {{Type: String}}}}\n"
        f"Resources:\n  Api:\n    Type: AWS::ApiGateway::RestApi\n    Properties: {{Body: {body}}}\n"
    )
    assert len(wiring.all(RestApi)) == 1
    assert wiring.unplaced or [method.route for method in wiring.all(Method)] == ["GET /a"]


def test_references_that_lead_in_a_circle_end() -> None:
    wiring = read_text(
        "Resources:\n  Api:\n    Type: AWS::ApiGateway::RestApi\n    Properties:\n      Body:\n"
        "        x: {$ref: '#/x'}\n        paths: {/a: {$ref: '#/x'}}\n"
    )
    assert wiring.unplaced


@pytest.mark.parametrize(
    "absent", ["", "\n              x-amazon-apigateway-authorizer: !If [Pool, {type: token}, !Ref AWS::NoValue]"]
)
def test_who_calls_is_unknown_where_the_scheme_hangs_on_a_condition(absent: str) -> None:
    template = f"""
Parameters: {{Deploy: {{Type: String}}}}
Conditions: {{Pool: !Equals [!Ref Deploy, "true"]}}
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        openapi: 3.0.1
        components:
          securitySchemes:
            pool:
              type: apiKey
              name: Authorization
              in: header
              x-amazon-apigateway-authtype: !If [Pool, cognito_user_pools, awsSigv4]{absent}
        paths: {{/: {{get: {{security: [{{pool: []}}]}}}}}}
"""
    (method,) = read_text(template).all(Method)
    assert method.authorization_type.is_unknown
    assert method.authorizer_id.is_unknown
    assert not method.unenforced_security
