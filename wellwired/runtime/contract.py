"""What API Gateway accepts as the answer of a Lambda proxy integration, as a check for unit tests and for the wrapper.

The rules were recorded on AWS where anyone has recorded them. Where nobody has, a value is a violation if it is not
plainly one of the documented forms: a test that fails for nothing costs a minute, a 502 in production costs more.
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
"""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from wellwired.runtime.json_text import pointer
from wellwired.runtime.payload import NotSendableError, find_base64, find_excess, plain

KEYS: Final = ("statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded")
Evidence = Literal["recorded", "documented", "choice"]
_HEADER_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")  # RFC 9110, a token
_CONTROL: Final = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_STATUS: Final = range(200, 600)


@dataclass(frozen=True, slots=True)
class Violation:
    """One way in which a value is no proxy response.

    `where` is a JSON pointer, empty for the whole value; `status` is what the client gets instead of the answer;
    `evidence` is "recorded" (seen on a real API), "documented" (AWS's pages, or the source of its runtime client) or
    "choice" (nobody has shown what happens, and the kit will not bet on it); `fix` says what to write instead.
    """

    where: str
    what: str
    status: int
    evidence: Evidence
    fix: str

    def __str__(self) -> str:
        return f"{self.where or 'the response'} {self.what}: {self.status} ({self.evidence}). {self.fix}"


def check_proxy_response(value: object) -> list[Violation]:
    """Return why API Gateway would not pass value on as the answer of a handler; nothing when it would.

    value is what the handler returns, before Lambda turns it into JSON. No body or header value is repeated in the
    findings, so they can be logged.
    """
    return list(find_malformed(value)) or list(find_oversized(value))


def assert_proxy_response(value: object) -> None:
    """Raise AssertionError, naming every violation, unless API Gateway would pass value on."""
    if violations := check_proxy_response(value):
        raise AssertionError("not a proxy response:\n" + "\n".join(f"  {violation}" for violation in violations))


def find_malformed(value: object) -> Iterator[Violation]:
    """Yield what is wrong with the shape of value."""
    if isinstance(value, bytes):
        yield _choice("", "is bytes, which Lambda sends as they are", "Return a dict.")
        return
    try:
        response = plain(value)
    except NotSendableError as error:
        yield _unsendable("", error)
        return
    if not isinstance(response, dict):
        evidence: Evidence = "recorded" if isinstance(response, str) else "choice"
        kind = "None: a return is missing" if value is None else f"{_kind(value)}, not a dict"
        yield Violation("", f"is {kind}", 502, evidence, "Return {'statusCode': 200, 'body': '...'}.")
        return
    for key in response:
        if key not in KEYS:
            yield _unknown_key(key)
    checks = {"statusCode": _status, "headers": _headers, "multiValueHeaders": _multi_value_headers, "body": _body}
    for key, check in checks.items():
        if key in response:
            yield from check(response[key])
    yield from _encoding(response)


def find_oversized(value: object) -> Iterator[Violation]:
    """Yield a violation if a well-formed value is more than Lambda hands over in one answer."""
    if excess := find_excess(value):
        yield Violation(
            "",
            f"is {excess:,} bytes as JSON, and Lambda hands over 6,291,556",
            502,
            "recorded",
            "Answer in pages, or put the content into S3 and answer with a presigned URL.",
        )


def _choice(where: str, what: str, fix: str) -> Violation:
    return Violation(where, what, 502, "choice", fix)


def _unsendable(where: str, error: NotSendableError) -> Violation:
    return Violation(where, str(error), 502, "documented", "Use text, numbers, dicts and lists.")


def _unknown_key(key: object) -> Violation:
    shown = repr(key[:60]) if isinstance(key, str) else f"({_kind(key)})"
    fix = {
        "cookies": "That key belongs to HTTP APIs: use multiValueHeaders {'Set-Cookie': [...]}.",
        "base64Encoded": "Spell it isBase64Encoded.",
    }.get(key if isinstance(key, str) else "", f"Only {', '.join(KEYS)} may stand there: move it into the body.")
    return Violation(pointer("", key), f"is an unknown key {shown}", 502, "recorded", fix)


def _status(status: object) -> Iterator[Violation]:
    where, fix = "/statusCode", "Write an integer from 200 to 599."
    status = _sendable(status)
    if isinstance(status, str):
        if not (status.isascii() and status.isdigit()):
            yield Violation(where, "is text that is no integer", 502, _evidence_against(status), fix)
            return
        status = int(status[:9])
    if isinstance(status, bool) or not isinstance(status, int):
        yield _choice(where, f"is {_kind(status)}", fix)
    elif status not in _STATUS:
        yield _choice(where, f"is {status if abs(status) < 10**9 else 'huge'}, no status of an answer", fix)


