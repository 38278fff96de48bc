"""Orders in a DynamoDB table: partition key `owner`, sort key `key`, both text; time to live in `expires_at`.

An owner's orders lie under `ORDER#<id>` and the client tokens they came with under `TOKEN#<token>`, so a list is one
query, and an order and its token are written together or not at all.
"""

import os
import time
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from orders import NewOrder, Order, OrderNotFoundError, StillWorkingError, TokenReusedError, accept

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

TOKEN_LIFE_S = 24 * 3600  # how long a repeated request gets the first answer
ATTEMPTS = 4
# Short enough that all attempts fit into the function's timeout: a call that hangs must not take the answer with it.
CLIENT = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 3})


@cache
def orders_table() -> "OrdersTable":
    """Return the table that the function's environment names; made at the first request, kept for the next.

    At import a missing variable would end in a 502 that says nothing; here it is an error like any other.
    """
    return OrdersTable(boto3.client("dynamodb", config=CLIENT), os.environ["TABLE_NAME"])


@dataclass(frozen=True)
class OrdersTable:
    """The orders of all owners. Nothing of one owner is ever read for another: each call names the partition."""

    client: "DynamoDBClient"
    name: str

    def create(self, owner: str, request: NewOrder, token: str | None) -> Order:
        """Store and return a new order; for a token seen before, return the order it made then.

        Raises TokenReusedError if it made another order then, StillWorkingError if it is making one right now.
        """
        order = accept(request)
        if token is None:
            self.client.put_item(TableName=self.name, Item=_order_item(owner, order))
            return order
        for attempt in range(ATTEMPTS):
            if self._put_with_token(owner, order, token, request.fingerprint()):
                return order
            if (first := self._first_order(owner, token, request.fingerprint())) is not None:
                return first
            time.sleep(0.05 * 2**attempt)  # two requests with one token at the same moment: one of them is ahead
        raise StillWorkingError

    def read(self, owner: str, order_id: str) -> Order:
        """Return one order. Raises OrderNotFoundError."""
        item = self._get(owner, f"ORDER#{order_id}")
        if item is None:
            raise OrderNotFoundError
        return _order(item)

    def page(self, owner: str, limit: int, after: str | None) -> tuple[list[Order], str | None]:
        """Return up to limit orders, newest first, that follow the id after; and the id to go on after, if any do."""
        start: Any = {"ExclusiveStartKey": _key(owner, f"ORDER#{after}")} if after else {}
        answer = self.client.query(
            TableName=self.name,
            KeyConditionExpression="#owner = :owner AND begins_with(#key, :orders)",
            ExpressionAttributeNames={"#owner": "owner", "#key": "key"},
            ExpressionAttributeValues={":owner": {"S": owner}, ":orders": {"S": "ORDER#"}},
            ScanIndexForward=False,
            Limit=limit + 1,  # one more tells whether there is a next page
            **start,
        )
        orders = [_order(item) for item in answer["Items"]]
        return orders[:limit], orders[limit - 1].id if len(orders) > limit else None

    def _put_with_token(self, owner: str, order: Order, token: str, fingerprint: str) -> bool:
        """Store both, unless the token is there; whoever comes second, even in the same millisecond, is refused."""
        now = int(time.time())
        put_token: Any = {
            "TableName": self.name,
            "Item": {
                **_key(owner, f"TOKEN#{token}"),
                "order_id": {"S": order.id},
                "fingerprint": {"S": fingerprint},
                "expires_at": {"N": str(now + TOKEN_LIFE_S)},
            },
            "ConditionExpression": "attribute_not_exists(#key) OR expires_at <= :now",
            "ExpressionAttributeNames": {"#key": "key"},
            "ExpressionAttributeValues": {":now": {"N": str(now)}},
        }
        put_order: Any = {"TableName": self.name, "Item": _order_item(owner, order)}
        try:
            self.client.transact_write_items(TransactItems=[{"Put": put_token}, {"Put": put_order}])
        except ClientError as error:
            if _lost_the_race(error):
                return False
            raise
        return True

    def _first_order(self, owner: str, token: str, fingerprint: str) -> Order | None:
        item = self._get(owner, f"TOKEN#{token}")
        if item is None:
            return None
        if item["fingerprint"]["S"] != fingerprint:
            raise TokenReusedError
        return self.read(owner, item["order_id"]["S"])

    def _get(self, owner: str, key: str) -> dict[str, Any] | None:
        return self.client.get_item(TableName=self.name, Key=_key(owner, key), ConsistentRead=True).get("Item")


def _lost_the_race(error: ClientError) -> bool:
    """Whether every part that was refused was so because of another request's write.

    https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
    """
    reasons = {reason["Code"] for reason in error.response.get("CancellationReasons", ())} - {"None"}
    return bool(reasons) and reasons <= {"ConditionalCheckFailed", "TransactionConflict"}


def _key(owner: str, key: str) -> dict[str, Any]:
    return {"owner": {"S": owner}, "key": {"S": key}}


def _order_item(owner: str, order: Order) -> dict[str, Any]:
    item = {
        **_key(owner, f"ORDER#{order.id}"),
        "order_id": {"S": order.id},
        "item": {"S": order.item},
        "quantity": {"N": str(order.quantity)},
        "created_at": {"S": order.created_at},
    }
    return item if order.note is None else {**item, "note": {"S": order.note}}


def _order(item: dict[str, Any]) -> Order:
    return Order(
        id=item["order_id"]["S"],
        item=item["item"]["S"],
        quantity=int(item["quantity"]["N"]),
        note=item["note"]["S"] if "note" in item else None,
        created_at=item["created_at"]["S"],
    )
