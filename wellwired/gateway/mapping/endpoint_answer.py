"""What a client gets of an integration that is no proxy: which integration response, with which headers and body.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-integration-settings-integration-response.html
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from wellwired.gateway.exchange import Exchange
from wellwired.gateway.mapping.endpoint_request import JSON, TO_BINARY, TO_TEXT, decode_base64, is_binary
from wellwired.gateway.mapping.engine import render_template
from wellwired.gateway.mapping.inputs import Overrides, make_names
from wellwired.gateway.mapping.methods import fits
from wellwired.gateway.mapping.parameters import map_response
from wellwired.gateway.mapping.syntax import TemplateError
from wellwired.gateway.messages import Headers, Response
from wellwired.gateway.refusals import Refusal
from wellwired.model.api import Integration, IntegrationResponse

_FAILED: Final = "Execution failed due to configuration error:"
_UNTRANSFORMED: Final = f"{_FAILED} Unable to transform response"
# Recorded: these go out under another name, and this one not at all.
_REMAPPED: Final = frozenset(
    {
        *("authorization", "connection", "content-length", "content-md5", "date", "expect", "host", "max-forwards"),
        *("proxy-authenticate", "server", "trailer", "upgrade", "user-agent", "www-authenticate"),
    }
)
_WITHHELD: Final = "transfer-encoding"


@dataclass(frozen=True, slots=True)
class EndpointAnswer:
    """What an integration answered. chosen_by: what selection patterns are matched with; status: for the log."""

    chosen_by: str
    status: int
    body: str = ""
    headers: Headers = ()


def answer_client(
    exchange: Exchange, integration: Integration, answer: EndpointAnswer, overrides: Overrides
) -> Response:
    """The client's answer; raises `Refusal` where the integration has none for it."""
    chosen = _select(integration, answer)
    status = _declared_status(exchange, chosen)
    mapped = map_response(exchange, chosen.response_parameters.or_default({}), answer.headers, answer.body)
    body = _body(exchange, chosen, answer, overrides)
    headers = _merge(mapped, overrides.response_headers.items())
    return Response(status=overrides.status or status, headers=_complete(headers), body=body)


def _select(integration: Integration, answer: EndpointAnswer) -> IntegrationResponse:
    """The first response whose pattern fits, else the default one, which has no pattern."""
    responses = integration.integration_responses.or_default(())
    default = None
    for response in responses:
        pattern = response.selection_pattern.or_default("")
        if not pattern:
            default = default or response
        elif _fits(pattern, answer.chosen_by):
            return response
    if default is None:
        raise Refusal(
            "API_CONFIGURATION_ERROR",
            detail=f"no integration response fits {answer.chosen_by or 'an answer without error'!r}, "
            "and none is the default",
            log=f"{_FAILED} No match for output mapping and no default output mapping configured. "
            f"Endpoint Response Status Code: {answer.status}",
        )
    return default


def _fits(pattern: str, text: str) -> bool:
    try:
        return fits(pattern, text)
    except TemplateError as error:
        raise Refusal("API_CONFIGURATION_ERROR", detail=f"the selection pattern: {error}", log=_UNTRANSFORMED) from None


def _declared_status(exchange: Exchange, chosen: IntegrationResponse) -> int:
    """The status of an integration response, which the method must declare."""
    status = str(chosen.status_code.known())
    method = exchange.method
    declared = method.method_responses.or_default(()) if method is not None else ()
    if not status.isdigit() or all(str(response.status_code.known()) != status for response in declared):
        raise Refusal(
            "API_CONFIGURATION_ERROR",
            detail=f"the integration response {status} has no method response of that status",
            log=f"{_FAILED} Output mapping refers to an invalid method response: {status}",
        )
    return int(status)


def _body(exchange: Exchange, chosen: IntegrationResponse, answer: EndpointAnswer, overrides: Overrides) -> bytes:
    template = _find_template(exchange, chosen)
    binary = _becomes_binary(exchange, chosen) and bool(answer.body)
    if template is None:
        return decode_base64(answer.body.strip('"'), "the answer") if binary else answer.body.encode("utf-8", "replace")
    if binary:
        raise Refusal(
            "API_CONFIGURATION_ERROR",
            detail="the answer becomes binary, and a mapping template needs text",
            log=_UNTRANSFORMED,
        )
    try:
        text = render_template(exchange.spell(template), make_names(exchange, answer.body, overrides))
        _ = overrides.response_headers  # a template that breaks the maps of $context fails here
    except TemplateError as error:
        raise Refusal("API_CONFIGURATION_ERROR", detail=f"the response template: {error}", log=_UNTRANSFORMED) from None
    return text.encode("utf-8", "replace")


def _find_template(exchange: Exchange, chosen: IntegrationResponse) -> str | None:
    """The template that Accept asks for, else that for JSON, else the first; None to pass the body on as it is."""
    templates = {kind: text for kind, text in chosen.response_templates.or_default({}).items() if text.strip()}
    if not templates:
        return None
    for kind in (_accepted(exchange), JSON):
        if kind in templates:
            return templates[kind]
    return next(iter(templates.values()))


def _becomes_binary(exchange: Exchange, chosen: IntegrationResponse) -> bool:
    """Whether an answer in text is decoded on its way: as told, or where the client accepts a binary type first."""
    handling = chosen.content_handling.or_default("")
    accepted = _accepted(exchange)
    return handling == TO_BINARY or (handling != TO_TEXT and "*" not in accepted and is_binary(exchange, accepted))


def _accepted(exchange: Exchange) -> str:
    """The first range of Accept: API Gateway looks at no other."""
    return (exchange.request.header("accept") or "*/*").partition(",")[0].partition(";")[0].strip()


def _merge(mapped: Headers, overriding: Iterable[tuple[str, str]]) -> Headers:
    over = tuple(overriding)
    names = {name.lower() for name, _ in over}
    return (*((name, value) for name, value in mapped if name.lower() not in names), *over)


def _complete(headers: Headers) -> Headers:
    """The headers under the names that API Gateway gives them; JSON where they name no content type."""
    named = tuple(
        (f"x-amzn-Remapped-{name}" if name.lower() in _REMAPPED else name, value)
        for name, value in headers
        if name.lower() != _WITHHELD
    )
    typed = any(name.lower() == "content-type" for name, _ in named)
    return named if typed else (("Content-Type", JSON), *named)
