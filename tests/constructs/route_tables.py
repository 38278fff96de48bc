"""One broad route table, made in both definitions, and what the wiring of a template says of it without its names."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_lambda as lambda_

from tests.constructs.construct_samples import SETTINGS, make_api, make_function
from tests.readers.wiring_facts import facts_of
from wellwired.constructs import Authorization, Cache, Cors, Definition, ProxyRestApi, Route
from wellwired.model.api import Authorizer, GatewayResponse, Method, Model, RequestValidator, RestApi
from wellwired.model.node import Node
from wellwired.model.setting import Setting, State
from wellwired.model.wiring import Wiring

MINUTE = cdk.Duration.minutes(1)
KIND = apigateway.JsonSchemaType
ORDER = apigateway.JsonSchema(
    type=KIND.OBJECT,
    required=["item"],
    properties={
        "item": apigateway.JsonSchema(type=KIND.STRING, min_length=1, pattern="^[a-z]+$"),
        "quantity": apigateway.JsonSchema(type=KIND.INTEGER, minimum=1, enum=[1, 2, 3]),
        "lines": apigateway.JsonSchema(type=KIND.ARRAY, items=apigateway.JsonSchema(type=KIND.NUMBER)),
    },
    additional_properties=False,
)
PATCH = apigateway.JsonSchema(any_of=[apigateway.JsonSchema(type=KIND.OBJECT), apigateway.JsonSchema(type=KIND.ARRAY)])
CORS = Cors(
    ("https://a.example", "https://b.example"),
    allow_headers=("Authorization", "Content-Type", "X-Api-Key", "X-Amz-Date", "X-Tenant", "Idempotency-Key"),
)


def make_broad_api(stack: cdk.Stack, definition: Definition, **options: Any) -> ProxyRestApi:
    """Every kind of authorization, parameter, model, path and method that a route can have, on two functions."""
    function = make_function(stack, timeout=cdk.Duration.seconds(5))
    alias = lambda_.Alias(stack, "Alias", alias_name="live", version=function.current_version)
    other, decider = (make_function(stack, name, timeout=cdk.Duration.seconds(5)) for name in ("Other", "Decider"))
    pool = cognito.UserPool(stack, "Pool")
    by_token = Authorization.token_authorizer(
        function=decider, validation_regex="^Bearer .+$", cache_ttl=cdk.Duration.minutes(5)
    )
    sources = [apigateway.IdentitySource.header("X-Tenant"), apigateway.IdentitySource.query_string("tenant")]
    by_request = Authorization.request_authorizer(function=decider, identity_sources=sources)
    routes = [
        Route(method="GET", path="/", function=alias, authorization=Authorization.open(reason="the front page")),
        Route(
            method="GET",
            path="/orders",
            function=alias,
            required_query=["page"],
            optional_query=["size"],
            optional_headers=["X-Tenant"],
            operation_name="listOrders",
        ),
        Route(method="POST", path="/orders", function=alias, request_model=ORDER, required_headers=["Idempotency-Key"]),
        Route(method="PUT", path="/orders/{id}", function=alias, request_model=ORDER, api_key_required=True),
        Route(method="PATCH", path="/orders/{id}", function=other, request_model=PATCH, authorization=by_token),
        Route(method="DELETE", path="/orders/{id}", function=other, authorization=by_request, api_key_required=True),
        Route(method="ANY", path="/files/{proxy+}", function=other, timeout=cdk.Duration.seconds(12)),
        Route(method="GET", path="/orders/{id}", function=alias, optional_query=["lines"], cache=Cache(ttl=MINUTE)),
        Route(
            method="GET",
            path="/signed",
            function=other,
            authorization=Authorization.iam(),
            cache=Cache(ttl=MINUTE, shared_reason="the price list is one for all"),
        ),
        Route(method="GET", path="/pool", function=other, authorization=Authorization.cognito(user_pools=[pool])),
    ]
    scoped = Authorization.cognito(user_pools=[pool], scopes=["orders/read"])
    chosen: dict[str, Any] = {"authorization": scoped, "cors": CORS, "binary_media_types": ["image/png"]}
    chosen["stage_settings"] = replace(SETTINGS, cache_cluster_size="0.5")
    return make_api(stack, routes, definition=definition, **(chosen | options))


_NAMES = ("address", "name", "allow", "physical_id", "arn", "depends_on", "resource_type", "in_body")
_OF_ANOTHER = ("rest_api_id", "resource_id", "authorizer_name", "validator_name", "model_name")


def say(wiring: Wiring) -> dict[str, Any]:
    """What the template wires, by route and by response type, whatever its resources are called."""
    nodes = {node.physical_id: node for node in wiring.nodes if node.physical_id}
    (api,) = wiring.all(RestApi)
    return {
        "routes": {method.route: _say_method(method, nodes) for method in wiring.all(Method)},
        "responses": {one.response_type.known(): _say(one) for one in wiring.all(GatewayResponse)},
        "authorizers": sorted(json.dumps(_say(one), default=str) for one in wiring.all(Authorizer)),
        "models": sorted(json.dumps(_schema(one), sort_keys=True) for one in wiring.all(Model)),
        "api": [api.api_name, api.policy, api.binary_media_types, api.endpoint_configuration],
    }


def _say(node: Node) -> dict[str, Any]:
    return {name: value for name, value in facts_of(node).items() if name not in (*_NAMES, *_OF_ANOTHER)}


def _say_method(method: Method, nodes: Mapping[str, Node]) -> dict[str, Any]:
    said = _say(method)
    integration = method.integration.known()
    assert integration is not None
    if integration.type.known() == "AWS_PROXY":
        del said["method_responses"]  # not looked at; OpenAPI asks for one
    else:
        said["method_responses"] = [
            (one.status_code.known(), sorted(one.response_parameters.known() or ()))
            for one in method.method_responses.known() or ()
        ]
        # OpenAPI wants the parameters of a path on every operation; a mock does not look at them.
        del said["request_parameters"]
    for name in ("authorizer_id", "request_validator_id"):
        setting: Setting[str] = said[name]
        if setting.state is State.KNOWN:
            node = nodes[str(setting.value)]
            assert isinstance(node, Authorizer | RequestValidator)
            said[name] = _say(node)
    models = method.request_models.known() or {}
    said["request_models"] = {kind: _schema(_find_model(name, nodes)) for kind, name in models.items()}
    return said


def _find_model(name: str, nodes: Mapping[str, Node]) -> Model:
    """A model by `Ref`, or by the name that it has in a body."""
    (found,) = (n for n in nodes.values() if isinstance(n, Model) and name in (n.physical_id, n.model_name.known()))
    return found


def _schema(model: Model) -> dict[str, Any]:
    """The schema without its dialect, which OpenAPI has no word for: it is draft 4 in both."""
    schema: dict[str, Any] = dict(model.schema.known() or {})
    assert schema.pop("$schema", "http://json-schema.org/draft-04/schema#").endswith("draft-04/schema#")
    return schema
