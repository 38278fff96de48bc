"""What a function behind a Lambda proxy integration returned, as the answer to the client, or why it is none.

Source: recorded on AWS; https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
"""

import base64
import binascii
import json
from collections.abc import Mapping
from typing import Any, Final

from wellwired.gateway.exchange import Exchange
from wellwired.gateway.messages import Headers, Response
from wellwired.gateway.refusals import Refusal
from wellwired.model.binary_types import find_taking
from wellwired.runtime.contract import find_malformed

_FAILED: Final = "Execution failed due to configuration error:"
_MALFORMED: Final = f"{_FAILED} Malformed Lambda proxy response"
_UNDECODABLE: Final = f"{_FAILED} Unable to base64 decode the body."
# Names that API Gateway keeps for itself: the function's value goes out under another name, or not at all.
_REMAPPED: Final = ("connection", "content-length", "date", "server", "www-authenticate")
_WITHHELD: Final = ("transfer-encoding",)


def read_proxy_answer(payload: bytes, exchange: Exchange, binary_types: tuple[str, ...]) -> Response:
    """The answer that a payload means; raises `Refusal` for one that breaks the contract."""
    returned = _read(payload)
    for violation in find_malformed(returned):
        where = f"{violation.where or 'the returned value'} {violation.what}"
        if violation.status == 500:
            raise Refusal("API_CONFIGURATION_ERROR", detail=where, log=_UNDECODABLE)
        raise malformed(where)
    status = int(returned.get("statusCode", 200))
    exchange.context["integration.status"] = str(status)
    headers = _merge_headers(returned.get("headers") or {}, returned.get("multiValueHeaders") or {})
    return Response(status=status, headers=headers, body=_body(returned, exchange, binary_types))


def malformed(why: str) -> Refusal:
    """The refusal of a function's answer that breaks the proxy contract: the client's 502."""
    return Refusal("INTEGRATION_FAILURE", status=502, detail=why, log=_MALFORMED)


def _read(payload: bytes) -> dict[str, Any]:
    try:
        returned = json.loads(payload)
    except (ValueError, RecursionError):
        raise malformed("the function returned something that is no JSON") from None
    if not isinstance(returned, dict):
        raise malformed(f"the function returned {_kind(returned)}, not an object")
    return returned


def _kind(value: object) -> str:
    names = {type(None): "null", bool: "true or false", str: "a text", list: "a list"}
    return names.get(type(value), "a number")


def _merge_headers(single: Mapping[str, Any], multi: Mapping[str, Any]) -> Headers:
    """Both kinds of headers as one, without regard to case: multi values and their spelling first."""
    merged: dict[str, tuple[str, list[str]]] = {}
    for name, values in multi.items():
        merged.setdefault(name.lower(), (name, []))[1].extend(map(_text, values))
    for name, value in single.items():
        merged.setdefault(name.lower(), (name, []))[1].append(_text(value))
    return tuple(
        (_spell(key, name), value) for key, (name, values) in merged.items() for value in values if key not in _WITHHELD
    )


def _spell(key: str, name: str) -> str:
    return f"x-amzn-Remapped-{name}" if key in _REMAPPED else name


def _text(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _body(returned: Mapping[str, Any], exchange: Exchange, binary_types: tuple[str, ...]) -> bytes:
    text = _text(returned.get("body", ""))
    if not returned.get("isBase64Encoded") or not wants_binary(exchange, binary_types):
        return text.encode()
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise Refusal("API_CONFIGURATION_ERROR", detail=f"the body is no base64: {error}", log=_UNDECODABLE) from None


def wants_binary(exchange: Exchange, binary_types: tuple[str, ...]) -> bool:
    """Whether the first range of Accept names a binary type. `*/x` never does, not even literally: as recorded.

    A request without Accept gets text: nobody has shown what API Gateway does there.
    """
    first = (exchange.request.header("accept") or "").partition(",")[0].partition(";")[0].strip().lower()
    usable = [kind for kind in binary_types if not kind.startswith("*/") or kind == "*/*"]
    return "/" in first and find_taking(usable, first) is not None
