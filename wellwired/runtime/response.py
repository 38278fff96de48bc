"""Whatever a handler returns, put right into a proxy response, or refused with the reason."""

import base64
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from typing import Any, Final
from uuid import UUID

from wellwired.runtime.contract import KEYS, find_malformed
from wellwired.runtime.json_text import NotJsonError, pointer, to_json
from wellwired.runtime.payload import find_base64
from wellwired.runtime.problem import Problem

_TEXT_TYPES: Final = ("text/", "application/json", "application/xml", "application/javascript")
_TEXT_SUFFIXES: Final = ("+json", "+xml")
ProxyResponse = dict[str, Any]


class RefusedError(Exception):
    """What the handler returned cannot be sent, and nobody can know what was meant; the message says where and why."""


def to_proxy_response(value: object) -> ProxyResponse:
    """Return value as a proxy response that keeps the contract; its size is not looked at.

    Raises RefusedError for what would be a guess: None, a plain object or list, unknown keys, a status that is none.
    """
    if isinstance(value, Problem):
        value = value.to_response()
    fields = _fields(value)
    multi = _multi_value_headers(fields.get("multiValueHeaders"))
    headers = _headers(fields.get("headers"), multi)
    response: ProxyResponse = {key: item for key, item in fields.items() if key not in KEYS}  # refused below, by name
    response["statusCode"] = _status(fields.get("statusCode"))
    body, encoded, default_type = _body(
        fields.get("body"), fields.get("isBase64Encoded"), _content_type(headers, multi)
    )
    if default_type:
        headers["Content-Type"] = default_type
    if headers:
        response["headers"] = headers
    if multi:
        response["multiValueHeaders"] = multi
    if body is not None:
        response["body"] = body
    if encoded:
        response["isBase64Encoded"] = True
    if violations := list(find_malformed(response)):
        raise RefusedError("; ".join(f"{each.where or 'it'} {each.what} ({each.fix})" for each in violations[:5]))
    return response


def _fields(value: object) -> dict[str, Any]:
    if isinstance(value, Mapping):
        return dict(value)
    if all(hasattr(value, name) for name in ("status_code", "headers", "body")):
        return _powertools_fields(value)
    if callable(as_dict := getattr(value, "_asdict", None)):
        return dict(as_dict())
    if value is None:
        raise RefusedError("the handler returned None: a return is missing; to answer without content, say 204")
    if callable(close := getattr(value, "close", None)) and hasattr(value, "cr_frame"):
        close()  # or Python warns of a coroutine that was never awaited, at a place far from here
        raise RefusedError("the handler is async, and Lambda awaits nothing: return asyncio.run(...)")
    raise RefusedError(
        f"the handler returned a {type(value).__name__}: return {{'statusCode': 200, 'body': ...}} with it as the body"
    )


def _powertools_fields(value: Any) -> dict[str, Any]:
    """Read a Powertools `Response` that no resolver has turned into a dict."""
    fields = {"statusCode": value.status_code, "headers": value.headers, "body": value.body}
    if cookies := getattr(value, "cookies", None):
        fields["multiValueHeaders"] = {"Set-Cookie": [str(cookie) for cookie in cookies]}
    if getattr(value, "base64_encoded", False):
        fields["isBase64Encoded"] = True
    return fields


def _status(status: object) -> object:
    """Return the status as an integer if it is a whole number in any spelling, 200 if there is none."""
    if status is None:
        return 200
    if isinstance(status, str) and status.strip().isascii() and status.strip().isdigit():
        return int(status.strip()[:9])
    if isinstance(status, Enum):
        status = status.value
    if isinstance(status, int | float | Decimal) and not isinstance(status, bool) and status in range(1000):
        return int(status)
    return status


def _headers(headers: object, multi: dict[str, list[object]]) -> dict[str, object]:
    """Return the headers as text; a list of values moves over into multi, which is where API Gateway takes it from."""
    single: dict[str, object] = {}
    for name, value in _items("headers", headers):
        if isinstance(value, list | tuple):
            multi.setdefault(name, []).extend(_header_text(item) for item in value if item is not None)
        elif value is not None:
            single[name] = _header_text(value)
    return single


def _multi_value_headers(headers: object) -> dict[str, list[object]]:
    multi: dict[str, list[object]] = {}
    for name, value in _items("multiValueHeaders", headers):
        values = value if isinstance(value, list | tuple) else [value]
        if texts := [_header_text(item) for item in values if item is not None]:
            multi[name] = texts
    return multi


def _items(key: str, headers: object) -> list[tuple[str, object]]:
    if headers is None:
        return []
    if not isinstance(headers, Mapping):
        raise RefusedError(f"{pointer('', key)} is a {type(headers).__name__}, not a dict of name and value")
    return [(_header_text(name), value) for name, value in headers.items()]  # type: ignore[misc]


def _header_text(value: object) -> object:
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, bytes):
        return value.decode("latin-1")
    return str(value) if isinstance(value, str | int | float | Decimal | UUID) else value


def _content_type(headers: Mapping[str, object], multi: Mapping[str, list[object]]) -> str | None:
    for name, value in (*multi.items(), *headers.items()):
        if isinstance(name, str) and name.lower() == "content-type" and value:
            return str(value[0] if isinstance(value, list) else value).lower()
    return None


def _body(body: object, encoded: object, content_type: str | None) -> tuple[object, bool, str | None]:
    """Return the body as text, whether it is base64, and a content type for a body that came without one."""
    if isinstance(encoded, str) and encoded.lower() in ("true", "false"):
        encoded = encoded.lower() == "true"
    if encoded is not None and not isinstance(encoded, bool):
        raise RefusedError(f"/isBase64Encoded is a {type(encoded).__name__}: write True or False")
    if body is None:
        return None, False, None
    if isinstance(body, bytearray | memoryview):
        body = bytes(body)
    elif isinstance(body, Enum):
        body = body.value
    if encoded and isinstance(body, str | bytes):
        return _base64(body), True, None
    if isinstance(body, bytes):
        text = _text(body) if content_type and _is_text(content_type) else None
        if text is not None:  # such as orjson.dumps(): sent as base64, a client would see base64
            return text, False, None
        return base64.b64encode(body).decode(), True, None if content_type else "application/octet-stream"
    if isinstance(body, str):
        return body, False, None
    try:
        return to_json(body), False, None if content_type else "application/json"
    except NotJsonError as error:
        raise RefusedError(f"/body{error}") from error


def _base64(body: str | bytes) -> str:
    """Return body as base64 in the one spelling API Gateway decodes: no line breaks, standard alphabet, padded."""
    strict = find_base64(body if isinstance(body, str) else body.decode("latin-1"))
    if strict is not None:
        return strict
    if isinstance(body, bytes):
        return base64.b64encode(body).decode()  # plainly not encoded yet
    raise RefusedError("/body is not base64, but isBase64Encoded is true")


def _is_text(content_type: str) -> bool:
    essence = content_type.split(";")[0].strip()
    return essence.startswith(_TEXT_TYPES) or essence.endswith(_TEXT_SUFFIXES)


def _text(body: bytes) -> str | None:
    try:
        return body.decode()
    except UnicodeDecodeError:
        return None
