"""The route table of an API: which method and path calls which function, and what is asked of the caller first."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from aws_cdk import Duration
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_

from wellwired.constructs.authorization import Authorization
from wellwired.constructs.cache import Cache
from wellwired.errors import WiringError
from wellwired.facts import INTEGRATION_TIMEOUT_MAX_MS

METHODS: Final = ("DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT")
ANY_METHOD: Final = "ANY"
# Without `$default`, a body of another content type is not held against the model at all.
# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
MODEL_CONTENT_TYPES: Final = ("application/json", "$default")
_LITERAL: Final = re.compile(r"[A-Za-z0-9._:$-]+")
_PARAMETER: Final = re.compile(r"\{([A-Za-z0-9._-]+)(\+?)\}")


@cache
def _longest_timeout() -> Duration:
    """One object for all routes, so that it is looked at once: a table of hundreds would ask Node for each."""
    return Duration.millis(INTEGRATION_TIMEOUT_MAX_MS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """One method on one path, served by `function`, which may be an alias.

    `authorization` overrides the API's own. `request_model` is the JSON schema of the body, whatever its content type;
    `required_headers` and `required_query` name parameters without which the call is answered 400; the optional ones
    are said to clients. `operation_name` is what clients call the operation. `timeout` is the integration's, and must
    be longer than the function's.
    """

    method: str
    path: str
    function: lambda_.IFunction
    api_key_required: bool = False
    authorization: Authorization | None = None
    request_model: apigateway.JsonSchema | None = None
    required_headers: Sequence[str] = ()
    required_query: Sequence[str] = ()
    optional_headers: Sequence[str] = ()
    optional_query: Sequence[str] = ()
    operation_name: str | None = None
    cache: Cache | None = None
    timeout: Duration = field(default_factory=_longest_timeout)

    def __post_init__(self) -> None:
        if self.method not in (*METHODS, ANY_METHOD):
            raise WiringError(
                f"{self.method!r} is no HTTP method that API Gateway knows",
                where=self.label,
                remedy=f"use one of {', '.join(METHODS)} or {ANY_METHOD}",
            )
        _check_path(self.path, self.label)
        if self.cache is not None and self.method != "GET":
            raise WiringError(
                f"a {self.method} would not reach the function again while its answer is kept",
                where=self.label,
                remedy="cache GET routes only",
            )
        if self.request_model is not None and self.method in ("GET", "HEAD"):
            raise WiringError(
                f"a {self.method} request has no body to hold against request_model",
                where=self.label,
                remedy="check its parameters with required_query and required_headers",
            )

    @property
    def name(self) -> str:
        """Method and path, as settings, plans and log queries name the route."""
        return f"{self.method} {self.path}"

    @property
    def label(self) -> str:
        """How errors name the route."""
        return f"route {self.name}"

    @property
    def request_parameters(self) -> dict[str, bool]:
        """Every declared parameter and whether it is required, as a method's `RequestParameters`."""
        declared = (
            ("path", path_parameters(self.path), True),
            ("querystring", self.required_query, True),
            ("header", self.required_headers, True),
            ("querystring", self.optional_query, False),
            ("header", self.optional_headers, False),
        )
        return {f"method.request.{place}.{name}": required for place, names, required in declared for name in names}


def path_parameters(path: str) -> tuple[str, ...]:
    """The names between braces."""
    return tuple(match.group(1) for match in _PARAMETER.finditer(path))


def methods_on(routes: Iterable[Route], path: str) -> tuple[str, ...]:
    """The methods a browser may use on a path, the preflight's own included."""
    methods = {route.method for route in routes if route.path == path}
    return METHODS if ANY_METHOD in methods else tuple(sorted(methods | {"OPTIONS"}))


def check_routes(routes: Sequence[Route], *, where: str) -> None:
    """Raise `WiringError` for a table that API Gateway would refuse: empty, doubled, or forked in a parameter."""
    if not routes:
        raise WiringError("there are no routes", where=where, remedy="give at least one Route")
    seen: set[tuple[str, str]] = set()
    parameters: dict[str, str] = {}
    for route in routes:
        if (route.method, route.path) in seen:
            raise WiringError("the route stands twice in the table", where=route.label, remedy="keep one of the two")
        seen.add((route.method, route.path))
        for parent, part in _parameter_places(route.path):
            if parameters.setdefault(parent, part) != part:
                raise WiringError(
                    f"{part} stands where another route has {parameters[parent]}; API Gateway takes one name per place",
                    where=route.label,
                    remedy=f"use one name below {parent or '/'} in all routes",
                )


def _parameter_places(path: str) -> Iterable[tuple[str, str]]:
    parts = path.strip("/").split("/")
    return (("/".join(parts[:n]), part) for n, part in enumerate(parts) if part.startswith("{"))


def _check_path(path: str, label: str) -> None:
    if path == "/":
        return
    parts = path.removeprefix("/").split("/")
    names = []
    for part in parts:
        parameter = _PARAMETER.fullmatch(part)
        if parameter:
            names.append(parameter.group(1))
        elif not _LITERAL.fullmatch(part):
            raise _bad_path(f"{part!r} is no part of a path" if part else "the path has an empty part", label)
    if not path.startswith("/"):
        raise _bad_path("the path does not begin with a slash", label)
    if any(part.endswith("+}") for part in parts[:-1]):
        raise _bad_path("a greedy parameter stands before the end", label)
    if len(set(names)) < len(names):
        raise _bad_path("a parameter stands twice in the path", label)


def _bad_path(problem: str, label: str) -> WiringError:
    return WiringError(
        problem, where=label, remedy="write a path such as /orders/{id}, /files/{proxy+} or /, without a final slash"
    )
