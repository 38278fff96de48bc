"""The service over its REST proxy events: what a client of each route gets."""

import base64
import importlib
import json
import threading
from typing import Any

import pytest
from botocore.exceptions import ClientError

from .conftest import REQUEST_ID, Answer, Send, send_event

PEN = {"item": "pen", "quantity": 2}
TOKEN = {"Idempotency-Key": "7f1c"}


def reference(answer: Answer) -> str:
    """The reference of a problem, after looking at what every problem has."""
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.body["status"] == answer.status
    assert answer.body["requestId"] == REQUEST_ID
    assert answer.body["detail"]
    return str(answer.body["reference"])


def fields(answer: Answer) -> list[str]:
    assert reference(answer) == "ORDERS-400-INVALID"
    assert answer.status == 400
    return [error["field"] for error in answer.body["errors"]]


def test_health_needs_no_table(service: None) -> None:
    assert send_event("GET", "/health").body == {"status": "ok"}


def test_a_new_order_can_be_read_where_the_answer_says(send: Send) -> None:
    created = send("POST", "/orders", {**PEN, "note": "blue"})
    assert created.status == 201
    order_id = created.body["id"]
    assert created.body == {**PEN, "note": "blue", "id": order_id, "created_at": created.body["created_at"]}
    assert created.headers["Location"] == f"/dev/orders/{order_id}"
    read = send("GET", f"/orders/{order_id}")
    assert (read.status, read.body) == (200, created.body)


@pytest.mark.parametrize("order_id", ["0" * 32, "nonsense", "TOKEN%237f1c"])
def test_an_unknown_order_is_404(order_id: str, send: Send) -> None:
    answer = send("GET", f"/orders/{order_id}")
    assert (answer.status, reference(answer)) == (404, "ORDERS-404-NO-ORDER")


def test_a_route_the_function_does_not_have_is_404(send: Send) -> None:
    answer = send("DELETE", "/orders")
    assert (answer.status, reference(answer)) == (404, "ORDERS-404-NO-ROUTE")


# --- client tokens -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("again", [PEN, {"quantity": 2, "item": " pen "}, {**PEN, "note": None}])
def test_a_repeated_token_with_the_same_order_gets_the_first_answer(again: dict[str, Any], send: Send) -> None:
    first = send("POST", "/orders", PEN, headers=TOKEN)
    second = send("POST", "/orders", again, headers=TOKEN)
    assert second == first
    assert len(send("GET", "/orders").body["orders"]) == 1


def test_a_repeated_token_with_another_order_is_409(send: Send) -> None:
    send("POST", "/orders", PEN, headers=TOKEN)
    answer = send("POST", "/orders", {**PEN, "quantity": 3}, headers=TOKEN)
    assert (answer.status, reference(answer)) == (409, "ORDERS-409-TOKEN-REUSED")
    assert len(send("GET", "/orders").body["orders"]) == 1


def test_the_token_may_be_a_field_of_the_body(send: Send) -> None:
    first = send("POST", "/orders", {**PEN, "client_token": "7f1c"})
    assert send("POST", "/orders", PEN, headers={"idempotency-key": "7f1c"}) == first


def test_without_a_token_each_request_is_an_order(send: Send) -> None:
    assert send("POST", "/orders", PEN).body["id"] != send("POST", "/orders", PEN).body["id"]


def test_two_callers_may_use_one_token(send: Send) -> None:
    ann = send("POST", "/orders", PEN, headers=TOKEN, authorizer={"principalId": "ann"})
    bob = send("POST", "/orders", {**PEN, "quantity": 9}, headers=TOKEN, authorizer={"claims": {"sub": "bob"}})
    assert (ann.status, bob.status) == (201, 201)


def test_a_token_that_has_expired_is_new_again(table: Any, send: Send) -> None:
    first = send("POST", "/orders", PEN, headers=TOKEN)
    table.update_item(
        Key={"owner": "everyone", "key": "TOKEN#7f1c"},
        UpdateExpression="SET expires_at = :past",
        ExpressionAttributeValues={":past": 1},
    )
    second = send("POST", "/orders", {**PEN, "quantity": 3}, headers=TOKEN)
    assert second.status == 201
    assert second.body["id"] != first.body["id"]


