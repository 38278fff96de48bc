"""AWS::Serverless resources are expanded as CloudFormation would, and lead back to their own lines."""

import sys
from pathlib import Path

import pytest

from wellwired.documents import DocumentError
from wellwired.errors import UnreadableError
from wellwired.model.api import Authorizer, Deployment, Method, RestApi, Stage
from wellwired.model.compute import Function, Permission
from wellwired.model.node import Node
from wellwired.model.resource_policy import read_permissions
from wellwired.model.text import REGION, find_hole, matches
from wellwired.readers import read_inputs, read_text

TEMPLATE = """Transform: AWS::Serverless-2016-10-31
Globals:
  Function: {Timeout: 10, Runtime: python3.13}
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Metadata: {wellwired: {allow: {unlogged-stage: the platform team logs it}}}
    Properties:
      CodeUri: src/
      Handler: app.handler
      Events:
        List:
          Type: Api
          Properties: {Path: /orders, Method: get}
        Any:
          Type: Api
          Properties: {Path: /any, Method: ANY}
"""


def line_of(node: Node) -> str:
    position = node.origin.position
    assert position is not None
    return TEMPLATE.splitlines()[position.line - 1].strip()


def test_events_become_the_methods_of_an_implicit_api() -> None:
    wiring = read_text(TEMPLATE)
    (api,) = wiring.all(RestApi)
    assert {method.route for method in wiring.of_api(Method, api)} == {"GET /orders", "ANY /any"}
    assert [stage.stage_name.known() for stage in wiring.of_api(Stage, api)] == ["Prod"]
    assert len(wiring.of_api(Deployment, api)) == 1
    (function,) = wiring.all(Function)
    for method in wiring.all(Method):
        integration = method.integration.known()
        assert integration is not None
        target = wiring.find_target(integration.uri.known() or "")
        assert target is not None
        assert target.function is function
        assert len(read_permissions(wiring).on(function)) == 2


def test_what_was_expanded_leads_back_to_its_own_lines() -> None:
    wiring = read_text(TEMPLATE)
    assert {line_of(method) for method in wiring.all(Method)} == {"List:", "Any:"}
    for kind in (Function, Permission, Stage, RestApi):
        assert {line_of(node) for node in wiring.all(kind)} == {"Orders:"}, kind


def test_the_region_stays_a_reference() -> None:
    (function,) = read_text(TEMPLATE.replace("Timeout: 10", "Description: !Sub 'in ${AWS::Region}'")).all(Function)
    assert REGION in function.arn
    for permission in read_text(TEMPLATE).all(Permission):
        source = permission.source_arn.known()
        assert source is not None
        assert matches("arn:aws:execute-api:eu-west-1:111122223333:*", source) or REGION in source


def test_an_allowance_on_a_serverless_resource_holds_for_what_is_made_of_it() -> None:
    wiring = read_text(TEMPLATE)
    assert wiring.all(Stage)[0].allow == {"unlogged-stage": "the platform team logs it"}


def test_local_code_is_read_through_the_expansion(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "app.py").write_text("def handler(event, context): ...")
    (tmp_path / "template.yaml").write_text(TEMPLATE)
    (wiring,) = read_inputs([str(tmp_path / "template.yaml")]).wirings
    source = wiring.all(Function)[0].source.known()
    assert source is not None
    assert source.module_file == "app.py"


API = """Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Auth:
        Authorizers: {Pool: {UserPoolArn: arn:aws:cognito-idp:eu-west-1:111122223333:userpool/x}}
      DefinitionBody: {'Fn::Transform': {Name: 'AWS::Include', Parameters: {Location: api.yaml}}}
"""


def test_a_definition_included_from_a_local_file_is_read(tmp_path: Path) -> None:
    (tmp_path / "api.yaml").write_text("openapi: 3.0.1\npaths: {/orders: {get: {responses: {}}}}\n")
    (tmp_path / "template.yaml").write_text(API)
    (wiring,) = read_inputs([str(tmp_path / "template.yaml")]).wirings
    assert [method.route for method in wiring.all(Method)] == ["GET /orders"]
    assert len(wiring.all(Authorizer)) == 1
    assert not wiring.unplaced


