"""What a client sent, read out of the event; every fault is named by the field the client knows."""

import base64
import binascii
import json
import re
from typing import Any

from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent

from orders import ORDER_ID, Fault, InvalidRequestError

TOKEN_HEADER = "Idempotency-Key"  # noqa: S105 - https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
CLIENT_TOKEN = re.compile(r"[\x21-\x7e]{1,255}")
DEFAULT_LIMIT, MAX_LIMIT = 20, 100


def read_owner(event: APIGatewayProxyEvent) -> str:
    """Return whose orders are meant: whom an authorizer recognised, else one shared owner.

    An API key is no identity: it is rotated, and AWS advises against it. One owner takes 1,000 writes a second.
    """
    authorizer = event.request_context.authorizer
    return str(authorizer.claims.get("sub") or authorizer.principal_id or "everyone")


def read_body(event: APIGatewayProxyEvent) -> Any:
    """Return what the JSON body says."""
    try:
        return json.loads(event.decoded_body or "")
    except (ValueError, RecursionError):
        raise InvalidRequestError(Fault("body", "must be JSON")) from None


def take_client_token(event: APIGatewayProxyEvent, body: object) -> str | None:
    """Take the client token out of the header or the body's field; both may be there if they agree."""
    in_header = event.headers.get(TOKEN_HEADER)
    in_body = body.pop("client_token", None) if isinstance(body, dict) else None
    for field, token in ((TOKEN_HEADER, in_header), ("client_token", in_body)):
        if token is not None and not (isinstance(token, str) and CLIENT_TOKEN.fullmatch(token)):
            raise InvalidRequestError(Fault(field, "must be 1 to 255 visible ASCII characters"))
    if in_header and in_body and in_header != in_body:
        raise InvalidRequestError(Fault("client_token", f"differs from the header {TOKEN_HEADER}"))
    return in_header or in_body


def read_limit(event: APIGatewayProxyEvent) -> int:
    """Return how many orders a page shall have."""
    text = event.query_string_parameters.get("limit", str(DEFAULT_LIMIT))
    if not (re.fullmatch(r"[0-9]{1,3}", text) and 1 <= int(text) <= MAX_LIMIT):
        raise InvalidRequestError(Fault("limit", f"must be a whole number from 1 to {MAX_LIMIT}"))
    return int(text)


def read_after(event: APIGatewayProxyEvent) -> str | None:
    """Return the order id inside the next token. It only says where to go on: another's orders are out of its reach."""
    token = event.query_string_parameters.get("next_token")
    if token is None:
        return None
    try:
        order_id = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True).hex()
    except (ValueError, binascii.Error):
        order_id = ""
    if not ORDER_ID.fullmatch(order_id):
        raise InvalidRequestError(Fault("next_token", "is not one that this API gave out"))
    return order_id


def next_token(order_id: str) -> str:
    """Return the token that a client sends to go on after an order."""
    return base64.urlsafe_b64encode(bytes.fromhex(order_id)).decode().rstrip("=")
