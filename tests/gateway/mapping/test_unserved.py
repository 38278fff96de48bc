"""Integrations that are not called from this machine are named, and answered like backends that cannot be reached."""

from wellwired.gateway.mapping.unserved import find_unserved, refuse_unserved
from wellwired.readers import read_text

TEMPLATE = """
Resources:
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: api}}
"""
METHOD = """
  {name}:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: {name}
      AuthorizationType: NONE
      Integration: {{{integration}}}
"""
INVOKE = "lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:111122223333:function:f/invocations"
INTEGRATIONS = {
    "GET": "Type: HTTP_PROXY, IntegrationHttpMethod: GET, Uri: https://orders.example.com",
    "PUT": "Type: AWS, IntegrationHttpMethod: POST, Uri: !Sub 'arn:aws:apigateway:${AWS::Region}:sqs:path/q'",
    "POST": f"Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: 'arn:aws:apigateway:us-east-1:{INVOKE}'",
    "PATCH": f"Type: AWS, IntegrationHttpMethod: POST, Uri: 'arn:aws:apigateway:us-east-1:{INVOKE}'",
    "OPTIONS": "Type: MOCK",
    "DELETE": "Type: HTTP, ConnectionType: VPC_LINK, ConnectionId: l, IntegrationHttpMethod: GET, Uri: http://inside",
}


def test_backends_that_are_not_called_are_named() -> None:
    wiring = read_text(
        TEMPLATE + "".join(METHOD.format(name=name, integration=text) for name, text in INTEGRATIONS.items())
    )
    assert {found.method.name: found.integration for found in find_unserved(wiring)} == {
        "GET": "HTTP_PROXY: https://orders.example.com",
        "PUT": "AWS: arn:aws:apigateway:${AWS::Region}:sqs:path/q",
        "DELETE": "HTTP through a VPC link: http://inside",
    }


def test_their_clients_get_the_504_of_an_unreachable_backend() -> None:
    refusal = refuse_unserved("HTTP: https://orders.example.com")
    assert (refusal.kind, refusal.status) == ("INTEGRATION_FAILURE", 504)
    assert refusal.message == "Network error communicating with endpoint"
    assert "https://orders.example.com" in refusal.detail
