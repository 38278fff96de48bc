"""Resources to nodes: types, conversions, origins, dependencies and allowances."""

import pytest

from wellwired.model.access import Policy
from wellwired.model.api import Deployment, Method, Stage
from wellwired.model.compute import Function, Permission
from wellwired.model.node import Other
from wellwired.model.operations import Alarm, LogGroup
from wellwired.model.origin import Position
from wellwired.model.plans import ApiKey, UsagePlan
from wellwired.model.text import find_whole_hole
from wellwired.model.wiring import Wiring
from wellwired.readers import read_text


def function(properties: str) -> Function:
    (node,) = read_text(
        "Parameters: {Open: {Type: String}}\n"
        f"Resources: {{F: {{Type: AWS::Lambda::Function, Properties: {properties}}}}}"
    ).all(Function)
    return node


@pytest.mark.parametrize("spelled", ["30", '"30"', "30.0", "!Sub '30'", "!Join ['', [3, 0]]"])
def test_a_whole_number_reads_from_every_spelling(spelled: str) -> None:
    timeout = function(f"{{Timeout: {spelled}}}").timeout.known()
    assert timeout == 30
    assert type(timeout) is int


@pytest.mark.parametrize(("spelled", "value"), [("true", True), ("'true'", True), ("'False'", False), ("no", False)])
def test_a_truth_reads_from_every_spelling(spelled: str, value: bool) -> None:
    (stage,) = read_text(
        f"Resources: {{S: {{Type: AWS::ApiGateway::Stage, Properties: {{TracingEnabled: {spelled}}}}}}}"
    ).all(Stage)
    assert stage.tracing_enabled.known() is value


@pytest.mark.parametrize("spelled", ["200", "'200'"])
def test_a_status_reads_as_text(spelled: str) -> None:
    (method,) = read_text(
        "Resources: {M: {Type: AWS::ApiGateway::Method,"
        f" Properties: {{MethodResponses: [{{StatusCode: {spelled}}}]}}}}}}"
    ).all(Method)
    (response,) = method.method_responses.or_default(())
    assert response.status_code.known() == "200"


@pytest.mark.parametrize(
    ("properties", "field", "reason"),
    [
        ("{Timeout: soon}", "timeout", "Timeout is text, not a number"),
        ("{Timeout: 1.5}", "timeout", "Timeout is no whole number"),
        ("{Timeout: [1]}", "timeout", "Timeout is a list, not a number"),
        ("{Timeout: true}", "timeout", "Timeout is true or false, not a number"),
        ("{Timeout: '1e999'}", "timeout", "Timeout is text, not a number"),
        ("{Handler: [a]}", "handler", "Handler is a list, not text"),
        ("{Layers: one}", "layers", "Layers is text, not a list"),
        ("{Layers: [{a: b}]}", "layers", "Layers is a mapping, not text"),
        ("{VpcConfig: x}", "vpc_config", "VpcConfig is text, not a mapping"),
    ],
)
def test_a_value_of_the_wrong_type_is_unknown_and_noted(properties: str, field: str, reason: str) -> None:
    wiring = read_text(f"Resources: {{F: {{Type: AWS::Lambda::Function, Properties: {properties}}}}}")
    setting = getattr(wiring.all(Function)[0], field)
    assert setting.is_unknown
    assert setting.reason == reason
    assert [item.reason for item in wiring.unplaced] == [reason]


def test_an_absent_and_an_empty_property_are_absent() -> None:
    node = function("{Timeout: , MemorySize: !Ref AWS::NoValue}")
    assert node.timeout.is_absent
    assert node.memory_size.is_absent
    assert node.handler.is_absent


def test_a_keyword_with_an_unknown_part_is_unknown_and_a_name_is_not() -> None:
    node = function("{Runtime: !Sub 'python${Open}', FunctionName: !Sub '${Open}-fn'}")
    assert node.runtime.is_unknown
    assert "parameter Open has no value" in node.runtime.reason
    assert node.function_name.is_known
    assert node.physical_id == node.function_name.value


@pytest.mark.parametrize(
    ("properties", "reason"),
    [
        ("{'Fn::Transform': {Name: M}}", "macro"),
        ("{Timeout: 3, 'Fn::Transform': {Name: M}}", "macro"),
        ("!If [C, {Timeout: 3}, !Ref AWS::NoValue]", "condition C is undecided"),
        ("[1]", "no mapping"),
        ("!Ref Open", "parameter Open has no value"),
    ],
)
def test_where_it_is_not_known_which_properties_there_are_none_is_called_absent(properties: str, reason: str) -> None:
    (node,) = read_text(
        "Parameters: {Open: {Type: String}}\nConditions: {C: !Equals [!Ref Open, x]}\n"
        f"Resources: {{F: {{Type: AWS::Lambda::Function, Properties: {properties}}}}}"
    ).all(Function)
    assert node.timeout.is_unknown
    assert reason in node.timeout.reason
    assert node.source.is_unknown


