"""IAM and user pools: whether a request says who calls, as API Gateway asks for it; the proof itself is taken on trust.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html
"""

import base64
import binascii
import hashlib
import json
import re
from typing import Any, Final

import regex

from wellwired.gateway.caller import Caller
from wellwired.gateway.exchange import Exchange
from wellwired.gateway.mapping.bounds import PATTERN_SECONDS
from wellwired.gateway.messages import make_readable
from wellwired.gateway.refusals import Refusal
from wellwired.model.api import Authorizer
from wellwired.model.setting import Unsettled
from wellwired.model.wiring import Wiring

IAM_STEP: Final = "IAM signature"
COGNITO_STEP: Final = "User pool authorizer"
_ALGORITHM: Final = "AWS4-HMAC-SHA256"
_PARTS: Final = ("Credential", "Signature", "SignedHeaders")
_SOURCE: Final = "method.request.header."
_EXPIRES: Final = re.compile("[0-9]{1,15}")


def check_signature(exchange: Exchange, caller: Caller) -> str:
    """The ARN of who signed a request; refuses one that is not signed in the form of Signature Version 4."""
    header = exchange.request.header("authorization")
    if header is None and "X-Amz-Signature=" in exchange.request.query:
        header = f"{_ALGORITHM} Credential=query, SignedHeaders=host, Signature=query"  # a presigned URL
    if header is None:
        exchange.refused(IAM_STEP, "the request is not signed")
        raise Refusal("MISSING_AUTHENTICATION_TOKEN", detail="the method wants a signed request, and this one is not")
    refuse_unsigned_form(exchange, header)
    fields = dict(part.strip().partition("=")[::2] for part in header.removeprefix(_ALGORITHM).split(","))
    exchange.context |= {
        "identity.accessKey": fields["Credential"].partition("/")[0],
        "identity.accountId": caller.account,
        "identity.caller": caller.user_arn.rpartition("/")[2],
        "identity.user": caller.user_arn.rpartition("/")[2],
        "identity.userArn": caller.user_arn,
    }
    exchange.passed(IAM_STEP, f"taken on trust as {caller.user_arn}")
    return caller.user_arn


def refuse_unsigned_form(exchange: Exchange, header: str) -> None:
    """Refuse an Authorization header that is none of Signature Version 4, in AWS's words."""
    digest = base64.b64encode(hashlib.sha256(header.encode()).digest()).decode()
    hashed = f"(hashed with SHA-256 and encoded with Base64): '{digest}'."
    if "=" not in header:
        message = f"Invalid key=value pair (missing equal-sign) in Authorization header {hashed}"
    else:
        missing = [name for name in _PARTS if f"{name}=" not in header]
        words = " ".join(f"Authorization header requires '{name}' parameter." for name in missing)
        message = f"{words} Authorization {hashed}" if missing or not header.startswith(_ALGORITHM) else ""
    if message:
        exchange.refused(IAM_STEP, message)
        raise Refusal("DEFAULT_4XX", detail="the Authorization header is no signature", status=403, message=message)


def check_user_pool(exchange: Exchange, authorizer: Authorizer, caller: Caller, now: float) -> None:
    """Refuse a request without a token, with one that is none, or has expired, or lacks every scope of the method."""
    source = (authorizer.identity_source.known() or f"{_SOURCE}Authorization").removeprefix(_SOURCE)
    token = (exchange.request.header(source) or "").removeprefix("Bearer ").strip()
    if not token:
        raise _unauthorized(exchange, f"no {source} header was sent")
    pattern = authorizer.identity_validation_expression.known()
    if pattern:
        refuse_mismatch(exchange, COGNITO_STEP, pattern, token)
    claims = dict(caller.claims) or _read_claims(token)
    if claims is None:
        raise _unauthorized(exchange, f"the {source} header holds no JSON web token")
    expires = _EXPIRES.fullmatch(str(claims.get("exp", "")))
    if expires and int(expires[0]) < now:
        raise _unauthorized(exchange, "the token has expired", "The incoming token has expired")
    wanted = exchange.method.authorization_scopes.or_default(()) if exchange.method is not None else ()
    if wanted and not set(map(exchange.spell, wanted)) & set(str(claims.get("scope", "")).split()):
        # Sources disagree about 401 and 403: a choice.
        raise _unauthorized(exchange, f"the token has none of the scopes {', '.join(map(exchange.spell, wanted))}")
    exchange.authorizer_context = {
        f"claims.{make_readable(name)}": make_readable(_text(value)) for name, value in claims.items()
    }
    exchange.passed(COGNITO_STEP, "the token is taken on trust")


def refuse_mismatch(exchange: Exchange, step: str, pattern: str, token: str) -> None:
    """Refuse a token that does not fit `IdentityValidationExpression`."""
    try:
        fits = regex.fullmatch(exchange.spell(pattern), token, timeout=PATTERN_SECONDS) is not None
    except regex.error as error:
        raise Unsettled(f"the authorizer's IdentityValidationExpression cannot be read: {error}") from None
    except TimeoutError:
        raise Unsettled("the authorizer's IdentityValidationExpression takes too long over this token") from None
    if not fits:
        exchange.refused(step, "the token does not fit IdentityValidationExpression")
        raise Refusal(
            "UNAUTHORIZED",
            detail="the token does not fit IdentityValidationExpression",
            log=unauthorized_line(exchange),
        )


def find_authorizer(exchange: Exchange, wiring: Wiring) -> Authorizer:
    """The authorizer of the exchange's method; raises `Unsettled` where it is not among the resources."""
    named = exchange.method.authorizer_id.known() if exchange.method is not None else None
    authorizer = wiring.find(named, Authorizer)
    if authorizer is None:
        raise Unsettled(f"the authorizer of {exchange.route} is not among the resources")
    return authorizer


def unauthorized_line(exchange: Exchange) -> str:
    """What the execution log says of a 401."""
    return f"Unauthorized request: {exchange.request_id}"


def _unauthorized(exchange: Exchange, why: str, message: str | None = None) -> Refusal:
    exchange.refused(COGNITO_STEP, why)
    return Refusal("UNAUTHORIZED", detail=why, message=message, log=unauthorized_line(exchange))


def _read_claims(token: str) -> dict[str, Any] | None:
    """The claims of a JSON web token, not verified; None where it is none."""
    parts = token.split(".")
    if len(parts) != 3:
        return None
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return None
    return claims if isinstance(claims, dict) else None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
