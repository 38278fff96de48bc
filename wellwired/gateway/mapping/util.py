"""$util: what a mapping template may do to texts.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html#util-template-reference
"""

import base64
import binascii
from collections.abc import Callable
from typing import Final
from urllib.parse import quote_plus, unquote_plus

from wellwired.gateway.mapping.syntax import TemplateError
from wellwired.gateway.mapping.values import Tool, read_json, to_text

_ESCAPES: Final = {
    '"': '\\"',
    "'": "\\'",
    "\\": "\\\\",
    "/": "\\/",
    "\b": "\\b",
    "\f": "\\f",
    "\n": "\\n",
    "\r": "\\r",
    "\t": "\\t",
}
_JAVA_SAFE: Final = "*"  # Java leaves it, and writes "~" as %7E


def make_util() -> Tool:
    """The functions of $util."""
    return Tool(
        {
            "escapeJavaScript": _on_text(escape_javascript),
            "parseJson": _on_text(_parse_json),
            "urlEncode": _on_text(lambda text: quote_plus(text, safe=_JAVA_SAFE).replace("~", "%7E")),
            "urlDecode": _on_text(unquote_plus),
            "base64Encode": _on_text(lambda text: base64.b64encode(text.encode()).decode()),
            "base64Decode": _on_text(_base64_decode),
        }
    )


def escape_javascript(text: str) -> str:
    """Text as it may stand in a JavaScript literal: single quotes are escaped too, which JSON does not know."""
    return "".join(_ESCAPES.get(character) or _escape(character) for character in text)


def _escape(character: str) -> str:
    if " " <= character <= "~":
        return character
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{int.from_bytes(units[at : at + 2]):04X}" for at in range(0, len(units), 2))


def _on_text(change: Callable[[str], object]) -> Callable[[list[object]], object]:
    def called(arguments: list[object]) -> object:
        if len(arguments) != 1:
            raise TemplateError(f"a function of $util takes one value, and got {len(arguments)}")
        return change(to_text(arguments[0]))

    return called


def _parse_json(text: str) -> object:
    try:
        return read_json(text)
    except ValueError as error:
        raise TemplateError(f"$util.parseJson got no JSON: {error}") from None


def _base64_decode(text: str) -> str:
    try:
        return base64.b64decode(text, validate=True).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        raise TemplateError("$util.base64Decode got no base64") from None