def test_an_item_that_a_condition_may_take_away_is_there_with_nothing_known_of_it() -> None:
    (stage,) = read_text(
        "Parameters: {Open: {Type: String}}\nConditions: {C: !Equals [!Ref Open, x]}\n"
        "Resources:\n  S:\n    Type: AWS::ApiGateway::Stage\n    Properties:\n      MethodSettings:\n"
        "        - {ResourcePath: /*, HttpMethod: '*', LoggingLevel: INFO}\n"
        "        - !If [C, {ResourcePath: /a, LoggingLevel: 'OFF'}, !Ref AWS::NoValue]\n"
    ).all(Stage)
    first, second = stage.method_settings.or_default(())
    assert first.logging_level.known() == "INFO"
    assert second.logging_level.is_unknown
    assert second.resource_path.is_unknown
    assert "condition C is undecided" in second.resource_path.reason


def test_records_and_mappings_read_to_the_bottom() -> None:
    wiring = read_text(
        """
Resources:
  Plan:
    Type: AWS::ApiGateway::UsagePlan
    Properties:
      Throttle: {RateLimit: 2.5, BurstLimit: "5"}
      ApiStages: [{ApiId: a, Stage: prod, Throttle: {/items/GET: {RateLimit: 1}}}]
  Alarm:
    Type: AWS::CloudWatch::Alarm
    Properties:
      OKActions: [x]
      Metrics:
        - {Id: m, MetricStat: {Stat: Sum, Period: 60, Metric: {Namespace: n, Dimensions: [{Name: d, Value: v}]}}}
"""
    )
    (plan,) = wiring.all(UsagePlan)
    (entry,) = plan.api_stages.or_default(())
    assert plan.throttle.known() is not None
    assert entry.throttle.or_default({})["/items/GET"].rate_limit.known() == 1
    (alarm,) = wiring.all(Alarm)
    (query,) = alarm.metrics.or_default(())
    stat = query.metric_stat.known()
    assert alarm.ok_actions.known() == ("x",)
    assert stat is not None
    assert stat.period.known() == 60


@pytest.mark.parametrize("kind", ["AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy"])
def test_every_kind_of_attached_policy_is_a_policy(kind: str) -> None:
    (policy,) = read_text(f"Resources: {{P: {{Type: {kind}, Properties: {{PolicyDocument: {{}}}}}}}}").all(Policy)
    assert policy.resource_type == kind
    assert policy.policy_document.known() == {}


def test_the_value_of_a_key_is_not_kept() -> None:
    wiring = read_text("Resources: {K: {Type: AWS::ApiGateway::ApiKey, Properties: {Value: sesame-open-please-123}}}")
    assert wiring.all(ApiKey)[0].has_value
    assert "sesame" not in repr([wiring.nodes, wiring.unplaced])


def test_an_unmodelled_resource_is_kept_with_its_properties() -> None:
    (node,) = read_text(
        "Resources: {T: {Type: AWS::DynamoDB::Table, Properties: {TableName: !Sub 'x-${AWS::Region}', N: 1}}}"
    ).nodes
    assert isinstance(node, Other)
    assert node.resource_type == "AWS::DynamoDB::Table"
    assert node.properties["N"] == 1
    assert node.physical_id == node.properties["TableName"]


@pytest.mark.parametrize(
    ("text", "what", "reason"),
    [
        ("Resources: {A: [1]}", "resource A", "it is no mapping with a Type"),
        ("Resources: {A: {Properties: {}}}", "resource A", "it is no mapping with a Type"),
        ("Resources: {A: {Type: [x]}}", "resource A", "it is no mapping with a Type"),
        ("Resources: {A: {Type: X::Y, Properties: [1]}}", "resource A", "its Properties are no mapping"),
        ("Resources: {A: {Type: X::Y, DependsOn: B}}", "resource A", "it depends on B, which the template"),
        ("Resources: {A: {Type: X::Y, DependsOn: [{a: b}]}}", "resource A", "which the template does not have"),
        ("Resources: {A: {Type: X::Y, Properties: {'Fn::Transform': {Name: M}}}}", "Fn::Transform", "the macro"),
        ("Resources: {A: {Type: X::Y, Properties: {'Fn::Sub': x}}}", "resource A", "Properties come to no mapping"),
        ("Resources: {'Fn::Transform': {Name: M}}", "Fn::Transform among the resources", "the macro"),
        ("Transform: Mine\nResources: {}", "Transform", "what the macro Mine makes"),
        ("Transform: [{Name: [1]}]\nResources: {}", "Transform", "what the macro [1] makes"),
        (
            "Resources: {A: {Type: X::Y, Metadata: {wellwired: {allow: [x]}}}}",
            "Metadata of A",
            "map each rule to a reason",
        ),
        ("Resources: {A: {Type: X::Y, Metadata: {wellwired: 1}}}", "Metadata of A", "map each rule to a reason"),
        (
            "Resources: {A: {Type: X::Y, Metadata: {wellwired: {allow: {rule: ' '}}}}}",
            "Metadata of A",
            "map each rule to a reason",
        ),
    ],
)
def test_what_cannot_be_placed_is_said_aloud(text: str, what: str, reason: str) -> None:
    (unplaced,) = read_text(text).unplaced
    assert unplaced.what == what
    assert reason in unplaced.reason
    assert unplaced.file == "template.yaml"


