"""Requests and integrations for the tests of mapping: an exchange as the steps before an integration leave it."""

from collections.abc import Mapping

from wellwired.gateway.exchange import Exchange
from wellwired.gateway.messages import Headers, Request
from wellwired.model.api import Integration, Method, RestApi
from wellwired.readers import read_text

CONTEXT: Mapping[str, str] = {
    "apiId": "a1b2c3d4e5",
    "httpMethod": "POST",
    "requestId": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
    "resourcePath": "/orders/{id}",
    "domainName": "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com",
    "stage": "prod",
    "xrayTraceId": "Root=1-67891233-abcdef012345678912345678",
    "identity.sourceIp": "192.0.2.1",
    "identity.userAgent": "curl/8",
    "authorizer.principalId": "user-7",
}


def make_exchange(
    method: Method | None = None,
    *,
    verb: str = "POST",
    query: str = "",
    headers: Headers = (),
    body: bytes = b"",
    path_parameters: Mapping[str, str] | None = None,
    stage_variables: Mapping[str, str] | None = None,
    api: RestApi | None = None,
) -> Exchange:
    """An exchange that has come to its integration."""
    return Exchange(
        request=Request(method=verb, path="/prod/orders/7", query=query, headers=headers, body=body),
        request_id=CONTEXT["requestId"],
        extended_request_id="x",
        api=api,
        method=method,
        route="/orders/{id}",
        stage_name="prod",
        stage_variables=dict(stage_variables or {}),
        path_parameters=dict(path_parameters or {}),
        context=dict(CONTEXT),
    )


def read_method(properties: str, *, binary: str = "[]") -> tuple[RestApi, Method, Integration]:
    """The method of a template, from its CloudFormation properties below HttpMethod, indented by six blanks."""
    wiring = read_text(f"""
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {{Name: api, BinaryMediaTypes: {binary}}}
  Method:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      AuthorizationType: NONE
{properties}
""")
    method = next(iter(wiring.all(Method)))
    integration = method.integration.known()
    assert integration is not None
    return next(iter(wiring.all(RestApi))), method, integration
