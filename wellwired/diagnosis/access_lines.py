"""Access log lines of any format, read by the very format that the stage writes them with.

https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html has the four common ones.
"""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from wellwired.access_log import FIELDS, UNSET

_VARIABLE: Final = re.compile(r"\$context\.([A-Za-z0-9_]+(?:\.[A-Za-z0-9_-]+)*)")
_MAX_LINE: Final = 20_000
_MAX_STEPS: Final = 20_000  # a hostile line could be split in ever more ways
# The kit's name of each variable; a variable that the kit does not write keeps its own name.
_NAMES: Final = {variable.removeprefix("$context."): name for name, variable in FIELDS.items()}
# The secret itself, which some formats log: it is never taken in.
_KEY_VALUE: Final = "identity.apiKey"
_SHAPES: Final[Mapping[str, re.Pattern[str]]] = {
    "status": re.compile(r"\d{3}|-"),
    "httpMethod": re.compile(r"[A-Z]+|-"),
    "requestTimeEpoch": re.compile(r"\d+|-"),
    "responseLength": re.compile(r"\d+|-"),
    "responseLatency": re.compile(r"\d+|-"),
    "integrationLatency": re.compile(r"\d+|-"),
    "requestId": re.compile(r"[0-9A-Za-z-]+"),
    "protocol": re.compile(r"HTTP/[\d.]+|-"),
}
# Common Log Format, XML, and CSV, as AWS documents them; JSON is read by its keys.
_CLF: Final = (
    "$context.identity.sourceIp $context.identity.caller $context.identity.user [$context.requestTime] "
    '"$context.httpMethod $context.resourcePath $context.protocol" $context.status $context.responseLength '
    "$context.requestId $context.extendedRequestId"
)
_XML: Final = (
    '<request id="$context.requestId"> <extendedRequestId>$context.extendedRequestId</extendedRequestId> '
    "<ip>$context.identity.sourceIp</ip> <caller>$context.identity.caller</caller> "
    "<user>$context.identity.user</user> <requestTime>$context.requestTime</requestTime> "
    "<httpMethod>$context.httpMethod</httpMethod> <resourcePath>$context.resourcePath</resourcePath> "
    "<status>$context.status</status> <protocol>$context.protocol</protocol> "
    "<responseLength>$context.responseLength</responseLength> </request>"
)
_CSV: Final = (
    "$context.identity.sourceIp,$context.identity.caller,$context.identity.user,$context.requestTime,"
    "$context.httpMethod,$context.resourcePath,$context.protocol,$context.status,$context.responseLength,"
    "$context.requestId,$context.extendedRequestId"
)
_COMMON: Final = (_CLF, _XML, _CSV)
Line = Mapping[str, str]
LineReader = Callable[[str], Line | None]


@dataclass(frozen=True, slots=True)
class _Template:
    """A format cut into variables and the literal text before, between and after them."""

    variables: tuple[str, ...]
    literals: tuple[str, ...]


def make_reader(format_: str) -> LineReader:
    """What turns a line into its fields, by the kit's names (`wellwired.access_log.FIELDS`); None for other lines.

    format_: the stage's `AccessLogSetting.Format`; lines of another format, written before it was changed, are
    still read where they are JSON with telling keys or one of AWS's common formats.
    """
    keys = _json_keys(format_)
    templates = tuple(_cut(text.strip()) for text in (format_, *_COMMON) if text.strip())

    def read(line: str) -> Line | None:
        line = line.strip()
        if len(line) > _MAX_LINE:
            return None
        found = _read_json(line, keys)
        if found is None:
            found = next((split for split in (_split(line, template) for template in templates) if split), None)
        return found if found and ("requestId" in found or "status" in found) else None

    return read


def error_pattern(format_: str) -> str:
    """A CloudWatch Logs filter pattern for lines with status 4xx and 5xx; "" where the format allows for none."""
    for key, variable in _json_keys(format_).items():
        if variable == "status" and re.fullmatch(r"[A-Za-z0-9_.]+", key):
            quoted = re.search(r'"\$context\.status"', format_) is not None
            return f'{{ ($.{key} = "4*") || ($.{key} = "5*") }}' if quoted else f"{{ $.{key} >= 400 }}"
    return ""


