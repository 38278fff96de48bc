"""The JSON bodies of gateway responses, as they come out once API Gateway has put its variables in.

Gateway responses know variables only, no other part of the template language. Source:
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html
"""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from wellwired.model.api import GatewayResponse
from wellwired.model.setting import Unsettled
from wellwired.model.text import CLOSE, OPEN

# The one variable that brings its own quotes.
MESSAGE_STRING: Final = "$context.error.messageString"
_NUMBERS: Final = frozenset(
    {"$context.status", "$context.responseLength", "$context.responseLatency", "$context.requestTimeEpoch"}
)
# What these hold is text for sure: without quotes it breaks the body. Any other may hold a number.
_TEXTS: Final = re.compile(
    r"\$context\.(error\.(message|responseType|validationErrorString)|requestId|extendedRequestId|requestTime|apiId"
    r"|stage|path|resourcePath|httpMethod|protocol|domainName|identity\.(sourceIp|userAgent)|integrationErrorMessage)"
)
_VARIABLE: Final = re.compile(r"\$(?:context|stageVariables|method)(?:\.[A-Za-z0-9_-]+)+|\$\{?input[.\w()'$]*\}?")
_LANGUAGE: Final = re.compile(r"#(if|set|foreach|else|end)\b|\$\{?util\b|\$!|\$\{|\$input\b")
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_ATOM: Final = re.compile(f"{OPEN}[^{CLOSE}]*{CLOSE}")


def json_templates(response: GatewayResponse) -> Iterator[tuple[str, str]]:
    """The templates of a gateway response for JSON content types, by content type."""
    for kind, text in response.response_templates.or_default({}).items():
        if kind.partition(";")[0].strip().lower().endswith("json"):
            yield kind, text


@lru_cache(maxsize=256)
def quoted_variables(text: str) -> frozenset[str]:
    """The variables that stand inside quotes."""
    return frozenset(name for quoted in _QUOTED.findall(text) for name in _VARIABLE.findall(quoted))


@lru_cache(maxsize=256)
def find_problem(text: str) -> str:
    """Why a template comes out as no JSON, or ""; raises `Unsettled` where it does more than name variables."""
    if _LANGUAGE.search(text):
        raise Unsettled("the template does more than name variables")
    try:
        json.loads(fill_variables(text))
    except json.JSONDecodeError as error:
        return _explain(text) or f"{error.msg[0].lower()}{error.msg[1:]}"
    except RecursionError:
        return "it is nested too deeply"
    return ""


def fill_variables(text: str) -> str:
    """A template with a text or a number in the place of each variable."""
    return _ATOM.sub("0", _VARIABLE.sub(_fill, text))


def _fill(match: re.Match[str]) -> str:
    name = match[0]
    if name == MESSAGE_STRING:
        return '"text"'
    return "text" if _TEXTS.fullmatch(name) and name not in _NUMBERS else "0"


def _explain(text: str) -> str:
    """The first variable that needs quotes and has none, in words, or ""."""
    outside = _QUOTED.sub('""', text)
    bare = next((name for name in _VARIABLE.findall(outside) if _TEXTS.fullmatch(name)), "")
    return f"{bare} stands without quotes" if bare else ""
