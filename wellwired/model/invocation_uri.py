"""The URIs by which methods and authorizers name what they call, told apart by kind.

Source: https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html (uri)
"""

import re
from enum import Enum
from typing import Final, NamedTuple

from wellwired.facts import INVOKE_ACTION
from wellwired.model.compute import Function
from wellwired.model.function_name import find_function_in_uri
from wellwired.model.setting import Unsettled
from wellwired.model.text import find_hole, find_reference, is_literal
from wellwired.model.wiring import Wiring

_SERVICE: Final = re.compile(r"arn:[^:]+:apigateway:[^:]*:([^:]+):(?:path|action)/", re.DOTALL)
_ACTION: Final = re.compile(r"arn:[^:]+:apigateway:[^:]*:([^:]+):action/([A-Za-z]+)")
# Services whose API actions and IAM actions have the same names.
_SERVICES_BY_ACTION: Final = ("dynamodb", "events", "firehose", "kinesis", "sns", "sqs", "states")
_FUNCTION_NAME: Final = re.compile(r"[A-Za-z0-9_-]+")


class UriKind(Enum):
    """What a URI is, seen from an integration or an authorizer that means to invoke a function."""

    INVOCATION = "an invocation URI"
    NAME = "an invocation URI with a function's name where its ARN belongs"
    FUNCTION = "a function's own ARN or name"
    SERVICE = "another service's"
    ADDRESS = "an http address"
    BROKEN = "none that API Gateway knows"


class Regions(NamedTuple):
    """The region that an invocation URI names, and that of the function's ARN inside it; symbolic text."""

    of_uri: str
    of_function: str


def classify_uri(wiring: Wiring, uri: str) -> UriKind:
    """What kind of URI a symbolic text is; raises `Unsettled` where a hole decides."""
    called = find_function_in_uri(uri)
    if called is not None:
        return UriKind.NAME if _is_name(wiring, called) else UriKind.INVOCATION
    if uri.startswith(("http://", "https://")):
        return UriKind.ADDRESS
    if _is_function(wiring, uri):
        return UriKind.FUNCTION
    service = _SERVICE.match(uri)
    if service and not service[1].endswith("lambda"):
        return UriKind.SERVICE
    reason = find_hole(uri)
    if reason:
        raise Unsettled(reason)
    return UriKind.BROKEN if uri.startswith("arn:") or is_literal(uri) else UriKind.FUNCTION


def find_regions(uri: str) -> Regions | None:
    """The regions in an invocation URI, or None where it is none, or the function's ARN is not spelled out."""
    called = find_function_in_uri(uri)
    fields = called.split(":") if called else []
    if len(fields) < 7 or fields[0] != "arn":
        return None
    return Regions(uri.split(":")[3], fields[3])


def _is_name(wiring: Wiring, called: str) -> bool:
    """Whether what stands where the ARN belongs is certainly a name."""
    referred = find_reference(called)
    if referred:
        return isinstance(wiring.find_at(referred.address), Function) and not referred.attribute
    return _FUNCTION_NAME.fullmatch(called) is not None


def _is_function(wiring: Wiring, uri: str) -> bool:
    fields = uri.split(":")
    if fields[0] == "arn":
        return len(fields) > 2 and fields[2] == "lambda"
    referred = find_reference(uri)
    if referred:
        return isinstance(wiring.find_at(referred.address), Function)
    return _FUNCTION_NAME.fullmatch(uri) is not None


class Needed(NamedTuple):
    """The IAM action that a call needs, and its resource ("" for any)."""

    action: str
    resource: str = ""


def find_action(uri: str) -> Needed | None:
    """The IAM action behind a URI, where its name follows from it: invoking a function, or an `action/` URI."""
    called = find_function_in_uri(uri)
    if called is not None:
        return Needed(INVOKE_ACTION, called) if called.startswith("arn:") else None
    action = _ACTION.fullmatch(uri)
    return Needed(f"{action[1]}:{action[2]}") if action and action[1] in _SERVICES_BY_ACTION else None
