"""Templates that belong together: nested stacks, exports and imports, includes."""

from pathlib import Path

import pytest

from wellwired.errors import UsageError
from wellwired.model.api import Method, Resource, RestApi
from wellwired.model.compute import Function, Permission
from wellwired.model.node import Other
from wellwired.model.text import display
from wellwired.model.wiring import Wiring
from wellwired.readers import Reading, ReadOptions, read_each, read_inputs

API = """
Parameters: {FunctionArn: {Type: String}, Stage: {Type: String, Default: prod}}
Resources:
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: api}}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      Integration:
        Type: AWS_PROXY
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${FunctionArn}/invocations
Outputs:
  ApiId: {Value: !Ref Api, Export: {Name: !Sub "${AWS::StackName}-ApiId"}}
  Root: {Value: !GetAtt Api.RootResourceId, Export: {Name: root}}
"""
PARENT = """
Resources:
  Fn: {Type: AWS::Lambda::Function}
  Nested:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./nested/api.yaml
      Parameters: {FunctionArn: !GetAtt Fn.Arn}
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !Ref Fn
      SourceArn: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Nested.Outputs.ApiId}/*/GET/
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(folder: Path, **files: str) -> list[str]:
    """Files by name, in which `__` stands for a slash; returns their paths."""
    paths = []
    for name, text in files.items():
        path = folder / f"{name.replace('__', '/')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        paths.append(str(path.relative_to(folder)))
    return paths


def one(reading: Reading) -> Wiring:
    assert not reading.unread
    (wiring,) = reading.wirings
    return wiring


def test_a_nested_stack_is_read_with_its_parent_and_the_wires_between_them_hold(folder: Path) -> None:
    parent, nested = write(folder, parent=PARENT, nested__api=API)
    reading = read_inputs([parent])
    wiring = one(reading)
    assert list(reading.files) == [parent, nested]
    (method,) = wiring.all(Method)
    (function,) = wiring.all(Function)
    (api,) = wiring.all(RestApi)
    (permission,) = wiring.all(Permission)
    integration = method.integration.known()
    assert integration is not None
    target = wiring.find_target(integration.uri.or_default(""))
    assert target is not None
    assert target.function is function
    assert api.address == "parent.Nested/Api"
    assert api.origin.file == nested
    assert permission.source_arn.or_default("").endswith(f":{api.physical_id}/*/GET/")
    assert not wiring.unplaced


@pytest.mark.parametrize("paths", [["."], ["parent.yaml", "nested/api.yaml"], ["nested/api.yaml", "./parent.yaml"]])
def test_a_nested_template_that_is_named_too_is_read_once(folder: Path, paths: list[str]) -> None:
    write(folder, parent=PARENT, nested__api=API)
    assert [node.name for node in one(read_inputs(paths)).all(RestApi)] == ["Api"]


def test_one_template_nested_twice_gives_two_apis(folder: Path) -> None:
    nest = "Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: nested/api.yaml, Parameters: {FunctionArn: x}}"
    again = PARENT.replace("  Permission:", f"  Again: {{{nest}}}\n  Permission:")
    write(folder, parent=again, nested__api=API)
    apis = one(read_inputs(["parent.yaml"])).all(RestApi)
    assert [api.address for api in apis] == ["parent.Nested/Api", "parent.Again/Api"]
    assert apis[0].physical_id != apis[1].physical_id


@pytest.mark.parametrize(
    ("url", "files", "reason"),
    [
        ("https://s3.amazonaws.com/bucket/api.yaml", {}, "its template is no local file"),
        ("./gone.yaml", {}, "its template is no local file"),
        ("/etc/hostname", {}, "its template is no local file"),
        ("../../outside.yaml", {}, "its template is no local file"),
        ("!Ref Open", {}, "its template is no local file"),
        ("other.yaml", {"other": "a: 1"}, "other.yaml is no template"),
        ("parent.yaml", {}, "its template nests itself"),
    ],
)
def test_a_nested_template_that_is_not_at_hand_is_noted_and_its_outputs_are_open(
    folder: Path, url: str, files: dict[str, str], reason: str
) -> None:
    write(folder, parent=f"Parameters: {{Open: {{Type: String}}}}\n{PARENT.replace('./nested/api.yaml', url)}", **files)
    wiring = one(read_inputs(["parent.yaml"]))
    assert ("nested stack Nested", reason) in [(item.what, item.reason) for item in wiring.unplaced]
    assert "${?}" in display(wiring.all(Permission)[0].source_arn.or_default(""))


def test_a_nested_template_that_cannot_be_read_is_named_and_the_parent_is_read(folder: Path) -> None:
    write(folder, parent=PARENT, nested__api="Resources:\n\tx: y\n")
    reading = read_inputs(["parent.yaml"])
    assert [(unread.file, unread.position and unread.position.line) for unread in reading.unread] == [
        ("nested/api.yaml", 2)
    ]
    assert len(reading.wirings) == 1


def test_templates_that_nest_each_other_end(folder: Path) -> None:
    nest = "Resources: {N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: OTHER.yaml}}, A: {Type: A::B}}"
    paths = write(folder, a=nest.replace("OTHER", "b"), b=nest.replace("OTHER", "a"))
    wiring = one(read_inputs(paths))
    assert [node.address for node in wiring.nodes] == ["a/N", "a/A", "a.N/N", "a.N/A"]


NETWORK = "Outputs: {Id: {Value: !Ref Api, Export: {Name: NAME}}}\nResources: {Api: {Type: AWS::ApiGateway::RestApi}}\n"
USER = """
Parameters: {Other: {Type: String, Default: network}, Open: {Type: String}}
Resources:
  Items:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !ImportValue IMPORTED, ParentId: !ImportValue root, PathPart: items}
