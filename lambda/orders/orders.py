"""What an order is, what makes a request for one valid, and what can go wrong: no AWS, no HTTP."""

import hashlib
import json
import re
import secrets
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime

MAX_ITEM = 100
MAX_NOTE = 500
MAX_QUANTITY = 1_000
ORDER_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class NewOrder:
    """What a client asks for."""

    item: str
    quantity: int
    note: str | None = None

    def fingerprint(self) -> str:
        """Return the same text for the same order, however its JSON was written."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Order:
    """What the shop has promised. It never changes, so a repeated request can be given the first answer again."""

    id: str
    item: str
    quantity: int
    note: str | None
    created_at: str


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a request: the field as the client knows it, and what to do about it."""

    field: str
    detail: str


class OrdersError(Exception):
    """Whatever a caller has to be told; anything else that is raised is a fault of ours."""


class InvalidRequestError(OrdersError):
    """The request cannot be meant as it stands."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__("; ".join(f"{fault.field}: {fault.detail}" for fault in faults))


class OrderNotFoundError(OrdersError):
    """There is no such order, at least not among the caller's."""


class TokenReusedError(OrdersError):
    """The client token was used before, with another order."""


class StillWorkingError(OrdersError):
    """The same request is being worked on right now."""


def accept(request: NewOrder) -> Order:
    """Return the order that answers a request. Its id sorts by time, so a list of orders needs no other order."""
    now = time.time()
    return Order(
        id=f"{int(now * 1000):012x}{secrets.token_hex(10)}",
        item=request.item,
        quantity=request.quantity,
        note=request.note,
        created_at=datetime.fromtimestamp(now, UTC).isoformat(timespec="milliseconds"),
    )


def read_new_order(body: object) -> NewOrder:
    """Return the order a JSON body asks for. Raises InvalidRequestError that names every field to change."""
    if not isinstance(body, Mapping):
        raise InvalidRequestError(Fault("body", "must be a JSON object"))
    if faults := [*_unknown(body), *_item(body), *_quantity(body), *_note(body)]:
        raise InvalidRequestError(*faults)
    return NewOrder(item=body["item"].strip(), quantity=body["quantity"], note=body.get("note"))


def _unknown(body: Mapping[str, object]) -> Iterator[Fault]:
    for name in sorted(set(body) - {"item", "quantity", "note"}):
        yield Fault(name[:50].encode(errors="replace").decode(), "is not a field of an order")


def _item(body: Mapping[str, object]) -> Iterator[Fault]:
    item = body.get("item")
    if not _is_text(item, MAX_ITEM) or not str(item).strip():
        yield Fault("item", f"must be text of 1 to {MAX_ITEM} characters")


def _quantity(body: Mapping[str, object]) -> Iterator[Fault]:
    quantity = body.get("quantity")
    if isinstance(quantity, bool) or not isinstance(quantity, int) or not 1 <= quantity <= MAX_QUANTITY:
        yield Fault("quantity", f"must be a whole number from 1 to {MAX_QUANTITY}")


def _note(body: Mapping[str, object]) -> Iterator[Fault]:
    note = body.get("note")
    if note is not None and not _is_text(note, MAX_NOTE):
        yield Fault("note", f"must be text of at most {MAX_NOTE} characters")


def _is_text(value: object, longest: int) -> bool:
    """Whether value is text that can be stored: JSON can spell half a surrogate pair, UTF-8 cannot."""
    if not isinstance(value, str) or len(value) > longest:
        return False
    return value == value.encode(errors="replace").decode()
