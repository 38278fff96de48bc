"""Deployments and stages, as templates spell them: chains of waiting, several deployments, other stacks, conditions."""

from collections.abc import Callable

import pytest

from wellwired.findings import Finding, Outcome

Reported = Callable[[str, str], list[Finding]]
Judged = Callable[[str, str], Outcome]

API = "  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: api}}\n"


def method(name: str, verb: str = "GET", more: str = "") -> str:
    return f"""
  {name}:
    Type: AWS::ApiGateway::Method
{more}
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: {verb}
"""


def deployment(waits: str, name: str = "Deployment", more: str = "") -> str:
    properties = f"{{RestApiId: !Ref Api{more}}}"
    return f"  {name}: {{Type: AWS::ApiGateway::Deployment, DependsOn: [{waits}], Properties: {properties}}}\n"


def stage(name: str = "Stage", shows: str = "Deployment", called: str = "prod", more: str = "") -> str:
    properties = f"{{RestApiId: !Ref Api, DeploymentId: !Ref {shows}, StageName: {called}}}"
    return f"  {name}: {{Type: AWS::ApiGateway::Stage{more}, Properties: {properties}}}\n"


def resources(*parts: str) -> str:
    return "Parameters: {P: {Type: String}}\nConditions: {If: !Equals [!Ref P, x], Else: !Not [!Condition If]}\n" + (
        "Resources:\n" + "".join(parts)
    )


def test_a_deployment_may_wait_through_others(reported: Reported) -> None:
    wait = "  Wait: {Type: AWS::CloudFormation::WaitConditionHandle, DependsOn: [Get, Post]}\n"
    template = resources(API, method("Get"), method("Post", "POST"), wait, deployment("Wait"), stage())
    assert reported("premature-deployment", template) == []
    assert reported("incomplete-deployment", template) == []


def test_what_is_left_out_is_named_and_nothing_else(reported: Reported) -> None:
    template = resources(API, method("Get"), method("Post", "POST"), method("Preflight", "OPTIONS"), deployment("Get"))
    (finding,) = reported("incomplete-deployment", template)
    assert finding.fix == "let Deployment depend on Post and Preflight"
    assert reported("premature-deployment", template) == []


def test_a_deployment_that_no_stage_shows_any_more_need_not_have_everything(reported: Reported) -> None:
    parts = (API, method("Get"), method("Post", "POST"), deployment("Get", "Old"), deployment("Get, Post", "New"))
    assert reported("incomplete-deployment", resources(*parts, stage(shows="New"))) == []
    assert len(reported("incomplete-deployment", resources(*parts, stage(shows="Old")))) == 1
    assert len(reported("incomplete-deployment", resources(*parts))) == 1


def test_methods_of_a_body_come_with_the_api(reported: Reported) -> None:
    api = "  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Body: {openapi: 3.0.1, paths: {/a: {get: {}}}}}}\n"
    assert reported("premature-deployment", resources(api, deployment(""), stage())) == []


def test_a_body_with_methods_leaves_no_api_empty_but_methods_beside_it_out(reported: Reported) -> None:
    api = "  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Body: {openapi: 3.0.1, paths: {/a: {get: {}}}}}}\n"
    late = resources(api, method("Late", "POST"), deployment(""), stage())
    assert reported("premature-deployment", late) == []
    (found,) = reported("incomplete-deployment", late)
    assert "Late" in found.message


def test_a_deployment_of_an_api_elsewhere_is_not_judged(reported: Reported) -> None:
    template = resources(deployment("").replace("!Ref Api", "a1b2c3"))
    assert reported("premature-deployment", template) == []


