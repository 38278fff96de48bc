"""What goes to an integration that is no proxy: the body, converted and transformed, and the mapped parameters.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/integration-passthrough-behaviors.html;
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings-workflow.html
"""

import base64
import binascii
from dataclasses import dataclass
from typing import Final

from wellwired.gateway.exchange import Exchange
from wellwired.gateway.mapping.engine import render_template
from wellwired.gateway.mapping.inputs import Overrides, make_names
from wellwired.gateway.mapping.parameters import Mapped, map_request, refuse_reserved_mapping
from wellwired.gateway.mapping.syntax import TemplateError
from wellwired.gateway.messages import find_header
from wellwired.gateway.refusals import Refusal
from wellwired.model.api import Integration
from wellwired.model.binary_types import binary_types, find_taking

JSON: Final = "application/json"
TO_TEXT: Final = "CONVERT_TO_TEXT"
TO_BINARY: Final = "CONVERT_TO_BINARY"
_FAILED: Final = "Execution failed due to configuration error:"
_UNTRANSFORMED: Final = f"{_FAILED} Unable to transform request"
_UNDECODED: Final = f"{_FAILED} Unable to base64 decode the body."


@dataclass(frozen=True, slots=True)
class EndpointRequest:
    """What the integration gets. overrides: what the request template set in $context, which the answer sees too."""

    body: bytes
    mapped: Mapped
    overrides: Overrides

    @property
    def is_event(self) -> bool:
        """Whether Lambda is asked not to be waited for: X-Amz-Invocation-Type is Event."""
        headers = {**self.mapped.header, **self.overrides.request_headers}
        return find_header(tuple(headers.items()), "X-Amz-Invocation-Type") == "Event"


def prepare_request(exchange: Exchange, integration: Integration) -> EndpointRequest:
    """What an AWS or MOCK integration gets of a request; raises `Refusal`."""
    kind = _media_type(exchange.request.header("content-type") or JSON)
    template = _find_template(integration, kind)
    if integration.type.known() == "AWS":
        refuse_reserved_mapping(integration)
    mapped = map_request(exchange, integration)
    body = _convert(exchange, integration, kind)
    overrides = Overrides()
    if template is None:
        return EndpointRequest(body if isinstance(body, bytes) else body.encode(), mapped, overrides)
    if isinstance(body, bytes):
        # Recorded for AWS integrations; for MOCK: the preflight of an API that takes everything for binary.
        raise Refusal(
            "API_CONFIGURATION_ERROR",
            detail=f"the request's content type, {kind}, is binary, and a mapping template needs text: "
            "the integration lacks ContentHandling CONVERT_TO_TEXT",
            log=_UNTRANSFORMED,
        )
    try:
        text = render_template(exchange.spell(template), make_names(exchange, body, overrides))
        made = EndpointRequest(text.strip().encode("utf-8", "replace"), mapped, overrides)
        _ = made.is_event, overrides.response_headers  # a template that breaks the maps of $context fails here
    except TemplateError as error:
        raise Refusal(
            "API_CONFIGURATION_ERROR", detail=f"the request template for {kind}: {error}", log=_UNTRANSFORMED
        ) from None
    return made


def is_binary(exchange: Exchange, media_type: str) -> bool:
    """Whether the API takes a content type for binary."""
    return exchange.api is not None and find_taking(binary_types(exchange.api), _media_type(media_type)) is not None


def decode_base64(text: str, where: str) -> bytes:
    """The bytes that a text stands for; raises the `Refusal` that API Gateway gives for one that stands for none."""
    try:
        return base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise Refusal("API_CONFIGURATION_ERROR", detail=f"{where} is no base64", log=_UNDECODED) from None


def _find_template(integration: Integration, kind: str) -> str | None:
    """The template for a content type, None to pass the body on as it is; raises `Refusal` where neither may be."""
    templates = integration.request_templates.or_default({})
    found = next((text for name, text in templates.items() if _media_type(name) == kind), None)
    if found is not None:
        return found
    behavior = integration.passthrough_behavior.or_default("WHEN_NO_MATCH")
    if behavior == "NEVER" or (behavior == "WHEN_NO_TEMPLATES" and templates):
        raise Refusal(
            "UNSUPPORTED_MEDIA_TYPE",
            detail=f"the integration has no request template for {kind}, and passes nothing through ({behavior})",
        )
    return None


def _convert(exchange: Exchange, integration: Integration, kind: str) -> bytes | str:
    """The body as the integration's `ContentHandling` wants it: bytes where it is binary, else text."""
    body = exchange.request.body
    handling = integration.content_handling.or_default("")
    if is_binary(exchange, kind):
        return base64.b64encode(body).decode() if handling == TO_TEXT else body
    text = body.decode("utf-8", "replace")
    return decode_base64(text, "the request's body") if handling == TO_BINARY else text


def _media_type(value: str) -> str:
    """A content type without its parameters."""
    return value.partition(";")[0].strip().lower()
