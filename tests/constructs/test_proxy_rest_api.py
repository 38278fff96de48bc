"""ProxyRestApi: what one statement wires."""

import json
from collections.abc import Callable
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import assertions
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_

from tests.constructs.construct_samples import (
    SETTINGS,
    as_text,
    make_api,
    make_function,
    new_app,
    new_stack,
    of_type,
    one_of,
    resources_of,
)
from wellwired.constructs import (
    AccountLogging,
    Authorization,
    Cors,
    Definition,
    MethodOverride,
    ProxyRestApi,
    Route,
    StageSettings,
    Throttle,
)
from wellwired.errors import WiringError

ORIGIN = "https://shop.example.com"
SCHEMA = apigateway.JsonSchema(type=apigateway.JsonSchemaType.OBJECT, required=["item"])
POLICY = iam.PolicyDocument(
    statements=[
        iam.PolicyStatement(
            actions=["execute-api:Invoke"], principals=[iam.AnyPrincipal()], resources=["execute-api:/*"]
        )
    ]
)
INVOKE_URI = "arn:{{Partition}}:apigateway:{{Region}}:lambda:path/2015-03-31/functions/{{{}}}/invocations"


def orders_api(stack: cdk.Stack, **options: Any) -> ProxyRestApi:
    """Three routes on an alias, one on another function; a key, a model, a required header."""
    function = make_function(stack)
    alias = lambda_.Alias(stack, "Alias", alias_name="live", version=function.current_version)
    routes = [
        Route(method="GET", path="/orders", function=alias),
        Route(
            method="POST",
            path="/orders",
            function=alias,
            api_key_required=True,
            request_model=SCHEMA,
            required_headers=["Idempotency-Key"],
        ),
        Route(method="PUT", path="/orders/{id}", function=alias, request_model=SCHEMA),
        Route(method="GET", path="/health", function=make_function(stack, "Health")),
    ]
    return make_api(stack, routes, **options)


@pytest.fixture(scope="module")
def made() -> tuple[ProxyRestApi, dict[str, dict[str, Any]]]:
    stack = new_stack()
    api = orders_api(
        stack,
        account_logging=AccountLogging(stack, "AccountLogging"),
        cors=Cors((ORIGIN,), allow_headers=("X-Api-Key", "Idempotency-Key")),
        description="Orders of the shop",
    )
    return api, resources_of(stack)


