"""What a pasted log, response or message says: statuses, types, fields of an access log, and tags drawn from them.

The input may be anything, of any size: it is cut to a bound, and every line of it too.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from wellwired.access_log import FIELDS, UNSET
from wellwired.causes.envelopes import unwrap
from wellwired.causes.returned import tags_of_return
from wellwired.facts import GATEWAY_REFERENCE_CODE, GATEWAY_RESPONSE_STATUS

MAX_CHARACTERS: Final = 400_000
MAX_LINE: Final = 4_000

# Statuses of the calls behind the gateway: they stand in its log, and are not what the client sees.
_INNER: Final = re.compile(
    r"(?:Lambda (?:invocation failed|execution failed) with status:? |Received response\. Status: |"
    r"Endpoint Response Status Code: |Http response code: )\d+"
)
_FINAL: Final = re.compile(r"Method completed with status: (\d{3})")
_STATUSES: Final = (
    re.compile(r"\AHTTP ?(\d{3})\Z|\A(\d{3})\Z"),
    re.compile(r"\bHTTP/[\d.]+ (\d{3})\b|\bHTTP/[\d.]+\" (\d{3})\b"),
    re.compile(
        r"\b(?:status|status ?code|status of|response code|error)\"?(?: is| of)?[:=> ]+\"?([1-5]\d\d)\b", re.IGNORECASE
    ),
    re.compile(
        r"\b([45]\d\d)[:,]? \(?(?:Bad Gateway|Internal Server Error|Forbidden|Gateway Time-?out|Too Many Requests|"
        r"Unauthorized|Bad Request|Service (?:Temporarily )?Unavailable|Not Found|Method Not Allowed|Conflict|"
        r"(?:Request Entity|Payload|Content) Too Large|Unsupported Media Type|ERROR)",
        re.IGNORECASE,
    ),
)
_MESSAGE: Final = re.compile(r'"message"\s*:\s*"([^"]{1,500})"', re.IGNORECASE)
_ERROR_TYPE: Final = re.compile(r"x-amzn-error-?type['\"]?\s*[:=]\s*['\"]?(\w+)", re.IGNORECASE)
_RESPONSE_TYPE: Final = re.compile(rf"\b(?:{'|'.join(GATEWAY_RESPONSE_STATUS)})\b")
_HEADERS: Final = re.compile(
    r"^(?:< ?)?(?:x-amzn-requestid|x-amz-apigw-id|content-type)\s*:", re.IGNORECASE | re.MULTILINE
)
_AUTHORIZER_REASON: Final = re.compile(
    r"permission to assume|[Pp]arse (?:given )?policy|Invalid (?:JSON|json|permissions)|"
    r"timeout error|Task timed out|Rate Exceeded"
)
_MEMORY: Final = re.compile(r"Memory Size: (\d+) MB\s+Max Memory Used: (\d+) MB")
# Names that people give to the variables of an access log, without case and punctuation.
_ALIASES: Final[Mapping[str, str]] = {
    "status": "status",
    "responsestatus": "status",
    "httpstatus": "status",
    "statuscode": "status",
    "errorresponsetype": "errorResponseType",
    "responsetype": "errorResponseType",
    "errormessage": "errorMessage",
    "errormessagestring": "errorMessage",
    "integrationerrormessage": "integrationErrorMessage",
    "integrationerror": "integrationErrorMessage",
    "integrationstatuscode": "functionStatus",
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was read out of a text. fields: of access log lines, by the kit's own names, unset ones left out."""

    text: str
    statuses: frozenset[int]
    messages: frozenset[str]
    error_types: frozenset[str]
    has_headers: bool
    fields: Mapping[str, frozenset[str]]
    tags: frozenset[str]

    @property
    def response_types(self) -> frozenset[str]:
        """Gateway response types that an access log line of any form, or one of the kit's reference codes, names."""
        coded = (kind for kind, code in GATEWAY_REFERENCE_CODE.items() if code in self.text)
        return frozenset(match[0] for match in _RESPONSE_TYPE.finditer(self.text)).union(coded)


def read_evidence(text: str) -> Evidence:
    """What `text` says; any text will do."""
    cut = "\n".join(line[:MAX_LINE] for line in unwrap(text[:MAX_CHARACTERS]).splitlines())
    rows = list(_access_rows(cut))
    fields = _fields(rows)
    statuses = _statuses(cut, fields)
    tags = set(_tags(cut, fields, rows))
    if "Successfully completed execution" in cut:
        tags.update(f"function-status-{status}" for status in statuses)
    return Evidence(
        text=cut,
        statuses=statuses,
        messages=frozenset(match[1] for match in _MESSAGE.finditer(cut)) | fields.get("errorMessage", frozenset()),
        error_types=frozenset(match[1] for match in _ERROR_TYPE.finditer(cut)),
        has_headers=_HEADERS.search(cut) is not None,
        fields=fields,
        tags=frozenset(tags),
    )


