"""One route table in both definitions: the same wiring, the same findings, and no resource a route in the body."""

import json
import re
from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_certificatemanager as acm
from aws_cdk import aws_iam as iam
from openapi_spec_validator import validate
from syrupy.assertion import SnapshotAssertion

from tests.constructs.construct_samples import (
    REPOSITORY,
    make_api,
    make_function,
    new_app,
    new_stack,
    of_type,
    one_of,
)
from tests.constructs.route_tables import KIND, make_broad_api, say
from wellwired.constructs import (
    ApiAlarms,
    ApiDashboard,
    CustomDomain,
    Definition,
    Firewall,
    NoReceiver,
    Plan,
    ProxyRestApi,
    Route,
    Throttle,
    UsagePlans,
)
from wellwired.engine import judge
from wellwired.errors import WiringError
from wellwired.model.wiring import Wiring
from wellwired.readers import read_text
from wellwired.testing import assert_well_wired

CORE = 8  # function and role, RestApi, deployment, stage, two log groups, permission
POLICY_STATEMENT = iam.PolicyStatement(
    actions=["execute-api:Invoke"], principals=[iam.AnyPrincipal()], resources=["execute-api:/*"]
)
WEB_ACL = "arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/shop/0a1b2c3d"
CERTIFICATE = "arn:aws:acm:eu-west-1:111122223333:certificate/0a1b2c3d"
Templates = dict[str, dict[str, Any]]


def make_flat_api(stack: cdk.Stack, definition: Definition, routes: int) -> ProxyRestApi:
    function = make_function(stack)
    table = [Route(method="GET", path=f"/route{number}", function=function) for number in range(routes)]
    return make_api(stack, table, definition=definition)


def synth(stack: cdk.Stack) -> dict[str, Any]:
    app = stack.node.root
    assert isinstance(app, cdk.App)
    template: dict[str, Any] = app.synth().get_stack_by_name(stack.stack_name).template
    return template


def watch(stack: cdk.Stack, api: ProxyRestApi) -> None:
    """Everything of the kit that stands around an API, as it stands around any."""
    narrow = {"PUT /orders/{id}": Throttle(rate=1, burst=1)}
    plan = Plan(name="basic", throttle=Throttle(rate=5, burst=5), quota=None, keys=("a",), method_throttles=narrow)
    UsagePlans(stack, "Plans", stage=api.stage, plans=[plan])
    watched: dict[str, Any] = {
        "stage": api.stage,
        "access_log_group": api.stage_logs.access_log_group,
        "functions": api.functions,
    }
    Firewall(stack, "Firewall", stage=api.stage, web_acl_arn=WEB_ACL)
    certificate = acm.Certificate.from_certificate_arn(stack, "Certificate", CERTIFICATE)
    CustomDomain(stack, "Domain", domain_name="api.example.com", certificate=certificate, stages={"": api.stage})
    alarms = ApiAlarms(stack, "Alarms", notifications=NoReceiver("a test"), **watched)
    ApiDashboard(stack, "Dashboard", alarms=alarms, **watched)


@pytest.fixture(scope="module")
def templates() -> Templates:
    """Every template of this module, from one synth."""
    app = new_app()
    for definition in Definition:
        policy = iam.PolicyDocument(statements=[POLICY_STATEMENT])
        broad = cdk.Stack(app, f"broad-{definition.value}")
        options: dict[str, Any] = {"api_name": definition.value, "disable_execute_api_endpoint": True}
        watch(broad, make_broad_api(broad, definition, policy=policy, **options))
        for routes in (1, 100):
            make_flat_api(cdk.Stack(app, f"flat-{definition.value}-{routes}"), definition, routes)
    make_flat_api(cdk.Stack(app, "flat-openapi-300"), Definition.OPENAPI, 300)
    return {stack.stack_name: stack.template for stack in app.synth().stacks}


@pytest.fixture(scope="module")
def wirings(templates: Templates) -> dict[Definition, Wiring]:
    named = {one: json.dumps(templates[f"broad-{one.value}"]).replace(one.value, "NAME") for one in Definition}
    return {definition: read_text(text, "t.json") for definition, text in named.items()}


@pytest.fixture(scope="module")
def body(templates: Templates) -> dict[str, Any]:
    found: dict[str, Any] = one_of(templates["broad-openapi"]["Resources"], "ApiGateway::RestApi")["Properties"]["Body"]
    return found


@pytest.mark.parametrize("what", ["routes", "responses", "authorizers", "models", "api"])
def test_the_wiring_is_the_same(wirings: dict[Definition, Wiring], what: str) -> None:
    methods, openapi = say(wirings[Definition.METHODS])[what], say(wirings[Definition.OPENAPI])[what]
    assert methods
    assert openapi == methods