PLACES = """Parameters: {Open: {Type: String}}
Conditions: {C: !Equals [!Ref Open, x]}
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Get:
    Type: AWS::ApiGateway::Method
    DependsOn: [Api, Role]
    Metadata:
      aws:cdk:path: App/Api/GET
      wellwired: {allow: {open-method: health check}}
    Properties:
      RestApiId: !Ref Api
      Integration:
        Type: MOCK
        RequestTemplates:
          application/json: '{}'
        IntegrationResponses:
          - StatusCode: 200
          - !If
            - C
            - StatusCode: 204
            - !Ref AWS::NoValue
  Role:
    Type: AWS::IAM::Role
    Condition: C
"""


def get_method() -> tuple[Method, Wiring]:
    wiring = read_text(PLACES, "stack.yaml")
    return wiring.all(Method)[0], wiring


@pytest.mark.parametrize(
    ("path", "position"),
    [
        ("", Position(7, 3)),
        ("RestApiId", Position(14, 7)),
        ("Integration", Position(15, 7)),
        ("Integration/Type", Position(16, 9)),
        ("Integration/TimeoutInMillis", Position(15, 7)),
        ("Integration/RequestTemplates/application/json", Position(18, 11)),
        ("Integration/IntegrationResponses/0/StatusCode", Position(20, 13)),
        ("Integration/IntegrationResponses/1/StatusCode", Position(23, 15)),
        ("Integration/IntegrationResponses/7/StatusCode", Position(19, 9)),
        ("Nothing/At/All", Position(7, 3)),
    ],
)
def test_a_property_is_found_where_the_file_spells_it(path: str, position: Position) -> None:
    assert get_method()[0].origin.find_position(path) == position


def test_a_node_carries_its_file_construct_path_allowances_and_condition() -> None:
    method, wiring = get_method()
    assert method.origin.file == "stack.yaml"
    assert method.origin.construct_path == "App/Api/GET"
    assert dict(method.allow) == {"open-method": "health check"}
    role = wiring.find_at("stack/Role")
    assert role is not None
    assert role.condition == "C"
    assert method.condition == ""


def test_a_node_waits_for_what_it_names_directly_and_for_nothing_else() -> None:
    wiring = read_text(
        """
Resources:
  Account: {Type: AWS::ApiGateway::Account, Properties: {CloudWatchRoleArn: !GetAtt Role.Arn}}
  Role: {Type: AWS::IAM::Role, Properties: {RoleName: !Ref Name}}
  Name: {Type: X::Y}
  Fn: {Type: AWS::Lambda::Function, Properties: {Role: !Sub '${Role.Arn}'}}
  Alias: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref Fn, Name: live}}
  Deployment: {Type: AWS::ApiGateway::Deployment, DependsOn: [Account, Alias]}
"""
    )
    waits = {node.name: {address.partition("/")[2] for address in node.depends_on} for node in wiring.nodes}
    assert waits == {
        "Account": {"Role"},
        "Role": {"Name"},
        "Name": set(),
        "Fn": {"Role"},
        "Alias": {"Fn"},
        "Deployment": {"Account", "Alias"},
    }
    assert wiring.all(Deployment)[0].physical_id


def test_a_permission_reads_the_property_that_is_spelled_in_capitals() -> None:
    (permission,) = read_text(
        "Resources: {P: {Type: AWS::Lambda::Permission, Properties: {PrincipalOrgID: o-1, SourceArn: !Ref X}}}"
    ).all(Permission)
    assert permission.principal_org_id.known() == "o-1"
    assert permission.source_arn.is_unknown


def test_a_log_group_kept_for_ever_has_no_retention() -> None:
    (group,) = read_text("Resources: {G: {Type: AWS::Logs::LogGroup}}").all(LogGroup)
    assert group.retention_in_days.is_absent
    assert find_whole_hole(group.physical_id) is None
