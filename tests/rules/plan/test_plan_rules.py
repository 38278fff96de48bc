"""Usage plans and keys, as templates spell them: by Ref, by name, by parameter, by SAM, in another stack."""

from collections.abc import Callable

import pytest

from wellwired.findings import Finding, Outcome

Reported = Callable[[str, str], list[Finding]]
Judged = Callable[[str, str], Outcome]

API = "  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: api}}\n"
STAGE = "  Stage: {Type: AWS::ApiGateway::Stage, Properties: {RestApiId: !Ref Api, DeploymentId: d, StageName: prod}}\n"
KEY = "  Key: {Type: AWS::ApiGateway::ApiKey, Properties: {Enabled: true}}\n"
ENTRY = "{ApiId: !Ref Api, Stage: !Ref Stage}"


def method(name: str = "Get", verb: str = "GET", more: str = ", ApiKeyRequired: true") -> str:
    properties = f"{{RestApiId: !Ref Api, ResourceId: !GetAtt Api.RootResourceId, HttpMethod: {verb}{more}}}"
    return f"  {name}: {{Type: AWS::ApiGateway::Method, Properties: {properties}}}\n"


def plan(*entries: str, name: str = "Plan", waits: str = "", more: str = ", Throttle: {RateLimit: 1}") -> str:
    properties = f"{{ApiStages: [{', '.join(entries)}]{more}}}"
    return f"  {name}: {{Type: AWS::ApiGateway::UsagePlan, DependsOn: [{waits}], Properties: {properties}}}\n"


def join(name: str = "Join", key: str = "!Ref Key", to: str = "!Ref Plan") -> str:
    return f"  {name}: {{Type: AWS::ApiGateway::UsagePlanKey, Properties: {{KeyId: {key}, UsagePlanId: {to}}}}}\n"


def resources(*parts: str) -> str:
    return "Parameters: {Name: {Type: String, Default: prod}, P: {Type: String}}\nResources:\n" + "".join(parts)


@pytest.mark.parametrize("named", ["!Ref Stage", "prod", "!Ref Name", "!Sub '${Stage}'"])
def test_a_stage_is_covered_however_the_plan_names_it(reported: Reported, named: str) -> None:
    template = resources(API, method(), STAGE, plan(f"{{ApiId: !Ref Api, Stage: {named}}}"))
    assert reported("planless-key-requirement", template) == []
    assert reported("unknown-plan-stage", template) == []


@pytest.mark.parametrize(
    ("named", "waits", "races"),
    [("!Ref Stage", "", False), ("prod", "Stage", False), ("prod", "", True), ("!Ref Name", "Api", True)],
)
def test_a_plan_waits_for_its_stage_by_reference_or_depends_on(
    reported: Reported, named: str, waits: str, races: bool
) -> None:
    template = resources(API, method(), STAGE, plan(f"{{ApiId: !Ref Api, Stage: {named}}}", waits=waits))
    assert bool(reported("unawaited-plan-stage", template)) is races


def test_the_stage_of_a_deployment_is_awaited_with_the_deployment(reported: Reported) -> None:
    made = "  Made: {Type: AWS::ApiGateway::Deployment, Properties: {RestApiId: !Ref Api, StageName: prod}}\n"
    entry = "{ApiId: !Ref Api, Stage: prod}"
    assert reported("unawaited-plan-stage", resources(API, method(), made, plan(entry, waits="Made"))) == []
    assert len(reported("unawaited-plan-stage", resources(API, method(), made, plan(entry)))) == 1
    assert reported("unknown-plan-stage", resources(API, method(), made, plan(entry))) == []


def test_a_stage_that_something_out_of_sight_may_make_is_not_missed(judged: Judged) -> None:
    entry = "{ApiId: !Ref Api, Stage: dev}"
    nested = "  Nested: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: https://example.com/t}}\n"
    assert len(judged("unknown-plan-stage", resources(API, STAGE, plan(entry))).findings) == 1
    assert judged("unknown-plan-stage", resources(API, STAGE, nested, plan(entry, waits="Nested"))).findings == []
    assert judged("unknown-plan-stage", resources(STAGE.replace("!Ref Api", "a1"), plan(ENTRY))).findings == []
    unknown = STAGE.replace("StageName: prod", "StageName: !Ref P")
    outcome = judged("unknown-plan-stage", resources(API, unknown, plan(entry)))
    assert outcome.findings == []
    assert len(outcome.open) == 1


def test_an_api_without_a_stage_here_is_covered_by_a_plan_that_names_it(reported: Reported) -> None:
    assert len(reported("planless-key-requirement", resources(API, method()))) == 1
    assert reported("planless-key-requirement", resources(API, method(), plan("{ApiId: !Ref Api, Stage: x}"))) == []


def test_each_stage_is_asked_for(reported: Reported) -> None:
    second = STAGE.replace("Stage:", "Test:", 1).replace("prod", "test")
    (finding,) = reported("planless-key-requirement", resources(API, method(), STAGE, second, plan(ENTRY)))
    assert finding.address == "template/Test"


def test_a_plan_of_a_body_asks_by_its_security_scheme(reported: Reported) -> None:
    api = """
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        openapi: 3.0.1
        components: {securitySchemes: {key: {type: apiKey, name: x-api-key, in: header}}}
        paths: {/: {get: {security: [{key: []}]}}}
"""
    assert reported("unasked-key", resources(api, STAGE, plan(ENTRY))) == []
    assert len(reported("unasked-key", resources(api.replace("security: [{key: []}]", ""), STAGE, plan(ENTRY)))) == 1
    assert len(reported("planless-key-requirement", resources(api, STAGE))) == 1


