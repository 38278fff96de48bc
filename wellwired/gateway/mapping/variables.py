"""Fills in the variables of gateway responses and access log formats, which know no other part of the language.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html;
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
"""

import re
from typing import Final

from wellwired.gateway.exchange import Exchange
from wellwired.gateway.mapping.inputs import read_parameters

# Names that an authorizer or a user pool gives may hold colons and hyphens; where they name nothing, they are text.
_VARIABLE: Final = re.compile(
    r"\$(context|stageVariables|method\.request\.(?:header|path|querystring))\.([A-Za-z0-9_.:-]+)|\$input\.body\b"
)
_LOOSE_END: Final = re.compile(r"[:-][A-Za-z0-9_.]*$|\.$")


def fill_variables(template: str, exchange: Exchange, *, unset: str = "") -> str:
    """`template` with $context, $stageVariables, $method.request and $input.body put in.

    unset: what stands for a variable that the request never set: "" in a gateway response, "-" in an access log.
    $context.error.messageString brings its quotes with it: it is taken as `exchange.context` has it.
    """
    if "$" not in template:
        return template

    def fill(match: re.Match[str]) -> str:
        if not match[1]:
            return exchange.request.body.decode("utf-8", "replace")
        place, name, rest = match[1], match[2], ""
        while (value := _find(exchange, place, name)) is None:
            end = _LOOSE_END.search(name)
            if end is None:
                return unset + rest
            name, rest = name[: end.start()], name[end.start() :] + rest
        return value + rest

    return _VARIABLE.sub(fill, template)


def _find(exchange: Exchange, place: str, name: str) -> str | None:
    if place == "context":
        return exchange.context.get(name) or None
    if place == "stageVariables":
        return exchange.stage_variables.get(name)
    parameters = read_parameters(exchange)
    if place.endswith("path"):
        return parameters.path.get(name)
    values = parameters.header_values(name) if place.endswith("header") else parameters.querystring.get(name)
    return values[-1] if values else None