"""


@pytest.mark.parametrize(
    ("name", "imported"),
    [
        ("shared-api", "shared-api"),
        ('!Sub "${AWS::StackName}-Id"', '{"Fn::Sub": "${Other}-Id"}'),
        ('!Sub "${AWS::Region}-api"', '{"Fn::Sub": "${AWS::Region}-api"}'),
        ("api", '{"Fn::Join": ["", [a, pi]]}'),
    ],
)
def test_an_import_leads_to_what_another_template_exports(folder: Path, name: str, imported: str) -> None:
    write(folder, network=NETWORK.replace("NAME", name), user=USER.replace("IMPORTED", imported))
    wiring = one(read_inputs(["user.yaml", "network.yaml"]))
    (resource,) = wiring.all(Resource)
    assert wiring.find_api(resource) is wiring.find_at("network/Api")


@pytest.mark.parametrize("imported", ["elsewhere", '{"Fn::Sub": "${Open}-Id"}'])
def test_an_import_that_nothing_exports_leaves_the_templates_apart(folder: Path, imported: str) -> None:
    write(folder, network=NETWORK.replace("NAME", "shared"), user=USER.replace("IMPORTED", imported))
    reading = read_inputs(["."])
    assert sorted(len(wiring.nodes) for wiring in reading.wirings) == [1, 1]
    (resource,) = [node for wiring in reading.wirings for node in wiring.all(Resource)]
    assert resource.rest_api_id.is_unknown
    assert "import of" in resource.rest_api_id.reason


def test_an_export_that_two_templates_make_is_not_guessed(folder: Path) -> None:
    network = NETWORK.replace("NAME", "shared")
    write(folder, one=network, two=network, user=USER.replace("IMPORTED", "shared"))
    reading = read_inputs(["."])
    assert len(reading.wirings) == 3
    resource = next(node for wiring in reading.wirings for node in wiring.all(Resource))
    assert "more than one of the templates given exports it" in resource.rest_api_id.reason


def test_equal_parameters_of_joined_stacks_need_not_have_equal_values(folder: Path) -> None:
    stack = "Parameters: {Env: {Type: String}}\nResources:\n  T: {Type: A::B, Properties: {N: !Sub '${Env}-x'}}\n"
    write(
        folder,
        a=f"{stack}Outputs: {{O: {{Value: x, Export: {{Name: shared}}}}}}\n",
        b=f"{stack}  U: {{Type: A::B, Properties: {{N: !ImportValue shared}}}}\n",
    )
    wiring = one(read_inputs(["a.yaml", "b.yaml"]))
    names = [node.properties["N"] for node in wiring.nodes if isinstance(node, Other) and node.name == "T"]
    assert len(names) == 2
    assert names[0] != names[1]


def test_templates_without_a_tie_are_wirings_of_their_own(folder: Path) -> None:
    write(folder, a=API, b=API)
    reading = read_inputs(["a.yaml", "b.yaml"])
    assert [wiring.nodes[0].address for wiring in reading.wirings] == ["a/Api", "b/Api"]


def test_reading_piece_by_piece_gives_the_same(folder: Path) -> None:
    write(
        folder,
        parent=PARENT,
        nested__api=API,
        other=NETWORK.replace("NAME", "x"),
        alone=PARENT.partition("  Nested")[0],
    )
    whole = read_inputs(["."])
    pieces = list(read_each(["."]))
    assert [node.address for part in pieces for wiring in part.wirings for node in wiring.nodes] == [
        node.address for wiring in whole.wirings for node in wiring.nodes
    ]
    assert len(pieces) > 2


def test_a_parameter_is_passed_to_every_template_that_declares_it(folder: Path) -> None:
    write(folder, a=API)
    wiring = one(read_inputs(["a.yaml"], ReadOptions(parameters={"FunctionArn": "arn:aws:lambda:r:a:function:f"})))
    integration = wiring.all(Method)[0].integration.known()
    assert integration is not None
    assert "/arn:aws:lambda:r:a:function:f/invocations" in integration.uri.or_default("")


@pytest.mark.parametrize(
    ("parameters", "problem"),
    [({"FunctionArm": "x"}, "no template declares the parameter FunctionArm"), ({"Stage": "\ue000"}, "private-use")],
)
def test_a_parameter_that_cannot_be_meant_is_refused(folder: Path, parameters: dict[str, str], problem: str) -> None:
    write(folder, a=API)
    with pytest.raises(UsageError, match=problem):
        read_inputs(["a.yaml"], ReadOptions(parameters=parameters))


INCLUDED = "Type: AWS::Logs::LogGroup\nProperties: {LogGroupName: !Sub '${AWS::Region}-x', RetentionInDays: 7}\n"


def test_a_local_include_is_put_in_where_it_stands(folder: Path) -> None:
    include = "{Name: AWS::Include, Parameters: {Location: parts/PART.yaml}}"
    write(
        folder,
        main=f"""