def test_a_definition_that_is_not_at_hand_is_said_aloud(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text(API)
    (wiring,) = read_inputs([str(tmp_path / "template.yaml")]).wirings
    assert {item.what for item in wiring.unplaced} == {"resource Api"}
    assert [item.reason.partition(" cannot be read")[0] for item in wiring.unplaced] == ["its definition", "Auth"]


@pytest.mark.parametrize(
    "resource",
    [
        "{Type: 'AWS::Serverless::Function', Properties: {Handler: 3, Events: []}}",
        "{Type: 'AWS::Serverless::Api', Properties: {}}",
        "{Type: 'AWS::Serverless::Function', Properties: [1]}",
        "{Type: 'AWS::Serverless::Api', Properties: {StageName: prod, DefinitionBody: 3, Auth: x}}",
    ],
)
def test_a_template_that_the_translator_refuses_is_unreadable_with_its_reason(resource: str) -> None:
    with pytest.raises(DocumentError, match="cannot be expanded"):
        read_text(f"Transform: AWS::Serverless-2016-10-31\nResources:\n  Broken: {resource}\n")


def test_a_plain_resource_beside_serverless_ones_keeps_its_place() -> None:
    wiring = read_text(
        "Transform: AWS::Serverless-2016-10-31\n"
        "Resources:\n"
        "  Orders:\n"
        "    Type: AWS::Serverless::Function\n"
        "    Properties: {CodeUri: src/, Handler: app.handler, Runtime: python3.13}\n"
        "  Open:\n"
        "    Type: AWS::Lambda::Permission\n"
        "    Properties:\n"
        "      FunctionName: !Ref Orders\n"
        "      Principal: apigateway.amazonaws.com\n"
    )
    (permission,) = wiring.all(Permission)
    assert permission.origin.find_position("") == (6, 3)
    assert permission.origin.find_position("Principal") == (10, 7)


def test_the_default_of_a_systems_manager_parameter_is_not_its_value() -> None:
    wiring = read_text(
        "Transform: AWS::Serverless-2016-10-31\n"
        "Parameters:\n"
        "  Pool: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /auth/pool}\n"
        "Resources:\n"
        "  Api:\n"
        "    Type: AWS::Serverless::Api\n"
        "    Properties:\n"
        "      StageName: prod\n"
        "      Auth: {Authorizers: {Users: {UserPoolArn: !Ref Pool}}}\n"
        "  Orders:\n"
        "    Type: AWS::Serverless::Function\n"
        "    Properties:\n"
        "      CodeUri: src/\n"
        "      Handler: app.handler\n"
        "      Runtime: python3.13\n"
        "      Events: {List: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /orders, Method: get}}}\n"
    )
    (authorizer,) = wiring.all(Authorizer)
    (arn,) = authorizer.provider_arns.known() or ()
    assert "Systems Manager" in (find_hole(arn) or "")


def test_without_the_translator_the_file_is_unreadable_and_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "samtranslator.parser.parser", None)
    with pytest.raises(UnreadableError, match=r"pip install 'wellwired\[sam\]'"):
        read_text(TEMPLATE)


URI = "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Orders.Arn}/invocations"
SEPARATE = f"""Resources:
  Orders:
    Type: AWS::Lambda::Function
    Properties: {{Runtime: python3.13, Handler: app.handler, Timeout: 10, Role: r, Code: {{S3Bucket: b, S3Key: k}}}}
  Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{Name: orders}}}}
  Path:
    Type: AWS::ApiGateway::Resource
    Properties: {{RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders}}
  List:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Path
      HttpMethod: GET
      AuthorizationType: NONE
      ApiKeyRequired: false
      Integration: {{Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: !Sub '{URI}'}}
  Deployment: {{Type: AWS::ApiGateway::Deployment, DependsOn: List, Properties: {{RestApiId: !Ref Api}}}}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {{RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: Prod}}
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !Ref Orders
      Principal: apigateway.amazonaws.com
      Action: lambda:InvokeFunction
      SourceArn: !Sub arn:${{AWS::Partition}}:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{Api}}/*/GET/orders
"""
SERVERLESS = TEMPLATE.partition("        Any:\n")[0]


def wires(text: str) -> set[tuple[object, ...]]:
    """What an API's wiring says, whoever spelled it: each route, how it is called, and which statement covers it."""
    wiring = read_text(text)
    (api,) = wiring.all(RestApi)
    (stage,) = wiring.of_api(Stage, api)
    found: set[tuple[object, ...]] = set()
    for method in wiring.of_api(Method, api):
        integration = method.integration.known()
        assert integration is not None
        target = wiring.find_target(integration.uri.known() or "")
        assert target is not None
        assert target.function is not None
        ((_, permission),) = read_permissions(wiring).on(target.function)
        source = (permission.source_arn.known() or "").replace(api.physical_id, "API")
        found.add(
            (
                *(method.route, method.authorization_type.known(), method.api_key_required.or_default(False)),
                *(integration.type.known(), integration.integration_http_method.known()),
                *(target.function.name, target.function.timeout.known(), stage.stage_name.known()),
                *(permission.principal.known(), permission.action.known(), source.partition("execute-api")[2]),
            )
        )
    return found


def test_a_serverless_template_reads_as_the_resources_that_it_stands_for() -> None:
    assert wires(SERVERLESS) == wires(SEPARATE)
