"""What the tests of documents share: a template around a few resources, and the document of its one API."""

from typing import Any

from openapi_spec_validator import OpenAPIV30SpecValidator

from wellwired.model.api import RestApi
from wellwired.openapi.document import Description, describe_api
from wellwired.readers import read_text

FRAME = """\
Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.13, Handler: a.b, Role: arn:aws:iam::111122223333:role/r, Code: {ZipFile: x}}
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: shop}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders}
  Order:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !Ref Orders, PathPart: '{id}'}
"""
CALL = "{Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: !GetAtt Fn.Arn}"


def method(name: str, verb: str = "GET", on: str = "Orders", **properties: str) -> str:
    """A method as YAML; properties as flow YAML."""
    given = {"RestApiId": "!Ref Api", "ResourceId": f"!Ref {on}", "HttpMethod": verb, "Integration": CALL} | properties
    spelled = "".join(f"      {key}: {value}\n" for key, value in given.items())
    return f"  {name}:\n    Type: AWS::ApiGateway::Method\n    Properties:\n{spelled}"


def resource(name: str, kind: str, properties: str) -> str:
    """A resource of API Gateway as YAML, its properties without the API."""
    return f"  {name}:\n    Type: AWS::ApiGateway::{kind}\n    Properties: {{RestApiId: !Ref Api, {properties}}}\n"


def describe(template: str, **options: Any) -> Description:
    """The document of a template's only API, which is always valid."""
    wiring = read_text(template)
    (api,) = wiring.all(RestApi)
    description = describe_api(wiring, api, **{"server": "https://api.example.com", **options})
    check(description.document)
    return description


def check(document: dict[str, Any]) -> None:
    problems = [str(error.message) for error in OpenAPIV30SpecValidator(document).iter_errors()]
    assert problems == []


def of_resources(*resources: str, **options: Any) -> Any:
    return describe(FRAME + "".join(resources), **options).document