def test_one_token_from_many_at_once_makes_one_order(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    from orders import NewOrder
    from store import orders_table

    table, made = orders_table(), []
    barrier, one_at_a_time = threading.Barrier(8), threading.Lock()
    write = table.client.transact_write_items

    def serialised(**arguments: Any) -> Any:
        with one_at_a_time:  # as DynamoDB does, and moto does not
            return write(**arguments)

    monkeypatch.setattr(table.client, "transact_write_items", serialised)

    def create() -> None:
        barrier.wait()
        made.append(table.create("everyone", NewOrder("pen", 2), "7f1c").id)

    threads = [threading.Thread(target=create) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert len(set(made)) == 1
    assert len(send("GET", "/orders").body["orders"]) == 1


def test_the_order_of_whoever_comes_second_is_not_stored(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    """The race as it really is: the token appears between this request's look and its write."""
    from store import OrdersTable

    first = send("POST", "/orders", PEN, headers=TOKEN)
    looked: list[str] = []
    found = OrdersTable._first_order

    def late(self: OrdersTable, *arguments: str) -> Any:
        looked.append("")
        return found(self, *arguments) if len(looked) > 1 else None

    monkeypatch.setattr(OrdersTable, "_first_order", late)
    assert send("POST", "/orders", PEN, headers=TOKEN) == first
    assert len(looked) == 2


def test_a_request_that_is_still_worked_on_is_503_with_retry_after(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    import store

    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    conflict = ClientError(
        {"Error": {"Code": "TransactionCanceledException"}, "CancellationReasons": [{"Code": "TransactionConflict"}]},
        "TransactWriteItems",
    )

    def refuse(**_arguments: object) -> None:
        raise conflict

    monkeypatch.setattr(store.orders_table().client, "transact_write_items", refuse)
    answer = send("POST", "/orders", PEN, headers=TOKEN)
    assert (answer.status, reference(answer)) == (503, "ORDERS-503-STILL-WORKING")
    assert answer.headers["Retry-After"] == "1"


@pytest.mark.parametrize("token", ["", "with space", "é", "x" * 256])
def test_a_token_that_cannot_be_one_is_400(token: str, send: Send) -> None:
    assert fields(send("POST", "/orders", PEN, headers={"Idempotency-Key": token})) == ["Idempotency-Key"]


@pytest.mark.parametrize("token", [7, ["a"], {}, "", "with space"])
def test_a_token_field_that_cannot_be_one_is_400(token: object, send: Send) -> None:
    assert fields(send("POST", "/orders", {**PEN, "client_token": token})) == ["client_token"]


def test_a_header_and_a_field_that_differ_are_400(send: Send) -> None:
    assert fields(send("POST", "/orders", {**PEN, "client_token": "other"}, headers=TOKEN)) == ["client_token"]


# --- validation ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        (None, ["body"]),
        ("", ["body"]),
        ("{", ["body"]),
        ("[" * 100_000, ["body"]),
        ('{"quantity": ' + "9" * 5_000 + "}", ["body"]),
        ([], ["body"]),
        ("text", ["body"]),
        ("null", ["body"]),
        ({}, ["item", "quantity"]),
        ({"item": "", "quantity": 1}, ["item"]),
        ({"item": "  ", "quantity": 1}, ["item"]),
        ({"item": "x" * 101, "quantity": 1}, ["item"]),
        ({"item": 7, "quantity": 1}, ["item"]),
        ('{"item": "\\ud800", "quantity": 1}', ["item"]),
        ({"item": "pen", "quantity": 0}, ["quantity"]),
        ({"item": "pen", "quantity": 1_001}, ["quantity"]),
        ({"item": "pen", "quantity": 1.5}, ["quantity"]),
        ({"item": "pen", "quantity": True}, ["quantity"]),
        ({"item": "pen", "quantity": "2"}, ["quantity"]),
        ('{"item": "pen", "quantity": NaN}', ["quantity"]),
        ({**PEN, "note": 1}, ["note"]),
        ({**PEN, "note": "x" * 501}, ["note"]),
        ({**PEN, "price": 1, "colour": "red"}, ["colour", "price"]),
        ('{"item": "pen", "quantity": 1, "\\ud800": 1}', ["?"]),
        ({"item": "", "quantity": 0, "note": 1, "x": 1}, ["x", "item", "quantity", "note"]),
    ],
)
def test_a_body_that_is_no_order_is_400_and_names_every_field(body: object, wrong: list[str], send: Send) -> None:
    assert fields(send("POST", "/orders", body)) == wrong


def test_a_body_in_base64_is_read(send: Send) -> None:
    body = base64.b64encode(json.dumps(PEN).encode()).decode()
    assert send("POST", "/orders", body, isBase64Encoded=True).status == 201
    assert fields(send("POST", "/orders", "no base64", isBase64Encoded=True)) == ["body"]


def test_any_text_comes_back_as_it_went(send: Send) -> None:
    item = "<b>’; DROP TABLE 😀\u0000"
    created = send("POST", "/orders", {"item": item, "quantity": 1})
    assert send("GET", f"/orders/{created.body['id']}").body["item"] == item


# --- pages ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("count", "pages"), [(0, [0]), (2, [2]), (3, [2, 1]), (4, [2, 2])])
def test_pages_hold_every_order_once_newest_first_and_then_end(count: int, pages: list[int], send: Send) -> None:
    made = [
        send("POST", "/orders", {"item": f"pen {number}", "quantity": 1}).body["created_at"] for number in range(count)
    ]
    seen, sizes, query = [], [], {"limit": "2"}
    while True:
        answer = send("GET", "/orders", query=query)
        sizes.append(len(answer.body["orders"]))
        seen += [order["created_at"] for order in answer.body["orders"]]
        if "next_token" not in answer.body:
            break
        query = {"limit": "2", "next_token": answer.body["next_token"]}
    assert sizes == pages
    assert seen == sorted(made, reverse=True)


def test_client_tokens_are_no_orders(send: Send) -> None:
    send("POST", "/orders", PEN, headers=TOKEN)
    assert [order["item"] for order in send("GET", "/orders").body["orders"]] == ["pen"]


@pytest.mark.parametrize("limit", ["0", "101", "-1", "ten", "", "1.5", "²", "9999999"])
def test_a_limit_that_is_none_is_400(limit: str, send: Send) -> None:
    assert fields(send("GET", "/orders", query={"limit": limit})) == ["limit"]


@pytest.mark.parametrize("token", ["", "x", "!!!!", "é", "AAAA", "A" * 5_000, "eyJvd25lciI6ICJib2IiLCAiayI6IDF9"])
def test_a_next_token_nobody_gave_out_is_400(token: str, send: Send) -> None:
    assert fields(send("GET", "/orders", query={"next_token": token})) == ["next_token"]


def test_no_token_reaches_the_orders_of_another_caller(send: Send) -> None:
    for number in range(3):
        send("POST", "/orders", {"item": f"ann {number}", "quantity": 1}, authorizer={"principalId": "ann"})
    page = send("GET", "/orders", query={"limit": "1"}, authorizer={"principalId": "ann"}).body
    assert page["orders"][0]["item"] == "ann 2"
    bob = send("GET", "/orders", query={"next_token": page["next_token"]}, authorizer={"principalId": "bob"})
    assert bob.body == {"orders": []}
    answer = send("GET", f"/orders/{page['orders'][0]['id']}", authorizer={"principalId": "bob"})
    assert answer.status == 404


# --- what breaks ---------------------------------------------------------------------------------------------------


def test_a_table_that_is_gone_is_a_problem_500_without_its_name(
    send: Send, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from store import orders_table

    monkeypatch.setenv("TABLE_NAME", "no-such-table")
    orders_table.cache_clear()
    answer = send("GET", "/orders")
    assert (answer.status, reference(answer)) == (500, "WW-500-UNHANDLED-ERROR")
    assert "no-such-table" not in json.dumps(answer.body)
    line = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert line["errorType"] == "ResourceNotFoundException"
    assert line["apiRequestId"] == REQUEST_ID


def test_a_missing_environment_variable_is_a_problem_500(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    from store import orders_table

    monkeypatch.delenv("TABLE_NAME")
    orders_table.cache_clear()
    assert reference(send("GET", "/orders")) == "WW-500-UNHANDLED-ERROR"


def test_a_refusal_that_is_no_race_is_not_taken_for_one(send: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    import store

    refusal = ClientError({"Error": {"Code": "AccessDeniedException"}}, "TransactWriteItems")

    def refuse(**_arguments: object) -> None:
        raise refusal

    monkeypatch.setattr(store.orders_table().client, "transact_write_items", refuse)
    assert reference(send("POST", "/orders", PEN, headers=TOKEN)) == "WW-500-UNHANDLED-ERROR"


@pytest.mark.parametrize(
    ("path", "reference"), [("/nowhere", "ORDERS-404-NO-ROUTE"), ("/orders", "WW-500-UNHANDLED-ERROR")]
)
def test_every_problem_links_to_the_page_that_explains_it(
    path: str, reference: str, service: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    import handler

    with monkeypatch.context() as patch:
        patch.setenv("HELP_URL", "https://docs.example.com/errors")
        importlib.reload(handler)
        answer = send_event("GET", path)
    importlib.reload(handler)
    assert answer.body["type"] == f"https://docs.example.com/errors#{reference}"


# --- browsers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/health", 200), ("GET", "/orders/nonsense", 404), ("DELETE", "/orders", 404), ("GET", "/orders", 500)],
)
def test_scripts_of_the_named_origins_may_read_every_answer(
    method: str, path: str, status: int, send: Send, monkeypatch: pytest.MonkeyPatch
) -> None:
    import handler
    import store

    with monkeypatch.context() as patch:
        patch.setenv("ALLOWED_ORIGINS", "https://a.example.com,https://b.example.com")
        patch.setenv("TABLE_NAME", "no-such-table")
        store.orders_table.cache_clear()
        importlib.reload(handler)
        answer = send(method, path, headers={"origin": "https://b.example.com"})
        other = send(method, path, headers={"origin": "https://c.example.com"})
    importlib.reload(handler)
    assert answer.status == status
    assert answer.headers["Access-Control-Allow-Origin"] == "https://b.example.com"
    assert "Access-Control-Allow-Origin" not in other.headers
