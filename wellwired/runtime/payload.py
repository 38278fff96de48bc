"""What Lambda's Python runtime makes of a handler's return value on its way out, and how many bytes that is.

Read from the source of AWS's runtime client, whose encoder is simplejson: https://github.com/aws/aws-lambda-python-runtime-interface-client
"""

import base64
import binascii
import json
import math
import os
import re
from decimal import Decimal
from typing import Any, Final

PAYLOAD_LIMIT: Final = 6_291_556  # bytes; https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
_URL_SAFE: Final = str.maketrans("-_", "+/", " \t\r\n")
_LONGEST_ESCAPE: Final = 12  # bytes of JSON that one character can become: two \uXXXX
_LARGEST_INTEGER_BITS: Final = (
    14_000  # 4,215 digits: https://docs.python.org/3/library/stdtypes.html#int-max-str-digits
)
_ESCAPING_RUNTIME: Final = re.compile(r"AWS_Lambda_python3\.([0-9]|1[01])")  # from 3.12 on, text goes out as UTF-8


class NotSendableError(TypeError):
    """A value that the runtime cannot turn into JSON: Lambda answers Runtime.MarshalError, the gateway 502."""


def plain(value: object) -> object:
    """Return the JSON form of value, one level deep: bytes are text, a tuple is a list, a named tuple a dict."""
    if isinstance(value, Decimal):
        value = _number(value)
    if isinstance(value, int) and value.bit_length() > _LARGEST_INTEGER_BITS:
        raise NotSendableError("is an integer of more digits than Python will write")
    if value is None or isinstance(value, str | bool | int | float | dict | list):
        return value
    if callable(as_dict := getattr(value, "_asdict", None)):
        return dict(as_dict())
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, bytes):
        try:
            return value.decode()
        except UnicodeDecodeError:
            raise NotSendableError("is bytes that are no UTF-8, which Lambda cannot write as JSON") from None
    raise NotSendableError(f"is a {type(value).__name__}, which Lambda cannot write as JSON")


def find_base64(text: str) -> str | None:
    """Return base64 text in its one strict spelling (standard alphabet, padded, one line); None if it is no base64."""
    if _decodes(text):
        return text
    bare = text.translate(_URL_SAFE).rstrip("=")
    strict = bare + "=" * (-len(bare) % 4)
    return strict if _decodes(strict) else None


def _decodes(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return False
    return True


def _number(value: Decimal) -> int | float:
    if value.is_nan():
        return math.nan
    return int(value) if re.fullmatch(r"-?\d+", str(value)) else float(value)


def find_excess(value: object) -> int:
    """Return the bytes of value as JSON if that is more than Lambda hands over, else 0; value is a proxy response."""
    response: Any = plain(value)
    if _characters(response) * _LONGEST_ESCAPE < PAYLOAD_LIMIT:
        return 0  # nearly every answer: no need to write it twice
    escapes = bool(_ESCAPING_RUNTIME.fullmatch(os.environ.get("AWS_EXECUTION_ENV", "")))
    size = len(json.dumps(response, default=plain, ensure_ascii=escapes).encode())
    return size if size > PAYLOAD_LIMIT else 0


def _characters(value: object) -> int:
    """Return at least how many characters the JSON of value has, before escapes."""
    if isinstance(value, str | bytes):
        return len(value) + 4
    if isinstance(value, dict):
        return sum(_characters(key) + _characters(item) for key, item in value.items()) + 4
    if isinstance(value, list | tuple):
        return sum(_characters(item) for item in value) + 4
    return 400