Transform: {include.replace("PART", "top")}
Resources:
  Fn::Transform: {include.replace("PART", "resources")}
  Logs: {{Type: AWS::Logs::LogGroup, Properties: {{LogGroupName: a, Fn::Transform: {include.replace("PART", "some")}}}}}
  Whole: {{Type: AWS::Logs::LogGroup, Properties: {{Fn::Transform: {include.replace("PART", "some")}}}}}
""",
        parts__top="Mappings: {M: {a: {b: 30}}}\nParameters: {P: {Type: String, Default: p}}\n",
        parts__resources="FromFile: {Type: AWS::Logs::LogGroup, Properties: {RetentionInDays: !FindInMap [M, a, b]}}\n",
        parts__some="RetentionInDays: 7\nKmsKeyId: !Ref P\n",
    )
    wiring = one(read_inputs(["main.yaml"]))
    logs, whole, made = (wiring.find_at(f"main/{name}") for name in ("Logs", "Whole", "FromFile"))
    assert [getattr(node, "retention_in_days").known() for node in (logs, whole, made)] == [7, 7, 30]  # noqa: B009
    assert getattr(logs, "kms_key_id").known() == "p"  # noqa: B009
    assert made is not None
    assert made.origin.file == "parts/resources.yaml"
    assert not wiring.unplaced


@pytest.mark.parametrize(
    "location", ["s3://bucket/x.yaml", "gone.yaml", "/etc/hostname", "../../x", "parts", "bad.yaml"]
)
def test_an_include_that_is_not_at_hand_leaves_the_properties_unknown(folder: Path, location: str) -> None:
    (folder / "parts").mkdir()
    transform = f"{{Name: AWS::Include, Parameters: {{Location: '{location}'}}}}"
    write(
        folder,
        main=f"Resources: {{L: {{Type: AWS::Lambda::Function, Properties: {{'Fn::Transform': {transform}}}}}}}",
        bad="a: [",
    )
    wiring = one(read_inputs(["main.yaml"]))
    assert wiring.all(Function)[0].timeout.is_unknown
    assert wiring.unplaced


def test_joined_templates_of_one_name_have_addresses_of_their_own(folder: Path) -> None:
    export = "Outputs: {O: {Value: !Ref A, Export: {Name: shared}}}\nResources: {A: {Type: A::B}}\n"
    use = "Resources: {A: {Type: A::B, Properties: {P: !ImportValue shared}}}\n"
    write(folder, one__template=export, two__template=use, three__template=use)
    assert sorted(node.address for node in one(read_inputs(["."])).nodes) == [
        "template-2/A",
        "template-3/A",
        "template/A",
    ]


def test_a_stack_that_nests_more_and_more_ends(folder: Path) -> None:
    nested = "\n".join(
        f"  N{n}: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: leaf.yaml}}}}" for n in range(600)
    )
    write(folder, main=f"Resources:\n{nested}\n", leaf="Resources: {A: {Type: A::B}}\n")
    reading = read_inputs(["main.yaml"])
    (unread,) = reading.unread
    assert "more than 500 nested stacks" in unread.problem
    assert len(reading.wirings) == 1
