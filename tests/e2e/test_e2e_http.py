"""The deployed service and its gateway, asked over HTTP."""

import uuid

import pytest

from tests.e2e.conftest import Deployed, send
from tests.e2e.probe_stack import ORIGIN, QUOTA
from wellwired.facts import GATEWAY_REFERENCE_CODE

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]

SITE = "http://localhost:3000"
ORDER = {"item": "lamp", "quantity": 2}


def test_health_is_open(service: str) -> None:
    reply = send(f"{service}/health")

    assert (reply.status, reply.body) == (200, {"status": "ok"})


def test_an_order_is_created_read_and_listed(service: str, key: str) -> None:
    created = send(f"{service}/orders", "POST", body=ORDER, x_api_key=key)
    order_id = created.body["id"]
    read = send(f"{service}/orders/{order_id}", x_api_key=key)
    listed = send(f"{service}/orders?limit=100", x_api_key=key)

    assert created.status == 201
    assert created.headers["location"].endswith(f"/orders/{order_id}")
    assert (read.status, read.body) == (200, created.body)
    assert listed.status == 200
    assert order_id in [one["id"] for one in listed.body["orders"]]


def test_a_list_is_paged_without_a_gap_or_a_repeat(service: str, key: str) -> None:
    made = [send(f"{service}/orders", "POST", body=ORDER, x_api_key=key).body["id"] for _ in range(3)]

    seen: list[str] = []
    token = ""
    for _ in range(50):
        page = send(f"{service}/orders?limit=2{token}", x_api_key=key).body
        seen += [one["id"] for one in page["orders"]]
        if "next_token" not in page:
            break
        token = f"&next_token={page['next_token']}"

    assert set(made) <= set(seen)
    assert len(seen) == len(set(seen))


def test_a_repeated_client_token_gets_the_first_answer_and_another_body_a_409(service: str, key: str) -> None:
    token = str(uuid.uuid4())
    first = send(f"{service}/orders", "POST", body=ORDER, x_api_key=key, idempotency_key=token)
    again = send(f"{service}/orders", "POST", body=ORDER, x_api_key=key, idempotency_key=token)
    other = send(f"{service}/orders", "POST", body={**ORDER, "quantity": 3}, x_api_key=key, idempotency_key=token)

    assert (first.status, again.status) == (201, 201)
    assert again.body == first.body
    assert (other.status, other.headers["content-type"]) == (409, "application/problem+json")
    assert other.body["reference"] == "ORDERS-409-TOKEN-REUSED"


def test_a_value_that_cannot_be_is_a_400_that_names_the_field(service: str, key: str) -> None:
    reply = send(f"{service}/orders", "POST", body={**ORDER, "quantity": 0}, x_api_key=key)

    assert (reply.status, reply.headers["content-type"]) == (400, "application/problem+json")
    assert [error["field"] for error in reply.body["errors"]] == ["quantity"]


def test_a_body_of_the_wrong_shape_is_refused_by_the_gateway(service: str, key: str) -> None:
    reply = send(f"{service}/orders", "POST", body={"item": "lamp"}, x_api_key=key)

    assert reply.status == 400
    assert reply.body["reference"] == GATEWAY_REFERENCE_CODE["BAD_REQUEST_BODY"]


def test_an_order_that_is_not_there_is_a_404(service: str, key: str) -> None:
    reply = send(f"{service}/orders/{'0' * 32}", x_api_key=key)

    assert (reply.status, reply.headers["content-type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("headers", [{}, {"x_api_key": "no-key-of-this-api-at-all"}])
def test_no_key_or_a_wrong_one_is_a_403_problem(service: str, headers: dict[str, str]) -> None:
    reply = send(f"{service}/orders", origin=SITE, **headers)

    assert (reply.status, reply.headers["content-type"]) == (403, "application/problem+json")
    assert reply.body["reference"] == GATEWAY_REFERENCE_CODE["INVALID_API_KEY"]
    assert reply.body["requestId"]


def test_a_browser_may_read_errors_of_the_gateway_and_of_the_service(service: str, key: str) -> None:
    refused = send(f"{service}/orders", origin=SITE)
    missing = send(f"{service}/orders/{'0' * 32}", origin=SITE, x_api_key=key)

    assert (refused.status, missing.status) == (403, 404)
    for reply in (refused, missing):
        assert reply.headers["access-control-allow-origin"] == SITE


def test_a_preflight_needs_no_key_and_allows_what_the_site_sends(service: str) -> None:
    reply = send(f"{service}/orders", "OPTIONS", origin=SITE, access_control_request_method="POST")

    assert reply.status in (200, 204)
    assert reply.headers["access-control-allow-origin"] == SITE
    assert "POST" in reply.headers["access-control-allow-methods"]
    assert {"x-api-key", "idempotency-key"} <= set(reply.headers["access-control-allow-headers"].lower().split(","))


def test_passing_the_plans_rate_is_a_429_that_says_when_to_come_back(deployed: Deployed, probe: str) -> None:
    key = deployed.key("slow")
    replies = [send(f"{probe}/keyed", x_api_key=key, origin=ORIGIN) for _ in range(2)]

    assert [reply.status for reply in replies] == [200, 429]
    assert replies[1].headers["retry-after"] == "1"
    assert replies[1].headers["access-control-allow-origin"] == ORIGIN
    assert replies[1].body["reference"] == GATEWAY_REFERENCE_CODE["THROTTLED"]


def test_passing_the_plans_quota_is_another_429(deployed: Deployed, probe: str) -> None:
    key = deployed.key("few")
    replies = [send(f"{probe}/keyed", x_api_key=key, origin=ORIGIN) for _ in range(QUOTA + 1)]

    assert [reply.status for reply in replies] == [200] * QUOTA + [429]
    assert int(replies[-1].headers["retry-after"]) > 60
    assert replies[-1].headers["access-control-allow-origin"] == ORIGIN
    assert replies[-1].body["reference"] == GATEWAY_REFERENCE_CODE["QUOTA_EXCEEDED"]


def test_a_method_throttle_narrows_the_plan_for_that_method_alone(deployed: Deployed, probe: str) -> None:
    key = deployed.key("narrow")

    assert [send(f"{probe}/narrow", x_api_key=key).status for _ in range(2)] == [200, 429]
    assert [send(f"{probe}/keyed", x_api_key=key).status for _ in range(3)] == [200] * 3


def test_a_handler_that_raises_is_a_500_problem_that_tells_nothing_of_the_inside(probe: str) -> None:
    reply = send(f"{probe}/raise")

    assert (reply.status, reply.headers["content-type"]) == (500, "application/problem+json")
    assert reply.body["requestId"]
    assert reply.body["reference"]
    assert "secret" not in str(reply.body)
