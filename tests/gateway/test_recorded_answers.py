import base64
import json
from pathlib import Path
from typing import Any

import pytest

from tests.gateway.conftest import MakeClient

ROWS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "recorded_answers.json").read_text(encoding="utf-8"))
TOO_LARGE = "<more than 6,291,556 bytes>"
TEMPLATE = """
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {{Name: recorded, BinaryMediaTypes: {binary}, EndpointConfiguration: {{Types: [{endpoint}]}}}}
  Path:
    Type: AWS::ApiGateway::Resource
    Properties: {{RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: {part}}}
  Method:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Path
      HttpMethod: {verb}
      AuthorizationType: NONE
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: {called_with}
        RequestParameters: {mapped}
        Uri: !Sub arn:aws:apigateway:${{AWS::Region}}:lambda:path/2015-03-31/functions/${{Handler.Arn}}/invocations
  Handler:
    Type: AWS::Lambda::Function
    Properties: {{Runtime: python3.12, Handler: index.handler, Role: r, Code: {{ZipFile: x}}}}
  Permission:
    Type: AWS::Lambda::Permission
    Properties: {{FunctionName: !Ref Handler, Action: "{action}", Principal: apigateway.amazonaws.com}}
  Deployment: {{Type: AWS::ApiGateway::Deployment, DependsOn: Method, Properties: {{RestApiId: !Ref Api}}}}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {{RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: s}}
"""


def handler_of(returned: Any) -> Any:
    """A handler that does what the recorded one did."""

    def handle(event: Any) -> Any:
        if isinstance(returned, dict) and (
            {"__raise__", "__exit__", "__timeout__"} & returned.keys() or returned.get("body") == TOO_LARGE
        ):
            raise RuntimeError("the function failed")
        return returned

    return handle


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_the_gateway_answers_as_recorded(row: dict[str, Any], serve: MakeClient) -> None:
    request = row["request"]
    cut = "Lambda resource policy" in str(row["returned"])
    client = serve(
        TEMPLATE.format(
            binary=json.dumps(row["binary_types"]),
            part=request["path"].strip("/"),
            verb=request["method"],
            called_with=row["integration_method"],
            mapped=json.dumps(row["mapped"]),
            endpoint=row["endpoint"],
            action="lambda:GetFunction" if cut else "lambda:InvokeFunction",
        ),
        Handler=handler_of(row["returned"]),
    )

    answer = client(request["method"], f"/s{request['path']}", headers=request["headers"])

    assert answer.status == row["status"], client.log
    if "body" in row:
        assert answer.body.decode() == row["body"]
    if "body_json" in row:
        assert json.loads(answer.body) == row["body_json"]
    if "body_is_bytes_of_base64" in row:
        assert answer.body == base64.b64decode(row["body_is_bytes_of_base64"])
    if "error_type" in row:
        assert answer.header("x-amzn-ErrorType") == row["error_type"]
    for name, value in row.get("headers", {}).items():
        check_header(", ".join(sent for key, sent in answer.headers if key.lower() == name.lower()), value)
    for name in row.get("headers_absent", ()):
        assert answer.header(name) is None


def check_header(sent: str, expected: Any) -> None:
    if isinstance(expected, dict):
        assert expected["contains"] in sent
    elif expected == "<any>":
        assert sent
    else:
        assert sent == expected


def test_merged_headers_keep_the_spelling_of_the_multi_values(serve: MakeClient) -> None:
    row = next(row for row in ROWS if row["id"] == "ls-fmt-mvh-and-headers-casing")
    form = {"binary": [], "part": "test", "verb": "POST", "called_with": "POST", "mapped": {}, "endpoint": "EDGE"}
    client = serve(TEMPLATE.format(action="lambda:InvokeFunction", **form), Handler=handler_of(row["returned"]))

    names = [name for name, _ in client("POST", "/s/test").headers]

    assert names.count("tesT-Multi") == 2