def test_gateway_responses_are_awaited_or_in_the_body(reported: Reported) -> None:
    response = """
  Problem: {Type: AWS::ApiGateway::GatewayResponse, Properties: {RestApiId: !Ref Api, ResponseType: DEFAULT_5XX}}
"""
    assert len(reported("unawaited-gateway-response", resources(API, response, deployment("")))) == 1
    assert reported("unawaited-gateway-response", resources(API, response, deployment("Problem"))) == []
    body = "{x-amazon-apigateway-gateway-responses: {DEFAULT_5XX: {statusCode: 500}}, paths: {}, openapi: 3.0.1}"
    api = f"  Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{Body: {body}}}}}\n"
    assert reported("unawaited-gateway-response", resources(api, deployment(""))) == []


@pytest.mark.parametrize(
    ("parts", "collides"),
    [
        ((deployment(""), stage(), stage("Again")), True),
        ((deployment(""), stage(), stage("Again", called="test")), False),
        ((deployment(""), stage(more=", Condition: If"), stage("Again", more=", Condition: Else")), False),
        ((deployment(""), stage(more=", Condition: If"), stage("Again", more=", Condition: If")), True),
        ((deployment("", more=", StageName: prod"), stage()), True),
        ((deployment("", more=", StageName: first"), stage()), False),
        ((deployment(""), stage(), deployment("Stage", "Canary", ", StageName: prod")), False),
        ((deployment("", "One", ", StageName: prod"), deployment("", "Two", ", StageName: prod")), False),
    ],
)
def test_one_stage_is_made_by_one_resource(reported: Reported, parts: tuple[str, ...], collides: bool) -> None:
    assert bool(reported("colliding-stage", resources(API, *parts))) is collides


@pytest.mark.parametrize(
    ("name", "legal"),
    [
        ("prod", True),
        ("v1_2-beta", True),
        ("!Sub '${AWS::StackName}'", True),
        ("!Sub 'v1-${P}'", True),
        ("v1.2", False),
        ("$default", False),
        ("test-invoke-stage", False),
        ("'a b'", False),
        ("'" + "x" * 129 + "'", False),
        ("!Sub 'v1.${AWS::StackName}'", False),
    ],
)
def test_a_stage_name_is_legal_or_not(reported: Reported, name: str, legal: bool) -> None:
    assert bool(reported("illegal-stage-name", resources(API, deployment(""), stage(called=name)))) is not legal


def test_an_unknown_stage_name_is_left_open(judged: Judged) -> None:
    outcome = judged("illegal-stage-name", resources(API, deployment(""), stage(called="!Ref P")))
    assert outcome.findings == []
    assert len(outcome.open) == 1


def test_a_stage_takes_a_deployment_that_may_come_from_elsewhere(judged: Judged) -> None:
    maker = "  Maker: {Type: Custom::Deployer, Properties: {ServiceToken: arn}}\n"
    for shows in ("!Ref Maker", "!GetAtt Maker.Id", "d4e5f6"):
        text = resources(API, maker, stage()).replace("DeploymentId: !Ref Deployment", f"DeploymentId: {shows}")
        assert judged("deploymentless-stage", text).findings == []


def test_an_api_alone_needs_no_stage_here(reported: Reported) -> None:
    assert reported("stageless-api", resources(API)) == []
    assert len(reported("stageless-api", resources(API, method("Get")))) == 1
    assert reported("stageless-api", resources(API, method("Get"), deployment("Get", more=", StageName: prod"))) == []


def test_apis_share_a_name_by_title_too_but_not_across_conditions(reported: Reported) -> None:
    titled = "  Other: {Type: AWS::ApiGateway::RestApi, Properties: {Body: {info: {title: api}, paths: {}}}}\n"
    assert len(reported("shared-api-name", resources(API, titled))) == 1
    one = "  One: {Type: AWS::ApiGateway::RestApi, Condition: If, Properties: {Name: api}}\n"
    two = "  Two: {Type: AWS::ApiGateway::RestApi, Condition: Else, Properties: {Name: api}}\n"
    assert reported("shared-api-name", resources(one, two)) == []
    named = "  Other: {Type: AWS::ApiGateway::RestApi, Properties: {Name: !Sub 'api-${P}'}}\n"
    assert reported("shared-api-name", resources(API, named)) == []