def _statuses(text: str, fields: Mapping[str, frozenset[str]]) -> frozenset[int]:
    """The statuses that a client saw: what the gateway logged last outweighs anything else."""
    sure = [int(status) for status in fields.get("status", ()) if status.isdigit()]
    sure += [int(match[1]) for match in _FINAL.finditer(text)]
    if sure:
        return frozenset(status for status in sure if 400 <= status < 600) or frozenset(sure)
    outer = _INNER.sub("", text.strip())
    found = [int(next(filter(None, match.groups()))) for sign in _STATUSES for match in sign.finditer(outer)]
    return frozenset(status for status in found if 400 <= status < 600)


def _access_rows(text: str) -> Iterator[dict[str, str]]:
    """JSON objects of a line, or the whole text, as an access log's fields."""
    for line in [text, *text.splitlines()]:
        begin = line.find("{")
        if begin < 0 or '"' not in line:
            continue
        try:
            found, _ = json.JSONDecoder().raw_decode(line[begin:])
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict):
            yield {_name(key): str(value) for key, value in _flat(found) if value not in (None, "")}


def _flat(mapping: Mapping[str, Any], depth: int = 0) -> Iterator[tuple[str, Any]]:
    for key, value in mapping.items():
        if isinstance(value, dict) and depth < 3:
            yield from ((f"{key}.{inner}", item) for inner, item in _flat(value, depth + 1))
        elif not isinstance(value, list | dict):
            yield key, value


_BY_VARIABLE: Final = {
    re.sub(r"[^a-z]", "", variable.removeprefix("$context").lower()): name for name, variable in FIELDS.items()
}
_BY_NAME: Final = {name.lower(): name for name in FIELDS}


def _name(key: str) -> str:
    """The kit's name for a field, however it is spelled: integrationStatus, integration_status, integration.status."""
    plain = re.sub(r"[^a-z]", "", key.lower().removeprefix("$context"))
    if key.lower().replace("_", ".").endswith("integration.status") and "." in key:
        return "functionStatus"
    return _BY_NAME.get(plain) or _ALIASES.get(plain) or _BY_VARIABLE.get(plain) or key


def _fields(rows: list[dict[str, str]]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in rows:
        for name, value in row.items():
            if value != UNSET:
                found.setdefault(name, set()).add(value)
    return {name: frozenset(values) for name, values in found.items()}


def _tags(text: str, fields: Mapping[str, frozenset[str]], rows: list[dict[str, str]]) -> Iterator[str]:
    yield from tags_of_return(text)
    yield from (f"integration-status-{value}" for value in fields.get("integrationStatus", ()))
    unset = {name for row in rows for name, value in row.items() if value == UNSET}
    if "errorResponseType" in unset or not fields.get("errorResponseType"):
        yield from (f"function-status-{value}" for value in fields.get("functionStatus", ()))
    yield from (f"authorizer-status-{value}" for value in fields.get("authorizerStatus", ()))
    yield from _authorizer_tags(text, fields, unset)
    if "apiKeyId" in unset or "apiKeyId" in fields:
        yield "without-api-key" if "apiKeyId" in unset else "with-api-key"
    if "apiKeyId" in unset and "INVALID_API_KEY" in fields.get("errorResponseType", ()):
        yield "no-api-key"
    if fields.get("resourcePath"):
        yield "resource-known"
    if "OPTIONS" in fields.get("httpMethod", ()) or re.search(r"^\s*OPTIONS /|preflight", text, re.MULTILINE):
        yield "preflight-request"
    if re.search(r"<html|<!DOCTYPE", text, re.IGNORECASE):
        yield "html-body"
    if any(used[1] == used[2] for used in _MEMORY.finditer(text)):
        yield "memory-full"


def _authorizer_tags(text: str, fields: Mapping[str, frozenset[str]], unset: set[str]) -> Iterator[str]:
    """Whether a fault fell while the authorizer was at work, and whether it was asked at all."""
    types = fields.get("errorResponseType", frozenset())
    begun = text.rfind("Starting authorizer")
    at_work = begun >= 0 and "Successfully completed authorizer execution" not in text[begun:]
    named = re.search(r"AuthorizerConfigurationException|Authorizer error", text)
    at_work = at_work or named is not None or any(kind.startswith("AUTHORIZER_") for kind in types)
    if at_work and "Invalid permissions on Lambda function" in text:
        yield "authorizer-permission"
    if at_work and re.search(r"Lambda invocation failed with status: (429|503)|Rate Exceeded", text):
        yield "authorizer-throttled"
    if at_work and re.search(r"Execution failed due to a timeout error|Task timed out after", text):
        yield "authorizer-timeout"
    if named and not _AUTHORIZER_REASON.search(text):  # where there is a reason, these words only sum it up
        yield "authorizer-failed"
    if "authorizer policy for principal" in text and "client is not authorized to perform this operation" in text:
        yield "authorizer-denied"
    asked = re.search(r"Authorizer result body|authorizer lambda", text) is not None
    asked = asked or (at_work and "Sending request to " in text[max(begun, 0) :])
    if re.search(r"\b(?:Exception|Error): Unauthorized\b", text):
        yield "authorizer-said-unauthorized"
    elif asked or fields.get("authorizerRequestId"):
        if "Unauthorized" in text:
            yield "authorizer-said-unauthorized"
    elif "authorizerRequestId" in unset or begun >= 0:
        yield "authorizer-not-asked"
