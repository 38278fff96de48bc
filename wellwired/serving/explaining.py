"""Why a request ended in an error: the gateway's own word first, then the likeliest cause of the catalogue."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from wellwired.access_log import FIELDS, UNSET
from wellwired.causes.catalogue import Cause, find_cause
from wellwired.causes.matching import rank
from wellwired.gateway.exchange import Exchange, Verdict

# What a client sent must not be taken for what the gateway says of it.
_CLIENTS_WORDS: Final = (
    "Method request ",
    "Endpoint request ",
    "HTTP Method: ",
    "Extended Request Id: ",
    "Method response ",
    "Received response. ",
)
_NOTES: Final = ("httpMethod", "resourcePath", "apiKeyId", "errorResponseType", "authorizerStatus", "integrationStatus")
_OWN_STEP: Final = "Local gateway"  # an answer that AWS never gives: what it would do is not known here
_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# What the gateway here knows of a refusal, where AWS's logs say the same for several causes.
_KNOWN_HERE: Final = (
    ("no key has this value", "403-api-key-unknown"),
    ("is not enabled", "403-api-key-disabled"),
    ("the API's own endpoint is switched off", "403-default-endpoint-disabled"),
)


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a request ended in an error.

    step, detail: what refused it, in the gateway's words; "" where the function itself answered. cause: the
    catalogue's, or None where it knows none. seen: what speaks for it.
    """

    step: str
    detail: str
    cause: Cause | None
    seen: tuple[str, ...] = ()


def explain(exchange: Exchange) -> Explanation | None:
    """Why the request ended in an error; None where it did not."""
    if exchange.response is None or exchange.response.status < 400:
        return None
    refused = next((step for step in reversed(exchange.steps) if step.verdict is Verdict.REFUSED), None)
    if refused is not None and refused.name == _OWN_STEP:
        return Explanation(refused.name, refused.detail, None)
    step, detail = (refused.name, refused.detail) if refused is not None else ("", "")
    known = next((cause for words, cause in _KNOWN_HERE if words in detail), None)
    if known is not None:
        return Explanation(step, detail, find_cause(known))
    cause, seen = _find_cause("\n".join(_evidence(exchange)), exchange.refusal)
    return Explanation(step, detail, cause, seen)


@lru_cache(maxsize=256)
def _find_cause(text: str, refusal: str) -> tuple[Cause | None, tuple[str, ...]]:
    """The likeliest cause that fits the gateway response type; a flood of equal errors is looked up once."""
    for match in rank(text):
        if match.cause.response_type in (refusal, ""):
            return match.cause, match.seen
    return None, ()


def _evidence(exchange: Exchange) -> Iterator[str]:
    """What a log and a response would say, without the ids that make each request another one."""
    assert exchange.response is not None  # noqa: S101 - `explain` has looked
    yield f"HTTP/1.1 {exchange.response.status}"
    kind = exchange.response.header("x-amzn-errortype")
    yield f"x-amzn-ErrorType: {kind}" if kind else "content-type: unknown"
    if exchange.refusal or kind:
        yield exchange.response.body[:2_000].decode("utf-8", "replace")
    known = {name: exchange.context.get(FIELDS[name].removeprefix("$context."), UNSET) for name in _NOTES}
    if exchange.stage is not None:
        yield "{" + ", ".join(f'"{name}": "{_plain(value)}"' for name, value in known.items()) + "}"
    for line in exchange.log:
        if not line.text.startswith(_CLIENTS_WORDS):
            yield _ID.sub("an-id", line.text)


def _plain(value: str) -> str:
    return value.replace("\\", "").replace('"', "'")