def error_expression(format_: str) -> str:
    """A Logs Insights condition on `@message` for lines with status 4xx and 5xx; "" where nothing marks the status."""
    before, found, _ = format_.partition("$context.status")
    mark = re.sub(r"[^\x20-\x7e]", "", _VARIABLE.split(before)[-1][-16:])
    if not found or not mark:
        return ""
    escaped = re.sub(r"([^A-Za-z0-9 ])", r"\\\1", mark)
    return f"@message like /{escaped}[45][0-9][0-9]/"


def _cut(format_: str) -> _Template:
    pieces = _VARIABLE.split(format_)
    return _Template(tuple(pieces[1::2]), tuple(pieces[0::2]))


def _json_keys(format_: str) -> Mapping[str, str]:
    """JSON path to variable, for a format that is JSON once its variables are taken for text."""
    bare = re.sub(r'(?<!")(\$context\.[A-Za-z0-9_.]+)(?!")', r'"\1"', format_)
    for text in (format_, bare):
        try:
            document = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if isinstance(document, dict):
            return {
                key: value.removeprefix("$context.")
                for key, value in _flat(document)
                if isinstance(value, str) and _VARIABLE.fullmatch(value)
            }
    return {}


def _read_json(line: str, keys: Mapping[str, str]) -> Line | None:
    try:
        document = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(document, dict):
        return None
    fields = {}
    for key, value in _flat(document):
        variable = keys.get(key) or _guess(key)
        if variable and variable != _KEY_VALUE:
            fields[_NAMES.get(variable, variable)] = UNSET if value is None else str(value)
    return fields


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


_GUESSES: Final = {
    **{_plain(variable): variable for variable in _NAMES},
    **{_plain(name): variable for variable, name in _NAMES.items()},
    "sourceip": "identity.sourceIp",
    "useragent": "identity.userAgent",
    "statuscode": "status",
    "responsetype": "error.responseType",
    "latency": "responseLatency",
    "method": "httpMethod",
    "resource": "resourcePath",
    "route": "resourcePath",
    "apikeyid": "identity.apiKeyId",
    "integrationerror": "integrationErrorMessage",
    "errormessagestring": "error.message",
}


def _guess(key: str) -> str | None:
    return _GUESSES.get(_plain(key.removeprefix("$context.")))


def _flat(mapping: Mapping[str, Any], depth: int = 0) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for key, value in mapping.items():
        if isinstance(value, dict):
            found += [(f"{key}.{inner}", item) for inner, item in _flat(value, depth + 1)] if depth < 4 else []
        elif not isinstance(value, list):
            found.append((key, value))
    return found


def _split(line: str, template: _Template) -> Line | None:
    """The fields of a line whose literals all stand in order; values keep to the shapes known of their variables."""
    if not template.variables or not line.startswith(template.literals[0]):
        return None
    steps = _MAX_STEPS

    def place(index: int, start: int) -> list[str] | None:
        nonlocal steps
        if index == len(template.variables):
            return [] if start == len(line) else None
        literal, shape = template.literals[index + 1], _SHAPES.get(template.variables[index])
        at = len(line) if not literal and index + 1 == len(template.variables) else line.find(literal, start)
        while at >= 0 and steps > 0:
            steps -= 1
            value = line[start:at]
            if shape is None or shape.fullmatch(value):
                rest = place(index + 1, at + len(literal))
                if rest is not None:
                    return [value, *rest]
            at = line.find(literal, at + 1) if literal else -1
        return None

    values = place(0, len(template.literals[0]))
    if values is None:
        return None
    pairs = zip(template.variables, values, strict=True)
    return {_NAMES.get(variable, variable): value or UNSET for variable, value in pairs if variable != _KEY_VALUE}