def test_an_api_whose_methods_are_elsewhere_may_ask(judged: Judged) -> None:
    assert judged("unasked-key", resources(API, STAGE, plan(ENTRY))).findings == []
    unknown = method(more=", ApiKeyRequired: !Ref P")
    outcome = judged("unasked-key", resources(API, STAGE, unknown, plan(ENTRY)))
    assert outcome.findings == []
    assert len(outcome.open) == 1


@pytest.mark.parametrize(
    ("parts", "clashes"),
    [
        ((plan(ENTRY), plan(ENTRY, name="Other"), join(), join("Again", to="!Ref Other")), 1),
        ((plan(ENTRY), join(), join("Again")), 1),
        (
            (plan(ENTRY), plan("{ApiId: !Ref Api, Stage: test}", name="Other"), join(), join("Again", to="!Ref Other")),
            0,
        ),
        ((plan(ENTRY), plan(ENTRY, name="Other"), join(), join("Again", key="k3y", to="!Ref Other")), 0),
        ((plan(ENTRY), plan(ENTRY, name="Other"), join(key="k3y"), join("Again", key="k3y", to="!Ref Other")), 1),
    ],
)
def test_a_key_has_one_plan_for_a_stage(reported: Reported, parts: tuple[str, ...], clashes: int) -> None:
    assert len(reported("doubly-planned-key", resources(API, STAGE, KEY, *parts))) == clashes


def test_sam_makes_plan_key_and_join_together(reported: Reported) -> None:
    sam = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      Auth: {ApiKeyRequired: true, UsagePlan: {CreateUsagePlan: PER_API}}
  Fn:
    Type: AWS::Serverless::Function
    Properties:
      Handler: index.handler
      Runtime: python3.13
      InlineCode: pass
      Events: {Get: {Type: Api, Properties: {RestApiId: !Ref Api, Path: /, Method: GET}}}
"""
    for rule in ("planless-key-requirement", "keyless-plan", "unplanned-key", "disabled-key", "unawaited-plan-stage"):
        assert reported(rule, sam) == []
    assert len(reported("unlimited-plan", sam)) == 1


@pytest.mark.parametrize(
    ("key", "known"), [("/orders/{id}/GET", True), ("/GET", True), ("//GET", True), ("/orders/GET", False)]
)
def test_a_limit_is_of_a_method_that_is_there(reported: Reported, key: str, known: bool) -> None:
    api = """
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Body: {openapi: 3.0.1, paths: {/: {get: {}}, "/orders/{id}": {get: {}}}}}
"""
    entry = f'{{ApiId: !Ref Api, Stage: !Ref Stage, Throttle: {{"{key}": {{RateLimit: 1}}}}}}'
    assert bool(reported("unknown-throttled-method", resources(api, STAGE, plan(entry)))) is not known


def test_a_key_value_from_a_parameter_or_a_secret_is_no_literal(reported: Reported) -> None:
    key = "  Key: {Type: AWS::ApiGateway::ApiKey, Properties: {Enabled: true, Value: %s}}\n"
    assert len(reported("literal-key-value", resources(key % "0123456789abcdefghij"))) == 1
    for value in ("!Ref P", "!Sub '{{resolve:secretsmanager:key}}'", "'{{resolve:ssm-secure:key}}'", "!GetAtt S.Id"):
        assert reported("literal-key-value", resources(key % value, "  S: {Type: AWS::SecretsManager::Secret}\n")) == []


def test_the_value_of_a_key_is_never_said(reported: Reported) -> None:
    key = "  Key: {Type: AWS::ApiGateway::ApiKey, Properties: {Value: sesame-sesame-sesame}}\n"
    for rule in ("literal-key-value", "disabled-key", "unplanned-key"):
        assert "sesame" not in repr(reported(rule, resources(key)))


def test_links_to_other_stacks_and_custom_resources_are_taken_on_trust(reported: Reported) -> None:
    made = "  Made: {Type: Custom::Key, Properties: {ServiceToken: arn}}\n"
    parts = (made, plan("{ApiId: !GetAtt Made.Api, Stage: x}"), join(key="!Ref Made"), join("B", "k3y", "pl4n"))
    assert reported("mistaken-plan-link", resources(*parts)) == []
    assert len(reported("mistaken-plan-link", resources(API, KEY, plan(), join(to="!Ref Key")))) == 1
    assert len(reported("mistaken-plan-link", resources(KEY, plan("{ApiId: !Ref Key, Stage: x}")))) == 1


@pytest.mark.parametrize(
    ("auth", "source", "shut"),
    [
        ("NONE", "AUTHORIZER", True),
        ("CUSTOM", "AUTHORIZER", False),
        ("NONE", "HEADER", False),
        ("AWS_IAM", "AUTHORIZER", True),
    ],
)
def test_a_key_comes_from_where_the_api_looks(reported: Reported, auth: str, source: str, shut: bool) -> None:
    api = API.replace("{Name: api}", f"{{Name: api, ApiKeySourceType: {source}}}")
    text = resources(api, method(more=f", ApiKeyRequired: true, AuthorizationType: {auth}"))
    assert bool(reported("authorizerless-key-source", text)) is shut
