"""A route table as the OpenAPI 3.0 body of a RestApi: routes, models, validators, authorizers, errors, preflights."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from aws_cdk import aws_iam as iam
from constructs import Construct

from wellwired.constructs.authorization import Authorizing, IamAuthorization
from wellwired.constructs.authorizers import render_authorizer
from wellwired.constructs.error_responses import ErrorResponse
from wellwired.constructs.openapi_operations import (
    API_KEY_SCHEME,
    IAM_SCHEME,
    PREFIX,
    name_validator,
    render_operation,
    render_preflight,
    render_verb,
)
from wellwired.constructs.openapi_responses import GATEWAY_RESPONSES, render_response
from wellwired.constructs.openapi_schemas import render_schemas
from wellwired.constructs.permissions import render_invocation_uri
from wellwired.constructs.route_plan import RoutePlan
from wellwired.constructs.routes import Route
from wellwired.errors import WiringError

_HEADER: Final = "method.request.header."
_PATH: Final = re.compile(r"[A-Za-z0-9._:/{}+-]+")
# Where a Lambda authorizer reads other things than one header, API Gateway itself exports this as the header's name.
_NO_HEADER: Final = "Unused"


def render_body(
    scope: Construct,
    plan: RoutePlan,
    *,
    name: str,
    description: str | None,
    errors: Mapping[str, ErrorResponse],
    binary_media_types: Iterable[str],
    policy: iam.PolicyDocument,
    disable_execute_api_endpoint: bool,
) -> dict[str, Any]:
    """The body. Raises `WiringError` for a path or a schema that API Gateway would not import as it is meant.

    Policy, media types and the closed endpoint stand here too, beside the properties of the RestApi: a body that
    overwrites an API takes away what it does not say.
    """
    for planned in plan.routes:
        _check_path(planned.route, scope)
    body: dict[str, Any] = {
        "openapi": "3.0.1",
        "info": {"title": name, "version": "1.0", **({"description": description} if description else {})},
        "paths": _render_paths(scope, plan),
        "components": _render_components(scope, plan),
        f"{PREFIX}request-validators": _render_validators(plan),
        GATEWAY_RESPONSES: {kind: render_response(*error) for kind, error in errors.items()},
        f"{PREFIX}policy": policy,
    }
    if disable_execute_api_endpoint:
        body[f"{PREFIX}endpoint-configuration"] = {"disableExecuteApiEndpoint": True}
    if types := list(binary_media_types):
        body[f"{PREFIX}binary-media-types"] = types
    return body


def _check_path(route: Route, scope: Construct) -> None:
    if not _PATH.fullmatch(route.path):
        raise WiringError(
            f"{route.path!r} has a character that API Gateway does not import in a path",
            where=f"{scope.node.path}: {route.label}",
            remedy="use letters, digits, dots, colons, hyphens and underscores, or Definition.METHODS",
        )


def _render_paths(scope: Construct, plan: RoutePlan) -> dict[str, dict[str, Any]]:
    schemes, models = name_schemes(plan), name_models(plan)
    uris = {function: render_invocation_uri(scope, function) for function in plan.functions}
    paths: dict[str, dict[str, Any]] = {}
    for planned in plan.routes:
        item = paths.setdefault(planned.route.path, {})
        item[render_verb(planned.route.method)] = render_operation(
            planned, uris[planned.route.function], schemes, models
        )
    for path, preflight in plan.preflights.items():
        paths[path]["options"] = render_preflight(path, preflight)
    return paths


def _render_components(scope: Construct, plan: RoutePlan) -> dict[str, Any]:
    schemas = render_schemas(plan.models, name_models(plan), where=scope.node.path)
    schemes = {name: _render_scheme(scope, authorization) for authorization, name in name_schemes(plan).items()}
    if any(isinstance(planned.authorization, IamAuthorization) for planned in plan.routes):
        schemes[IAM_SCHEME] = {**_in_header("Authorization"), f"{PREFIX}authtype": "awsSigv4"}
    if any(planned.route.api_key_required for planned in plan.routes):
        schemes[API_KEY_SCHEME] = _in_header("x-api-key")
    return {name: part for name, part in (("schemas", schemas), ("securitySchemes", schemes)) if part}


def _render_validators(plan: RoutePlan) -> dict[str, Any]:
    return {
        name_validator(with_body=with_body): {"validateRequestBody": with_body, "validateRequestParameters": True}
        for with_body in dict.fromkeys(planned.model is not None for planned in plan.routes)
    }


def _render_scheme(scope: Construct, authorization: Authorizing) -> dict[str, Any]:
    """An authorizer. One header that tells the caller is the scheme's own; a REQUEST authorizer names its sources."""
    given = render_authorizer(scope, authorization)
    is_request = given["type"] == "REQUEST"
    authorizer = {
        "type": given["type"].lower(),
        "providerARNs": given.get("provider_arns"),
        "authorizerUri": given.get("authorizer_uri"),
        "authorizerResultTtlInSeconds": given.get("authorizer_result_ttl_in_seconds"),
        "identitySource": given["identity_source"] if is_request else None,
        "identityValidationExpression": given.get("identity_validation_expression"),
    }
    return {
        **_in_header(_NO_HEADER if is_request else given["identity_source"].removeprefix(_HEADER)),
        f"{PREFIX}authtype": "cognito_user_pools" if given["type"] == "COGNITO_USER_POOLS" else "custom",
        f"{PREFIX}authorizer": {name: value for name, value in authorizer.items() if value is not None},
    }


def _in_header(name: str) -> dict[str, str]:
    return {"type": "apiKey", "name": name, "in": "header"}


def name_schemes(plan: RoutePlan) -> dict[Authorizing, str]:
    """What the body calls each authorizer."""
    names = _spell(plan.authorizers.values(), r"[^A-Za-z0-9._-]", taken={API_KEY_SCHEME, IAM_SCHEME})
    return {authorization: names[name] for authorization, name in plan.authorizers.items()}


def name_models(plan: RoutePlan) -> dict[str, str]:
    """What the body calls each model: letters and digits are all that API Gateway takes."""
    return _spell(plan.models, r"[^A-Za-z0-9]", taken=set())


def _spell(names: Iterable[str], forbidden: str, *, taken: set[str]) -> dict[str, str]:
    """Each name without what is forbidden in it, and with a number where that makes two of them equal."""
    spelled: dict[str, str] = {}
    for name in names:
        bare = re.sub(forbidden, "", name)
        candidates = (bare, *(f"{bare}{number}" for number in range(2, len(spelled) + 3)))
        spelled[name] = next(one for one in candidates if one not in taken)
        taken.add(spelled[name])
    return spelled