def test_no_rule_finds_in_one_what_it_does_not_find_in_the_other(wirings: dict[Definition, Wiring]) -> None:
    outcomes = {definition: judge(wiring) for definition, wiring in wirings.items()}
    found = {definition: sorted(f.rule for f in outcome.findings) for definition, outcome in outcomes.items()}
    assert found[Definition.OPENAPI] == found[Definition.METHODS]
    for wiring, outcome in zip(wirings.values(), outcomes.values(), strict=True):
        assert (outcome.open, outcome.crashes, wiring.unplaced) == ([], [], ())


def test_the_rules_find_the_api_itself_well_wired_in_both(templates: Templates) -> None:
    for definition in Definition:
        assert_well_wired(
            templates[f"broad-{definition.value}"],
            allow=dict.fromkeys(
                ("assumed-account", "corsless-response", "malformed-decision", "open-method"),
                "what the sample's functions answer, and the account, is not looked at here",
            ),
        )


@pytest.mark.parametrize("routes", [1, 100, 300])
def test_a_body_takes_no_resource_however_many_routes_it_has(templates: Templates, routes: int) -> None:
    resources = templates[f"flat-openapi-{routes}"]["Resources"]
    assert len(resources) == CORE
    assert len(one_of(resources, "ApiGateway::RestApi")["Properties"]["Body"]["paths"]) == routes


def test_resources_take_two_a_route(templates: Templates) -> None:
    one, hundred = (len(templates[f"flat-methods-{routes}"]["Resources"]) for routes in (1, 100))
    assert hundred - one == 2 * 99


def test_every_function_has_one_permission_for_each_way_in(templates: Templates) -> None:
    for name in ("broad-methods", "broad-openapi"):
        permissions = of_type(templates[name]["Resources"], "Lambda::Permission").values()
        assert len(permissions) == 3  # alias and function behind routes, function behind authorizers
    for name in ("flat-methods-100", "flat-openapi-300"):
        assert len(of_type(templates[name]["Resources"], "Lambda::Permission")) == 1


def test_the_body_is_valid_openapi(body: dict[str, Any]) -> None:
    plain = json.loads(json.dumps(body).replace("{proxy+}", "{proxy}"))  # the plus is Amazon's
    validate(plain)
    assert plain["openapi"] == "3.0.1"


def test_the_body_overwrites_what_was_there_and_says_all_of_it(templates: Templates, body: dict[str, Any]) -> None:
    properties = one_of(templates["broad-openapi"]["Resources"], "ApiGateway::RestApi")["Properties"]
    assert properties["Mode"] == "overwrite"
    assert body["x-amazon-apigateway-policy"] == properties["Policy"]
    assert body["x-amazon-apigateway-binary-media-types"] == properties["BinaryMediaTypes"]
    assert body["info"]["title"] == properties["Name"]
    assert body["x-amazon-apigateway-endpoint-configuration"] == {"disableExecuteApiEndpoint": True}
    assert properties["DisableExecuteApiEndpoint"] is True


def test_the_body_is_as_it_was(body: dict[str, Any], snapshot: SnapshotAssertion) -> None:
    assert {name: part for name, part in body.items() if name != "x-amazon-apigateway-gateway-responses"} == snapshot


def test_the_resources_that_both_have_keep_their_logical_ids(templates: Templates) -> None:
    """Else a switch would replace the API, its stage or its log groups."""
    kinds = ("ApiGateway::RestApi", "ApiGateway::Stage", "Logs::LogGroup")
    for kind in kinds:
        methods, openapi = (of_type(templates[f"flat-{d.value}-1"]["Resources"], kind) for d in Definition)
        assert methods.keys() == openapi.keys()


def test_the_two_steps_of_the_page_retain_everything_that_leaves_the_template(templates: Templates) -> None:
    page = (REPOSITORY / "docs" / "route-tables.md").read_text()
    (kinds,) = (re.findall(r'"(\w+)"', line) for line in page.splitlines() if line.startswith("kinds = "))
    methods, openapi = (templates[f"broad-{d.value}"]["Resources"] for d in Definition)
    leaving = {methods[name]["Type"] for name in methods.keys() - openapi.keys()}
    # A deployment is always another one; a permission is named after its stack, and these are two.
    leaving -= {"AWS::ApiGateway::Deployment", "AWS::Lambda::Permission"}
    assert leaving == {f"AWS::ApiGateway::{kind}" for kind in kinds}


def test_what_has_no_construct_says_so() -> None:
    api = make_flat_api(new_stack(), Definition.OPENAPI, 1)
    for name in ("methods", "error_responses"):
        with pytest.raises(WiringError, match="are in the OpenAPI body of the API"):
            getattr(api, name)


def test_a_policy_statement_that_comes_later_is_in_the_body_too() -> None:
    stack = new_stack()
    api = make_flat_api(stack, Definition.OPENAPI, 1)
    assert isinstance(api.rest_api, apigateway.SpecRestApi)
    api.rest_api.add_to_resource_policy(POLICY_STATEMENT)
    properties = one_of(synth(stack)["Resources"], "ApiGateway::RestApi")["Properties"]
    assert properties["Body"]["x-amazon-apigateway-policy"] == properties["Policy"]


