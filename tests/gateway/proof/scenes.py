"""What has to happen for a client to see each broken wire: what the functions do, who calls, and how it ends mended."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from tests.bench.draft import Draft
from tests.bench.registry import ALL, PLAIN
from wellwired.gateway.functions.invocation import FunctionThrottledError
from wellwired.gateway.messages import Response
from wellwired.model.wiring import Wiring

from . import accounts, clients, own_cuts
from .asking import AS_USUAL, Code, Served

FINE: Final = range(200, 300)
REFUSED: Final = range(400, 600)


def any_answer(answer: Response) -> bool:
    """The status alone tells."""
    return True


def leave(draft: Draft) -> None:
    """The base as it is."""


@dataclass(frozen=True)
class Scene:
    """How a broken wire shows.

    play: the calls. code: what the functions do. arrange: what is done to the template before its wire is cut, and
    stays in the whole one. sign: what is wrong with an answer beside its status. bases: those whose functions can
    play it. mended: the statuses of the whole template's answers; where they are no 2xx, the cure is
    another failure. cut: one for the handwritten base, where the bench makes none.
    discover: what an account tells of the broken API beside its template.
    """

    play: Callable[[Served], None] = clients.call_every_route
    code: Code = AS_USUAL
    arrange: Callable[[Draft], None] = leave
    sign: Callable[[Response], bool] = any_answer
    bases: tuple[str, ...] = ALL
    mended: range = FINE
    cut: Callable[[Draft], None] | None = None
    discover: Callable[[Wiring], Wiring] = accounts.nothing_more


def parse_blindly(event: Any) -> Any:
    """A handler that takes every body for an item."""
    item = json.loads(event["body"]) if event["httpMethod"] == "POST" else {"id": "1", "name": "lamp"}
    return {"statusCode": 200, "body": item["id"] + item["name"]}


def greet_the_tenant(event: Any) -> Any:
    """A handler that takes a header for granted."""
    return {"statusCode": 200, "body": event["headers"]["X-Tenant"]}


def fail(event: Any) -> Any:
    """A handler that always raises."""
    raise ValueError("no such table")


def find_no_sandbox(event: Any) -> Any:
    """A function of an account whose concurrency others use up."""
    raise FunctionThrottledError("the account runs no more functions at a time")


def is_base64(answer: Response) -> bool:
    """The body is text where bytes were meant."""
    try:
        return base64.b64decode(answer.body, validate=True) == b"{}"
    except binascii.Error:
        return False


# The template's own inline code, in sandboxes. SAM's asks a database, which nobody has here.
_OWN_HANDLER: Final = Scene(clients.call_with_token, Code(handler=None), bases=PLAIN)
_OWN_AUTHORIZER: Final = Scene(clients.call_with_token, Code(authorizer=None), own_cuts.known_token)
_BAD_BODY: Final = Scene(clients.add_what_is_no_item, Code(parse_blindly), mended=range(400, 401))

SCENES: Final[Mapping[str, Scene]] = MappingProxyType(
    {
        # --- authorizers
        "cross-region-authorizer": Scene(cut=own_cuts.authorizer_of_two_regions),
        "undefined-authorizer-variable": Scene(arrange=own_cuts.by_variable, cut=own_cuts.variable_undefined),
        "malformed-decision": _OWN_AUTHORIZER,
        "route-bound-policy": _OWN_AUTHORIZER,
        # The function is cut off before the gateway is: 500 as well, which its own log tells of.
        "outlasting-authorizer": Scene(clients.list_items, Code(authorizer_seconds=12.0), mended=range(500, 501)),
        # --- alarms: nobody is told, and the client sees the same
        "unwatched-throttling": Scene(clients.list_items, Code(find_no_sandbox), mended=range(500, 501)),
        # --- integrations
        "cross-region-uri": Scene(cut=own_cuts.two_regions),
        "reserved-header-mapping": Scene(cut=own_cuts.reserved_header),
        "authorizer-as-backend": Scene(arrange=own_cuts.invokable_authorizer),
        # --- permissions
        "foreign-source-account": Scene(cut=own_cuts.for_another_account),
        # --- keys, plans and throttles
        "authorizerless-key-source": Scene(
            clients.call_every_route, arrange=own_cuts.open_routes, cut=own_cuts.keys_from_nobody
        ),
        "unreachable-plan-limit": Scene(clients.use_the_plan, cut=own_cuts.stage_below_plan),
        "unlimited-plan": Scene(clients.call_behind_a_busy_client, arrange=own_cuts.second_key, bases=PLAIN),
        "unthrottled-stage": Scene(clients.call_behind_strangers, bases=("handwritten",)),
        # --- domains
        "unmapped-domain": Scene(clients.call_the_domain),
        "stageless-mapping": Scene(clients.call_the_domain),
        # --- gateway responses: the client is to see the failure
        "masked-gateway-error": Scene(clients.fail_in_every_way, Code(fail), own_cuts.small_quota, mended=REFUSED),
        # --- validation: the whole template's 400 becomes the function's failure
        "unvalidated-request": _BAD_BODY,
        "half-validated-request": _BAD_BODY,
        "idle-validator": _BAD_BODY,
        "modelless-validation": _BAD_BODY,
        "unused-validator": Scene(
            clients.add_what_is_no_item, Code(parse_blindly), mended=range(400, 401), cut=own_cuts.validator_unused
        ),
        "absent-path-parameter": Scene(cut=own_cuts.absent_parameter),
        "validated-bodiless-method": Scene(cut=own_cuts.body_of_a_get),
        # --- binary
        "undecoded-body": Scene(clients.add_item, Code(parse_blindly)),
        "unconfigured-binary-response": Scene(
            clients.fetch_picture,
            Code(handler=None),
            own_cuts.bytes_answered,
            sign=is_base64,
            cut=own_cuts.binary_types_gone,
        ),
        "undecodable-body": Scene(
            clients.fetch_picture, Code(handler=None), own_cuts.bytes_answered, cut=own_cuts.text_marked_as_bytes
        ),
        # --- time
        "default-function-timeout": Scene(clients.list_items, Code(seconds=5.0)),
        "outlasting-function": Scene(clients.add_item, Code(seconds=29.5), mended=range(502, 503)),
        "racing-function-timeout": Scene(
            clients.add_item, Code(seconds=20.0), mended=range(502, 503), cut=own_cuts.timeouts_alike
        ),
        # --- accounts
        "exhausted-quota": Scene(clients.list_items, cut=own_cuts.quota_of_none, discover=accounts.quota_used_up),
        "gone-function": Scene(cut=own_cuts.untouched, discover=accounts.function_gone),
        "gone-qualifier": Scene(cut=own_cuts.untouched, discover=accounts.alias_gone),
        "undeployed-change": Scene(cut=own_cuts.deployed_before_post, discover=accounts.post_undeployed),
        # --- the functions' own code
        **dict.fromkeys(
            (
                "malformed-response",
                "missing-handler",
                "missing-module",
                "non-object-response",
                "object-body",
                "uncallable-handler",
                "undefined-name",
                "unparsable-handler",
                "unset-variable",
            ),
            _OWN_HANDLER,
        ),
        "default-memory": Scene(clients.list_items, Code(handler=None), own_cuts.much_memory, bases=("handwritten",)),
    }
)
USUAL: Final = Scene()

# Cuts of the bench that want other callers than the rest of what their rule sees.
SCENES_BY_FAULT: Final[Mapping[str, Scene]] = MappingProxyType(
    {
        "parameter-unvalidated": Scene(
            clients.leave_a_header_out, Code(greet_the_tenant), own_cuts.required_header, mended=range(400, 401)
        ),
        "gateway-failure-as-200": Scene(
            clients.add_item, Code(seconds=60.0), own_cuts.patient_function, mended=range(504, 505)
        ),
        **dict.fromkeys(
            ("handler-of-authorizer", "module-missing-in-authorizer", "syntax-error-of-authorizer"), _OWN_AUTHORIZER
        ),
    }
)

# Where a cut shows by another status than most of what its rule sees, as the rule's page says, or other rules do.
OTHER_STATUS: Final[Mapping[str, int]] = MappingProxyType(
    {
        # A function that decides who may call fails: the gateway's 500, not a 502.
        "handler-of-authorizer": 500,
        "module-missing-in-authorizer": 500,
        "syntax-error-of-authorizer": 500,
        # A preflight without a key, or unsigned, is forbidden, not unauthorized.
        "preflight-asks-for-key": 403,
        "preflight-signed": 403,
    }
)