def _evidence_against(status: str) -> Evidence:
    try:
        float(status or "0")
    except ValueError:
        return "recorded"
    return "choice"


def _headers(headers: object) -> Iterator[Violation]:
    if headers is None:
        return
    headers = _sendable(headers)
    if not isinstance(headers, dict):
        evidence: Evidence = "recorded" if isinstance(headers, list) else "choice"
        yield Violation("/headers", f"is {_kind(headers)}", 502, evidence, "Use a dict of name and text.")
        return
    for name, value in headers.items():
        where = pointer("/headers", name)
        yield from _header_name(where, name)
        yield from _header_value(where, value, "Several values of one name go into multiValueHeaders.")


def _multi_value_headers(headers: object) -> Iterator[Violation]:
    fix = "Use a dict of name and list of texts."
    headers = _sendable(headers)
    if not isinstance(headers, dict):
        yield _choice("/multiValueHeaders", f"is {_kind(headers)}", fix)
        return
    for name, value in headers.items():
        where = pointer("/multiValueHeaders", name)
        yield from _header_name(where, name)
        values = _sendable(value)
        if not isinstance(values, list):
            yield Violation(where, f"is {_kind(value)}, not a list", 502, "recorded", fix)
            continue
        for index, item in enumerate(values):
            yield from _header_value(f"{where}/{index}", item, "Use text.")


def _header_name(where: str, name: object) -> Iterator[Violation]:
    if not isinstance(name, str) or not _HEADER_NAME.fullmatch(name):
        yield _choice(where, "is no header name", "Use letters, digits and hyphens.")


def _header_value(where: str, value: object, fix: str) -> Iterator[Violation]:
    """A true or false becomes text, as recorded; a number is taken to do the same, as it does in a body."""
    try:
        value = plain(value)
    except NotSendableError as error:
        yield _unsendable(where, error)
        return
    if isinstance(value, float) and not math.isfinite(value):
        yield _choice(where, "is no JSON number", "Write text.")
    elif value is None or isinstance(value, dict | list):
        yield _choice(where, f"is {_kind(value)}", fix if value is not None else "Leave the header out.")
    elif isinstance(value, str) and _CONTROL.search(value):
        yield _choice(where, "has a line break or control character", "Strip it: it could split the answer.")
    elif isinstance(value, str) and not _encodable(value):
        yield _unpaired(where)


def _body(body: object) -> Iterator[Violation]:
    """A number goes out as its text: https://github.com/aws/aws-sam-cli/issues/38."""
    where, fix = "/body", "Write json.dumps(...) around it, or use wellwired.runtime.to_json."
    try:
        body = plain(body)
    except NotSendableError as error:
        yield Violation(where, str(error), 502, "documented", fix)
        return
    if isinstance(body, dict):
        yield Violation(where, "is a dict, not text", 502, "recorded", fix)
    elif body is None:
        yield _choice(where, "is None", "Leave the key out, or write ''.")
    elif isinstance(body, list | bool):
        yield _choice(where, f"is {_kind(body)}, not text", fix)
    elif isinstance(body, float) and not math.isfinite(body):
        yield _choice(where, "is no JSON number", fix)
    elif isinstance(body, str) and not _encodable(body):
        yield _unpaired(where)


def _encoding(response: dict[object, object]) -> Iterator[Violation]:
    where, fix = "/isBase64Encoded", "Write True or False."
    encoded = response.get("isBase64Encoded", False)
    if not isinstance(encoded, bool):
        yield _choice(where, f"is {_kind(encoded)}", fix)
        return
    body = _sendable(response.get("body", ""))
    if encoded and isinstance(body, str | int | float) and not isinstance(body, bool):
        strict = find_base64(str(body))
        if strict != str(body):
            what = "is not base64" if strict is None else "is base64 in lines, for URLs or without padding"
            yield Violation(
                "/body",
                f"{what}, but isBase64Encoded is true",
                500,
                "recorded" if strict is None else "choice",
                "Write base64.b64encode(content).decode(), or leave isBase64Encoded out.",
            )


def _unpaired(where: str) -> Violation:
    what = "has half a surrogate pair, which UTF-8 does not have"
    return Violation(where, what, 502, "documented", "Write text.encode(errors='replace').decode().")


def _encodable(text: str) -> bool:
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _sendable(value: object) -> object:
    try:
        return plain(value)
    except NotSendableError:
        return value


def _kind(value: object) -> str:
    name = type(value).__name__
    return "None" if value is None else f"an {name}" if name[0] in "aeiou" else f"a {name}"
