"""What a function returned, where a log or a paste shows it: which term of the proxy response contract it breaks."""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from wellwired.facts import PROXY_RESPONSE_KEYS

_BODY: Final = re.compile(r"Endpoint response body before transformations: ?(.*)")


def tags_of_return(text: str) -> Iterator[str]:
    """Tags such as "returned-body-object" for every answer that the text shows."""
    shown = [match[1].strip() for match in _BODY.finditer(text)]
    if not shown and re.match(r"\s*\{", text) and re.search(r'"statusCode"\s*:', text):
        shown = [text.strip()]
    for answer in shown:
        yield from _tags(answer)


def _tags(answer: str) -> Iterator[str]:
    try:
        value = json.loads(answer, parse_constant=_refuse)
    except (ValueError, RecursionError):
        if answer.startswith('"'):
            yield "returned-not-object"
            return
        # An event is cut at 1,024 bytes: what begins well may only be cut; the console says where it cuts.
        if len(answer) < 900 and answer and "[TRUNCATED]" not in answer:
            yield "returned-invalid-json"
        return
    if value is None:
        yield "returned-none"
    elif not isinstance(value, dict):
        yield "returned-not-object"
    elif "errorMessage" not in value:
        yield from _contract_tags(value)


def _contract_tags(value: dict[str, Any]) -> Iterator[str]:
    if "cookies" in value:
        yield "returned-cookies"
    elif any(key not in PROXY_RESPONSE_KEYS for key in value):
        yield "returned-unknown-key"
    if isinstance(value.get("body"), dict | list):
        yield "returned-body-object"
    if isinstance(value.get("headers"), list):
        yield "returned-headers-list"
    multiple = value.get("multiValueHeaders")
    if isinstance(multiple, dict) and any(not isinstance(item, list) for item in multiple.values()):
        yield "returned-mvh"
    status = value.get("statusCode", 200)
    if not re.fullmatch(r"\d{3}", str(status)) or isinstance(status, bool):
        yield "returned-status"


def _refuse(constant: str) -> Any:
    raise ValueError(constant)
