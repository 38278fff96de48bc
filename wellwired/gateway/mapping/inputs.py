"""The variables of a mapping template: $input, $context, $stageVariables, $util.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from wellwired.gateway.event import request_headers
from wellwired.gateway.exchange import Exchange, nested_context
from wellwired.gateway.mapping.json_paths import find_in
from wellwired.gateway.mapping.syntax import TemplateError
from wellwired.gateway.mapping.util import make_util
from wellwired.gateway.mapping.values import Tool, dump_json, mark_lists, to_text

_EMPTY_BODY: Final = "{}"


@dataclass(slots=True)
class Overrides:
    """What templates set in $context: the request template's own last into the response template, as recorded."""

    request: dict[str, object] = field(default_factory=lambda: {"header": {}, "path": {}, "querystring": {}})
    response: dict[str, object] = field(default_factory=lambda: {"header": {}})

    @property
    def status(self) -> int | None:
        """$context.responseOverride.status; what is no status from 100 to 599 counts for nothing."""
        text = to_text(self.response.get("status", ""))
        return int(text) if text.isascii() and text.isdigit() and 100 <= int(text) <= 599 else None

    @property
    def response_headers(self) -> dict[str, str]:
        """$context.responseOverride.header."""
        return _texts(self.response.get("header"))

    @property
    def request_headers(self) -> dict[str, str]:
        """$context.requestOverride.header."""
        return _texts(self.request.get("header"))


@dataclass(frozen=True, slots=True)
class Parameters:
    """A request's parameters; queries and headers have several values, of which the last counts."""

    path: Mapping[str, str]
    querystring: Mapping[str, list[str]]
    header: Mapping[str, list[str]]

    def find(self, name: str) -> str:
        """The value of a parameter from path, query or header, in that order; "" where there is none."""
        if name in self.path:
            return self.path[name]
        values = self.querystring.get(name) or self.header_values(name)
        return values[-1] if values else ""

    def header_values(self, name: str) -> list[str]:
        """The values of a header, whatever the case of its name."""
        wanted = name.lower()
        return [value for key, values in self.header.items() if key.lower() == wanted for value in values]


def read_parameters(exchange: Exchange) -> Parameters:
    """The parameters of a request as mappings see them: without the headers that API Gateway keeps for itself."""
    return Parameters(exchange.path_parameters, exchange.request.query_values(), request_headers(exchange))


def make_names(exchange: Exchange, body: str, overrides: Overrides) -> dict[str, object]:
    """The variables of one template. body: of the request, or of what the integration answered."""
    return {
        "input": _make_input(body, read_parameters(exchange)),
        "context": {
            **nested_context(exchange.context),
            "requestOverride": overrides.request,
            "responseOverride": overrides.response,
        },
        "stageVariables": dict(exchange.stage_variables),
        "util": make_util(),
    }


def _make_input(body: str, parameters: Parameters) -> Tool:
    told = {
        "path": dict(parameters.path),
        "querystring": {name: values[-1] for name, values in parameters.querystring.items()},
        "header": {name: values[-1] for name, values in parameters.header.items()},
    }

    # Two readings: what a template gets of `path` it may change, so that it need be no tree any more.
    parsed = cache(lambda: _read_body(body))
    lent = cache(lambda: mark_lists(parsed()))

    def find(arguments: list[object]) -> object:
        return find_in(lent(), _path(arguments), len(body))

    def render(arguments: list[object]) -> object:
        found = find_in(parsed(), _path(arguments), len(body))
        return dump_json("" if found is None else found)

    def params(arguments: list[object]) -> object:
        return parameters.find(to_text(arguments[0])) if arguments else told

    return Tool({"path": find, "json": render, "params": params}, {"body": body or _EMPTY_BODY})


def _path(arguments: list[object]) -> str:
    return to_text(arguments[0]) if arguments else "$"


def _read_body(body: str) -> object:
    """The body as JSON; one that is no JSON, such as a form, is a text."""
    if not body:
        return {}
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return body


def _texts(value: object) -> dict[str, str]:
    if not isinstance(value, dict):
        raise TemplateError("a template replaced a map of $context by something else")
    return {to_text(name): _joined(item) for name, item in value.items()}


def _joined(value: object) -> str:
    return ",".join(map(to_text, value)) if isinstance(value, list) else to_text(value)
