"""One wiring in several spellings reads equal, whichever way the template says it."""

import json
from typing import Any

import pytest

from tests.readers.wiring_facts import facts
from wellwired.documents import check_text, read_document
from wellwired.model.api import Method, RestApi
from wellwired.model.resource_policy import read_permissions
from wellwired.model.wiring import Wiring
from wellwired.readers import read_text

HEAD = """
Parameters:
  StageName: {Type: String, Default: prod}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties: {RoleName: handler, AssumeRolePolicyDocument: {Statement: []}}
"""
SHORT = f"""{HEAD}
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: items
      Role: !GetAtt Role.Arn
      Runtime: python3.12
      Handler: index.handler
      Timeout: 10
      Code: {{S3Bucket: code, S3Key: fn.zip}}
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {{Name: items}}
  Items:
    Type: AWS::ApiGateway::Resource
    Properties: {{RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: items}}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Items
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        TimeoutInMillis: 29000
        Uri: !Sub
          arn:${{AWS::Partition}}:apigateway:${{AWS::Region}}:lambda:path/2015-03-31/functions/${{Fn.Arn}}/invocations
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: !Ref Fn
      Principal: apigateway.amazonaws.com
      SourceArn: !Sub arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{Api}}/*/GET/items
  Deployment:
    Type: AWS::ApiGateway::Deployment
    DependsOn: Get
    Properties: {{RestApiId: !Ref Api}}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: !Ref Api
      DeploymentId: !Ref Deployment
      StageName: !Ref StageName
      MethodSettings: [{{ResourcePath: /*, HttpMethod: '*', LoggingLevel: INFO, MetricsEnabled: true}}]
"""
JOINED = f"""{HEAD}
  Fn:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: {{"Fn::Sub": items}}
      Role:
        Fn::Join: ["", ["arn:", {{Ref: AWS::Partition}}, ":iam::", {{Ref: AWS::AccountId}}, ":role/", {{Ref: Role}}]]
      Runtime: {{"Fn::Sub": ["python${{version}}", {{version: "3.12"}}]}}
      Handler: {{"Fn::Join": [".", [index, handler]]}}
      Timeout: "10"
      Code: {{S3Bucket: code, S3Key: fn.zip}}
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {{Name: {{"Fn::Select": [1, [orders, items]]}}}}
  Items:
    Type: AWS::ApiGateway::Resource
    Properties:
      RestApiId: {{"Fn::GetAtt": [Api, RestApiId]}}
      ParentId: {{"Fn::GetAtt": "Api.RootResourceId"}}
      PathPart: {{"Fn::Select": ["0", {{"Fn::Split": ["/", "items/x"]}}]}}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: {{"Fn::Sub": "${{Api}}"}}
      ResourceId: {{"Fn::GetAtt": [Items, ResourceId]}}
      HttpMethod: get
      AuthorizationType: NONE
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        TimeoutInMillis: "29000"
        Uri:
          Fn::Join:
            - ""
            - - "arn:"
              - Ref: AWS::Partition
              - ":apigateway:"
              - Ref: AWS::Region
              - ":lambda:path/2015-03-31/functions/"
              - Fn::GetAtt: [Fn, Arn]
              - /invocations
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      Action: lambda:InvokeFunction
      FunctionName: {{Ref: Fn}}
      Principal: apigateway.amazonaws.com
      SourceArn:
        Fn::Join:
          - ":"
          - - arn
            - Ref: AWS::Partition
            - execute-api
            - Ref: AWS::Region
            - Ref: AWS::AccountId
            - Fn::Join: [/, [{{Ref: Api}}, "*", GET, items]]
  Deployment:
    Type: AWS::ApiGateway::Deployment
    DependsOn: [Get]
    Properties: {{RestApiId: {{Ref: Api}}}}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: {{Ref: Api}}
      DeploymentId: {{Ref: Deployment}}
      StageName: prod
      MethodSettings:
        - ResourcePath: /*
          HttpMethod: "*"
          LoggingLevel: INFO
          MetricsEnabled: "true"
"""


def as_json(text: str) -> str:
    return json.dumps(read_document(check_text(text, "t.yaml")), indent=2)


def literal(text: str) -> str:
    """The functions of `SHORT` that a literal can stand for, spelled as literals."""
    return (
        text.replace("!GetAtt Role.Arn", "!Sub arn:${AWS::Partition}:iam::${AWS::AccountId}:role/handler")
        .replace("!Ref Fn", "items")
        .replace("${Fn.Arn}", "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:items")
        .replace("StageName: !Ref StageName", "StageName: prod")
    )


def under_a_condition(text: str) -> str:
    return (
        text.replace("Resources:\n", "Conditions: {IsProd: !Equals [!Ref StageName, prod]}\nResources:\n", 1)
        .replace("Timeout: 10", "Timeout: !If [IsProd, 10, 99]")
        .replace("LoggingLevel: INFO", "LoggingLevel: !If [IsProd, INFO, !Ref AWS::NoValue]")
    )


def as_loop(text: str) -> str:
    return text.replace("  Items:\n", "  Fn::ForEach::Paths:\n  - Path\n  - [Items]\n  - ${Path}:\n").replace(
        "    Type: AWS::ApiGateway::Resource\n    Properties:",
        "      Type: AWS::ApiGateway::Resource\n      Properties:",
    )


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(as_json(SHORT), id="long form, JSON"),
        pytest.param(JOINED, id="Join, Sub, GetAtt and Select, YAML"),
        pytest.param(as_json(JOINED), id="Join, Sub, GetAtt and Select, JSON"),
        pytest.param(under_a_condition(SHORT), id="conditions"),
        pytest.param(as_loop(SHORT), id="a loop"),
    ],
)
def test_a_spelling_reads_as_the_short_form_does(text: str) -> None:
    assert facts(read_text(text)) == facts(read_text(SHORT))


def test_literal_names_read_as_references_but_for_what_they_wait_for() -> None:
    short, spelled = (facts(read_text(text), without=("depends_on",)) for text in (SHORT, literal(SHORT)))
    assert spelled == short


def test_the_wiring_of_each_spelling_hangs_together() -> None:
    for text in (SHORT, JOINED, literal(SHORT), as_json(SHORT)):
        wiring = read_text(text)
        assert not wiring.unplaced
        check_wires(wiring)


def check_wires(wiring: Wiring) -> None:
    (method,) = wiring.all(Method)
    (api,) = wiring.all(RestApi)
    assert method.route == "GET /items"
    integration: Any = method.integration.known()
    target = wiring.find_target(integration.uri.known())
    assert target is not None
    assert target.function is not None
    assert target.function.name == "Fn"
    assert wiring.find_role(target.function.role.known()) is wiring.find_at("template/Role")
    assert [one.name for _, one in read_permissions(wiring).on(target.function)] == ["Permission"]
    assert wiring.find_stage(api, "prod") is wiring.find_at("template/Stage")