def add_method(api: ProxyRestApi) -> None:
    api.rest_api.root.add_method("GET", apigateway.MockIntegration())


def add_response(api: ProxyRestApi) -> None:
    api.rest_api.add_gateway_response("Mine", type=apigateway.ResponseType.DEFAULT_4_XX)


@pytest.mark.parametrize(("add", "said"), [(add_method, "::Method"), (add_response, "::GatewayResponse")])
def test_what_is_put_on_the_api_beside_its_body_fails_synth(add: Callable[[ProxyRestApi], None], said: str) -> None:
    stack = new_stack()
    add(make_flat_api(stack, Definition.OPENAPI, 1))
    with pytest.raises(RuntimeError, match=f"{said} stands beside the body of its API"):
        synth(stack)


def test_names_that_become_equal_without_their_signs_are_numbered() -> None:
    stack = new_stack()
    function = make_function(stack)
    schemas = [apigateway.JsonSchema(type=kind) for kind in (KIND.OBJECT, KIND.ARRAY)]
    routes = [
        Route(method="POST", path=path, function=function, request_model=schema)
        for path, schema in zip(("/a", "/{a}"), schemas, strict=True)
    ]
    api = make_api(stack, routes, definition=Definition.OPENAPI)
    resource = api.rest_api.node.default_child
    assert isinstance(resource, apigateway.CfnRestApi)
    body = stack.resolve(resource.body)
    assert body["components"]["schemas"] == {"POSTa": {"type": "object"}, "POSTa2": {"type": "array"}}


SCHEMA = apigateway.JsonSchema
LOST = {
    "/properties/note/type": SCHEMA(properties={"note": SCHEMA(type=[KIND.STRING, KIND.NULL])}),
    "/minItems": SCHEMA(type=KIND.ARRAY, min_items=1),
    "/items/exclusiveMinimum": SCHEMA(items=SCHEMA(minimum=0, exclusive_minimum=True)),
    "/allOf/1/patternProperties": SCHEMA(all_of=[SCHEMA(), SCHEMA(pattern_properties={"^x": SCHEMA()})]),
    "/items": SCHEMA(items=[SCHEMA(), SCHEMA()]),
    "/$ref": SCHEMA(ref="https://apigateway.amazonaws.com/restapis/abc/models/Order"),
}


@pytest.mark.parametrize("pointer", LOST)
def test_a_schema_that_the_import_would_change_is_refused_with_its_place(pointer: str) -> None:
    stack = new_stack()
    route = Route(method="POST", path="/orders", function=make_function(stack), request_model=LOST[pointer])
    with pytest.raises(WiringError, match="which would not hold in an OpenAPI body") as caught:
        make_api(stack, [route], definition=Definition.OPENAPI)
    assert f"the request_model says {pointer}," in str(caught.value)


def test_a_property_may_have_the_name_of_a_keyword() -> None:
    stack = new_stack()
    schema = SCHEMA(properties={"id": SCHEMA(type=KIND.STRING), "minItems": SCHEMA(type=KIND.NUMBER)})
    route = Route(method="POST", path="/orders", function=make_function(stack), request_model=schema)
    make_api(stack, [route], definition=Definition.OPENAPI)


def test_a_path_that_is_not_imported_is_refused() -> None:
    stack = new_stack()
    route = Route(method="GET", path="/orders$", function=make_function(stack))
    with pytest.raises(WiringError, match="has a character that API Gateway does not import in a path"):
        make_api(stack, [route], definition=Definition.OPENAPI)


def test_a_plan_that_throttles_what_asks_for_no_key_fails_synth_here_too() -> None:
    stack = new_stack()
    function = make_function(stack)
    routes = [
        Route(method="GET", path="/keyed", function=function, api_key_required=True),
        Route(method="ANY", path="/free", function=function),
    ]
    api = make_api(stack, routes, definition=Definition.OPENAPI)
    slow = Throttle(rate=1, burst=1)
    throttles = {"GET /keyed": slow, "ANY /free": slow, "GET /none": slow}
    plan = Plan(name="p", throttle=slow, quota=None, keys=("k",), method_throttles=throttles)
    UsagePlans(stack, "Plans", stage=api.stage, plans=[plan])
    with pytest.raises(RuntimeError, match="throttles ANY /free, which asks for no key") as caught:
        synth(stack)
    assert "throttles GET /none, which the API does not have" in str(caught.value)
    assert "GET /keyed, which" not in str(caught.value)


def test_a_body_that_no_template_holds_fails_synth() -> None:
    stack = new_stack()
    long = "x" * 900
    routes = [
        Route(method="GET", path=f"/{number}{long}", function=function)
        for function in [make_function(stack)]
        for number in range(650)
    ]
    make_api(stack, routes, definition=Definition.OPENAPI)
    with pytest.raises(RuntimeError, match=r"the body of the API takes 1,\d\d\d,\d\d\d bytes; CloudFormation takes"):
        synth(stack)