@pytest.fixture(scope="module")
def resources(made: tuple[ProxyRestApi, dict[str, dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    return made[1]


@pytest.fixture(scope="module")
def methods(made: tuple[ProxyRestApi, dict[str, dict[str, Any]]]) -> dict[str, dict[str, Any]]:
    """The methods by name, `POST /orders`, as the template has them."""
    api, resources = made
    stack = cdk.Stack.of(api)
    return {
        name: resources[stack.get_logical_id(method.node.default_child)]["Properties"]  # type: ignore[arg-type]
        for name, method in api.methods.items()
    }


def test_the_api_is_regional_and_named_after_stack_and_stage(resources: dict[str, dict[str, Any]]) -> None:
    assert one_of(resources, "ApiGateway::RestApi")["Properties"] == {
        "Name": "Orders-prod",
        "Description": "Orders of the shop",
        "EndpointConfiguration": {"Types": ["REGIONAL"]},
    }


def test_every_route_is_a_post_to_the_function_that_it_names(methods: dict[str, dict[str, Any]]) -> None:
    for name in ("GET /orders", "POST /orders", "PUT /orders/{id}", "GET /health"):
        integration = methods[name]["Integration"]
        assert (integration["Type"], integration["IntegrationHttpMethod"]) == ("AWS_PROXY", "POST")
        assert integration["TimeoutInMillis"] == 29_000


def test_an_alias_is_called_as_the_alias(
    resources: dict[str, dict[str, Any]], methods: dict[str, dict[str, Any]]
) -> None:
    (alias_id,) = of_type(resources, "Lambda::Alias")
    (health_id,) = [name for name in of_type(resources, "Lambda::Function") if name.startswith("Health")]
    assert as_text(methods["POST /orders"]["Integration"]["Uri"]) == INVOKE_URI.format(alias_id)
    assert as_text(methods["GET /health"]["Integration"]["Uri"]) == INVOKE_URI.format(f"{health_id}.Arn")


def test_each_function_has_one_permission_for_this_api_alone(resources: dict[str, dict[str, Any]]) -> None:
    (api_id,) = of_type(resources, "ApiGateway::RestApi")
    (alias_id,) = of_type(resources, "Lambda::Alias")
    (health_id,) = [name for name in of_type(resources, "Lambda::Function") if name.startswith("Health")]
    permissions = [one["Properties"] for one in of_type(resources, "Lambda::Permission").values()]
    assert sorted(as_text(p["FunctionName"]) for p in permissions) == [f"{{{alias_id}}}", f"{{{health_id}.Arn}}"]
    for permission in permissions:
        assert permission["Action"] == "lambda:InvokeFunction"
        assert permission["Principal"] == "apigateway.amazonaws.com"
        source = f"arn:{{Partition}}:execute-api:{{Region}}:{{AccountId}}:{{{api_id}}}/*/*/*"
        assert as_text(permission["SourceArn"]) == source


def test_only_the_routes_that_say_so_ask_for_a_key(methods: dict[str, dict[str, Any]]) -> None:
    assert {name for name, method in methods.items() if method["ApiKeyRequired"]} == {"POST /orders"}


def test_path_parameters_and_headers_are_declared_as_required(methods: dict[str, dict[str, Any]]) -> None:
    assert methods["PUT /orders/{id}"]["RequestParameters"] == {"method.request.path.id": True}
    assert methods["POST /orders"]["RequestParameters"] == {"method.request.header.Idempotency-Key": True}
    assert "RequestParameters" not in methods["GET /orders"]


def test_a_body_is_held_against_its_model_whatever_its_content_type(
    resources: dict[str, dict[str, Any]], methods: dict[str, dict[str, Any]]
) -> None:
    (model_id,) = of_type(resources, "ApiGateway::Model")
    for name in ("POST /orders", "PUT /orders/{id}"):
        assert methods[name]["RequestModels"] == {"$default": {"Ref": model_id}, "application/json": {"Ref": model_id}}
    assert one_of(resources, "ApiGateway::Model")["Properties"]["Schema"]["required"] == ["item"]


def test_every_route_has_a_validator_that_looks_at_what_the_route_declares(
    resources: dict[str, dict[str, Any]], methods: dict[str, dict[str, Any]]
) -> None:
    validators = {
        name: (one["Properties"]["ValidateRequestBody"], one["Properties"]["ValidateRequestParameters"])
        for name, one in of_type(resources, "ApiGateway::RequestValidator").items()
    }
    assert len(validators) == 2
    for name, method in methods.items():
        if not name.startswith("OPTIONS"):
            expected = ("RequestModels" in method, True)
            assert validators[method["RequestValidatorId"]["Ref"]] == expected


def test_the_deployment_waits_for_everything_that_is_deployed(resources: dict[str, dict[str, Any]]) -> None:
    awaited = set(one_of(resources, "ApiGateway::Deployment")["DependsOn"])
    kinds = ("Method", "Resource", "GatewayResponse", "RequestValidator", "Model")
    for kind in (*(f"ApiGateway::{kind}" for kind in kinds), "Lambda::Permission"):
        assert set(of_type(resources, kind)) <= awaited, kind


def test_there_is_one_stage_with_logs_after_the_account(resources: dict[str, dict[str, Any]]) -> None:
    stage = one_of(resources, "ApiGateway::Stage")
    (account_id,) = of_type(resources, "ApiGateway::Account")
    (deployment_id,) = of_type(resources, "ApiGateway::Deployment")
    assert stage["Properties"]["StageName"] == "prod"
    assert stage["Properties"]["DeploymentId"] == {"Ref": deployment_id}
    assert account_id in stage["DependsOn"]
    assert stage["Properties"]["MethodSettings"][0]["LoggingLevel"] == "INFO"
    assert json.loads(stage["Properties"]["AccessLogSetting"]["Format"])["status"] == "$context.status"


def test_the_api_makes_no_account_role_of_its_own(resources: dict[str, dict[str, Any]]) -> None:
    assert len(of_type(resources, "ApiGateway::Account")) == 1


def test_gateway_errors_and_preflights_name_the_same_origin(
    resources: dict[str, dict[str, Any]], methods: dict[str, dict[str, Any]]
) -> None:
    (response,) = methods["OPTIONS /orders"]["Integration"]["IntegrationResponses"]
    origins = {response["ResponseParameters"]["method.response.header.Access-Control-Allow-Origin"]}
    for one in of_type(resources, "ApiGateway::GatewayResponse").values():
        origins.add(one["Properties"]["ResponseParameters"]["gatewayresponse.header.Access-Control-Allow-Origin"])
    assert origins == {f"'{ORIGIN}'"}


def test_what_was_made_can_be_reached(made: tuple[ProxyRestApi, dict[str, dict[str, Any]]]) -> None:
    api, resources = made
    stack = cdk.Stack.of(api)
    assert api.rest_api.rest_api_name == "Orders-prod"
    assert list(api.methods)[:2] == ["GET /orders", "POST /orders"]
    assert [f.node.id for f in api.functions] == ["Alias", "Health"]
    assert as_text(stack.resolve(api.url)).endswith(f"/{as_text(stack.resolve(api.stage.stage_name))}/")
    assert api.stage_logs.access_log_group is not None
    assert stack.resolve(api.deployment.deployment_id) == {
        "Ref": next(iter(of_type(resources, "ApiGateway::Deployment")))
    }
    assert len(api.error_responses.responses) == len(of_type(resources, "ApiGateway::GatewayResponse"))


def behind_authorizer(stack: cdk.Stack, minutes: int) -> dict[str, Any]:
    deciding = make_function(stack, "Deciding")
    return {"authorization": Authorization.token_authorizer(function=deciding, cache_ttl=cdk.Duration.minutes(minutes))}


CHANGES: dict[str, dict[str, Any] | Callable[[cdk.Stack], dict[str, Any]]] = {
    "nothing": {},
    "authorizer": lambda stack: behind_authorizer(stack, 0),
    "authorizer-cache": lambda stack: behind_authorizer(stack, 5),
    "iam": {"authorization": Authorization.iam()},
    "help": {"help_url": "https://help.example.com/other"},
    "cors": {"cors": Cors((ORIGIN,), allow_headers=("X-Api-Key", "Idempotency-Key"))},
    "other-origin": {"cors": Cors(("https://b.example",), allow_headers=("X-Api-Key", "Idempotency-Key"))},
    "binary": {"binary_media_types": ["image/png"]},
    "policy": {"policy": POLICY},
    "timeout": {"timeout": cdk.Duration.seconds(20)},
    "key": {"api_key_required": True},
    "path": {"path": "/invoices"},
    "method": {"method": "POST"},
    "header": {"required_headers": ["X-Tenant"]},
    "model": {"method": "POST", "request_model": SCHEMA},
}
ROUTE_FIELDS = {"timeout", "api_key_required", "path", "method", "required_headers", "request_model"}


@pytest.fixture(scope="module", params=Definition, ids=lambda definition: definition.value)
def deployments(request: pytest.FixtureRequest) -> dict[str, str]:
    """The logical id of the deployment after each change to one small API; equal ids are no new deployment."""
    app = new_app()
    for number, (name, change) in enumerate([*CHANGES.items(), ("nothing-again", {})]):
        # An account each, so that all may have one API name, which is part of what is deployed.
        env = cdk.Environment(account=f"{number:012}", region="eu-west-1")
        stack = cdk.Stack(app, name, env=env)
        change = change(stack) if callable(change) else change
        fields: dict[str, Any] = {"method": "GET", "path": "/orders", "function": make_function(stack)}
        fields |= {key: value for key, value in change.items() if key in ROUTE_FIELDS}
        options = {key: value for key, value in change.items() if key not in ROUTE_FIELDS}
        make_api(stack, [Route(**fields)], api_name="orders", definition=request.param, **options)
    templates = {stack.stack_name: stack.template for stack in app.synth().stacks}
    return {name: next(iter(of_type(one["Resources"], "ApiGateway::Deployment"))) for name, one in templates.items()}


@pytest.mark.parametrize("change", [name for name in CHANGES if name != "nothing"])
def test_every_change_is_a_new_deployment(deployments: dict[str, str], change: str) -> None:
    assert deployments[change] not in {other for name, other in deployments.items() if name != change}


def test_no_change_is_no_new_deployment(deployments: dict[str, str]) -> None:
    assert deployments["nothing-again"] == deployments["nothing"]


@pytest.fixture(scope="module")
def hundred() -> dict[str, dict[str, Any]]:
    stack = new_stack()
    function = make_function(stack)
    make_api(stack, [Route(method="GET", path=f"/route{n}", function=function) for n in range(100)])
    return resources_of(stack)


def test_a_hundred_routes_take_two_resources_each_and_one_permission(hundred: dict[str, dict[str, Any]]) -> None:
    stack = new_stack()
    make_api(stack, [Route(method="GET", path="/route", function=make_function(stack))])
    assert len(hundred) - len(resources_of(stack)) == 2 * 99
    assert len(of_type(hundred, "Lambda::Permission")) == 1


def test_a_function_of_another_stack_is_no_circle_and_its_permission_is_the_apis() -> None:
    app = new_app()
    functions = cdk.Stack(app, "Functions")
    function = make_function(functions)
    stack = cdk.Stack(app, "Orders")
    make_api(stack, [Route(method="GET", path="/", function=function)])
    assert len(of_type(resources_of(stack), "Lambda::Permission")) == 1
    assert not of_type(resources_of(functions), "Lambda::Permission")


def test_an_imported_function_is_granted_once_even_without_a_known_account() -> None:
    stack = new_stack()
    arn = "arn:aws:lambda:eu-west-1:111122223333:function:orders"
    twice = [lambda_.Function.from_function_arn(stack, name, arn) for name in ("One", "Two")]
    make_api(stack, [Route(method=m, path="/", function=f) for m, f in zip(("GET", "POST"), twice, strict=True)])
    assert one_of(resources_of(stack), "Lambda::Permission")["Properties"]["FunctionName"] == arn


def test_a_function_of_another_account_has_to_be_granted_there() -> None:
    stack = cdk.Stack(new_app(), "Orders", env=cdk.Environment(account="222233334444", region="eu-west-1"))
    arn = "arn:aws:lambda:eu-west-1:111122223333:function:orders"
    make_api(stack, [Route(method="GET", path="/", function=lambda_.Function.from_function_arn(stack, "F", arn))])
    said = assertions.Match.string_like_regexp("is in account 111122223333, which has to grant lambda:InvokeFunction")
    assert len(assertions.Annotations.from_stack(stack).find_warning("*", said)) == 1
    assert not of_type(resources_of(stack), "Lambda::Permission")


def test_an_api_may_have_a_name_of_its_own() -> None:
    stack = new_stack()
    api = make_api(stack, [Route(method="GET", path="/", function=make_function(stack))], api_name="Orders old/v1.0_a")
    assert api.rest_api.rest_api_name == "Orders old/v1.0_a"


@pytest.mark.parametrize("name", ["Bestellungen für alle", "-x", "a\nb", pytest.param(cdk.Aws.STACK_NAME, id="token")])
def test_a_name_that_metrics_would_lose_is_refused(name: str) -> None:
    stack = new_stack()
    routes = [Route(method="GET", path="/", function=make_function(stack))]
    with pytest.raises(WiringError, match="is no API name"):
        make_api(stack, routes, api_name=name)


@pytest.mark.parametrize("stage_name", ["prod.v1", "", "x" * 129, "a b"])
def test_a_stage_name_that_api_gateway_refuses_is_refused(stage_name: str) -> None:
    stack = new_stack()
    with pytest.raises(WiringError, match="is no stage name"):
        make_api(stack, [Route(method="GET", path="/", function=make_function(stack))], stage_name=stage_name)


def test_an_override_of_a_route_that_is_not_there_is_refused() -> None:
    stack = new_stack()
    settings = StageSettings(
        throttle=SETTINGS.throttle, method_overrides={"POST /order": MethodOverride(throttle=Throttle(rate=1, burst=1))}
    )
    with pytest.raises(WiringError, match="method_overrides names POST /order, which is no route") as caught:
        orders_api(stack, stage_settings=settings)
    assert "GET /health, GET /orders, POST /orders" in str(caught.value)


def test_a_private_api_needs_its_policy() -> None:
    stack = new_stack()
    with pytest.raises(WiringError, match="a PRIVATE API without a resource policy"):
        make_api(
            stack,
            [Route(method="GET", path="/", function=make_function(stack))],
            endpoint_type=apigateway.EndpointType.PRIVATE,
        )


def test_a_private_api_is_private_and_has_its_policy() -> None:
    stack = new_stack()
    make_api(
        stack,
        [Route(method="GET", path="/", function=make_function(stack))],
        endpoint_type=apigateway.EndpointType.PRIVATE,
        policy=POLICY,
    )
    properties = one_of(resources_of(stack), "ApiGateway::RestApi")["Properties"]
    assert properties["EndpointConfiguration"] == {"Types": ["PRIVATE"]}
    assert properties["Policy"]["Statement"][0]["Action"] == "execute-api:Invoke"
