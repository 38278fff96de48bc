"""`Fn::ForEach`: written out wherever it stands, each copy at the place of what it was copied from."""

import pytest

from wellwired.model.api import Method, Resource
from wellwired.model.compute import Function
from wellwired.model.operations import LogGroup
from wellwired.model.origin import Position
from wellwired.readers import ReadOptions, read_text


def test_a_loop_of_resources_makes_one_of_each() -> None:
    wiring = read_text(
        """Transform: AWS::LanguageExtensions
Parameters: {Names: {Type: CommaDelimitedList, Default: "orders,items-v1"}}
Resources:
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: api}}
  Fn::ForEach::Paths:
    - Name
    - !Ref Names
    - "Resource&{Name}":
        Type: AWS::ApiGateway::Resource
        Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: !Ref Name}
      Fn::ForEach::Verbs:
        - Verb
        - [GET, POST]
        - "Method&{Name}${Verb}":
            Type: AWS::ApiGateway::Method
            DependsOn: Resource&{Name}
            Properties: {RestApiId: !Ref Api, ResourceId: !Ref "Resource&{Name}", HttpMethod: !Sub "${Verb}"}
"""
    )
    assert {node.name: node.path.known() for node in wiring.all(Resource)} == {
        "Resourceorders": "/orders",
        "Resourceitemsv1": "/items-v1",
    }
    assert sorted(node.route for node in wiring.all(Method)) == [
        "GET /items-v1",
        "GET /orders",
        "POST /items-v1",
        "POST /orders",
    ]
    method = wiring.find_at("template/MethodordersPOST")
    assert method is not None
    assert method.origin.position == Position(14, 11)
    assert method.origin.find_position("HttpMethod") == Position(17, 83)
    assert not wiring.unplaced


def test_a_loop_inside_properties_conditions_and_outputs_is_written_out() -> None:
    wiring = read_text(
        """Transform: [AWS::LanguageExtensions]
Conditions:
  Fn::ForEach::C: [Env, [prod, dev], {"Is${Env}": !Equals [!Ref Stage, !Ref Env]}]
Parameters: {Stage: {Type: String, Default: dev}}
Resources:
  Logs:
    Type: AWS::Logs::LogGroup
    Condition: Isdev
    Properties:
      RetentionInDays: !If [Isprod, 90, 7]
      Fn::ForEach::P: [Key, [LogGroupName], {"${Key}": !Sub "/x/${Stage}"}]
  Gone: {Type: AWS::Logs::LogGroup, Condition: Isprod}
"""
    )
    (group,) = wiring.all(LogGroup)
    assert group.retention_in_days.known() == 7
    assert group.log_group_name.known() == "/x/dev"


@pytest.mark.parametrize(
    "loop",
    [
        "[Name, !Ref Open, {'R${Name}': {Type: A::B}}]",
        "[Name, [a]]",
        "[[a], [a], {x: {Type: A::B}}]",
        "[Name, [a], text]",
        "text",
    ],
)
def test_a_loop_that_cannot_be_written_out_is_noted(loop: str) -> None:
    wiring = read_text(
        "Parameters: {Open: {Type: CommaDelimitedList}}\n"
        f"Resources:\n  X: {{Type: A::B}}\n  Fn::ForEach::L: {loop}\n"
    )
    assert [node.name for node in wiring.nodes] == ["X"]
    assert [item.what for item in wiring.unplaced] == ["Fn::ForEach::L"]


def test_a_collection_that_the_user_passes_is_gone_through() -> None:
    text = (
        "Parameters: {Open: {Type: CommaDelimitedList}}\n"
        "Resources: {'Fn::ForEach::L': [Name, !Ref Open, {'R${Name}': {Type: A::B}}]}\n"
    )
    wiring = read_text(text, options=ReadOptions(parameters={"Open": "a,b"}))
    assert [node.name for node in wiring.nodes] == ["Ra", "Rb"]


def test_loops_of_serverless_functions_are_written_out_before_they_are_expanded() -> None:
    wiring = read_text(
        """Transform: [AWS::LanguageExtensions, {Name: AWS::Serverless-2016-10-31}]
Resources:
  Fn::ForEach::Functions:
    - Name
    - [orders, items]
    - Fn${Name}:
        Type: AWS::Serverless::Function
        Properties:
          FunctionName: !Ref Name
          Runtime: python3.12
          Handler: index.handler
          InlineCode: "def handler(event, context): pass"
"""
    )
    functions = {node.name: node for node in wiring.all(Function)}
    assert {name: node.function_name.known() for name, node in functions.items()} == {
        "Fnorders": "orders",
        "Fnitems": "items",
    }
    assert functions["Fnitems"].origin.position == Position(6, 7)
    assert not wiring.unplaced
