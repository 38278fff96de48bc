"""Parameter mapping: what headers, queries and paths get from the request, from the answer, or from a constant.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-parameter-mapping-sources.html
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from wellwired.gateway.exchange import Exchange
from wellwired.gateway.mapping.inputs import read_parameters
from wellwired.gateway.mapping.json_paths import find_in
from wellwired.gateway.mapping.syntax import TemplateError
from wellwired.gateway.mapping.values import dump_json, read_json
from wellwired.gateway.messages import Headers
from wellwired.gateway.refusals import Refusal
from wellwired.model.api import Integration

_REQUEST: Final = "integration.request."
_RESPONSE: Final = "method.response.header."
_METHOD: Final = "method.request."
_ANSWER: Final = "integration.response."
# Recorded for Lambda, by proxy or not: mapping one of these fails every request.
_RESERVED: Final = (
    *("authorization", "connection", "content-length", "expect", "proxy-authenticate", "te", "transfer-encoding"),
)
_PRESENT: Final = "Execution failed due to configuration error: {} header already present"


@dataclass(frozen=True, slots=True)
class Mapped:
    """The parameters of an integration request, by name."""

    header: Mapping[str, str] = field(default_factory=dict)
    querystring: Mapping[str, str] = field(default_factory=dict)
    path: Mapping[str, str] = field(default_factory=dict)


def refuse_reserved_mapping(integration: Integration) -> None:
    """Refuse a request whose integration sets a header that API Gateway keeps for itself."""
    for name in integration.request_parameters.or_default({}):
        header = name.removeprefix(f"{_REQUEST}header.")
        if header != name and header.lower() in _RESERVED:
            raise Refusal(
                "API_CONFIGURATION_ERROR",
                detail=f"the integration maps the header {header}, which it may not set",
                log=_PRESENT.format(header),
            )


def map_request(exchange: Exchange, integration: Integration) -> Mapped:
    """What an integration's `RequestParameters` make of a request; what has no value is left out."""
    found: dict[str, dict[str, str]] = {"header": {}, "querystring": {}, "path": {}}
    for target, source in integration.request_parameters.or_default({}).items():
        place, _, name = target.removeprefix(_REQUEST).partition(".")
        value = read_source(exchange, str(source))
        if place in found and value:
            found[place][name] = value
    return Mapped(**found)


def read_source(exchange: Exchange, expression: str) -> str | None:
    """What a mapping expression takes of a request, or the constant that it is; None where there is nothing."""
    return _value(exchange, expression, _METHOD, lambda rest: _of_request(exchange, rest))


def map_response(exchange: Exchange, parameters: Mapping[str, str], headers: Headers, body: str) -> Headers:
    """The headers that `ResponseParameters` set from an integration's answer, whose header names are case-sensitive."""
    found: list[tuple[str, str]] = []
    for target, source in parameters.items():
        value = _value(exchange, source, _ANSWER, lambda rest: _of_answer(rest, headers, body))
        if target.startswith(_RESPONSE) and value:
            found.append((target.removeprefix(_RESPONSE), value))
    return tuple(found)


def _value(exchange: Exchange, expression: str, prefix: str, find: Callable[[str], str | None]) -> str | None:
    """What an expression gives: a constant in single quotes, a variable, or what `find` knows of the rest."""
    text = exchange.spell(expression).strip()
    if len(text) > 1 and text[0] == text[-1] == "'":
        return text[1:-1]
    if text.startswith(prefix):
        return find(text.removeprefix(prefix))
    place, _, name = text.partition(".")
    if place == "context":
        return exchange.context.get(name)
    if place == "stageVariables":
        return exchange.stage_variables.get(name)
    return None


def _of_request(exchange: Exchange, source: str) -> str | None:
    place, _, name = source.partition(".")
    if place == "body":
        return _of_body(exchange.request.body.decode("utf-8", "replace"), name)
    parameters = read_parameters(exchange)
    if place == "path":
        return parameters.path.get(name)
    of_header = place.endswith("header")
    values = parameters.header_values(name) if of_header else parameters.querystring.get(name, [])
    return ",".join(values if place.startswith("multivalue") else values[-1:]) or None


def _of_answer(source: str, headers: Headers, body: str) -> str | None:
    place, _, name = source.partition(".")
    if place in ("header", "multivalueheader"):
        values = [value for key, value in headers if key == name]
        return ",".join(values if place == "multivalueheader" else values[-1:]) or None
    return _of_body(body, name) if place == "body" else None


def _of_body(body: str, path: str) -> str | None:
    """A body, or what a JSONPath finds in it; nothing where it is no JSON."""
    if not path:
        return body
    try:
        found = find_in(read_json(body), f"$.{path.removeprefix('$.')}", len(body))
    except (ValueError, TemplateError):
        return None
    if found is None:
        return None
    return found if isinstance(found, str) else dump_json(found)
