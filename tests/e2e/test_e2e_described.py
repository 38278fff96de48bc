"""An API of an OpenAPI body, deployed, and asked through the local gateway: it answers as one of resources does."""

import pytest

from tests.e2e.conftest import Reply, send
from tests.e2e.probe_stack import ORIGIN
from wellwired.facts import GATEWAY_REFERENCE_CODE
from wellwired.local.front import Front

pytestmark = [pytest.mark.e2e, pytest.mark.xdist_group("e2e")]


@pytest.fixture(scope="module")
def described(probe_front: Front) -> str:
    (url,) = (one.url for one in probe_front.endpoints if one.api_name == "described-test")
    return url


def reference(reply: Reply) -> tuple[int, str]:
    assert reply.headers["content-type"] == "application/problem+json"
    return reply.status, reply.body["reference"]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_any_method_reaches_the_function_with_its_path(described: str, method: str) -> None:
    reply = send(f"{described}/any/7", method)

    assert (reply.status, reply.body) == (200, {"path": "/any/7"})


def test_gateway_errors_are_problems_that_a_browser_may_read(described: str) -> None:
    keyless, lost = send(f"{described}/keyed", origin=ORIGIN), send(f"{described}/nothing", origin=ORIGIN)

    assert reference(keyless) == (403, GATEWAY_REFERENCE_CODE["INVALID_API_KEY"])
    assert reference(lost) == (403, GATEWAY_REFERENCE_CODE["MISSING_AUTHENTICATION_TOKEN"])
    assert {reply.headers["access-control-allow-origin"] for reply in (keyless, lost)} == {ORIGIN}


@pytest.mark.parametrize("content_type", ["application/json", "text/plain"])
def test_parameters_and_bodies_of_any_content_type_are_checked(described: str, content_type: str) -> None:
    def post(query: str, text: str) -> Reply:
        return send(f"{described}/checked{query}", "POST", text=text, content_type=content_type)

    assert reference(post("", '{"item": 1}')) == (400, GATEWAY_REFERENCE_CODE["BAD_REQUEST_PARAMETERS"])
    assert reference(post("?page=1", "{}")) == (400, GATEWAY_REFERENCE_CODE["BAD_REQUEST_BODY"])
    assert post("?page=1", '{"item": 1}').status == 200


def test_a_preflight_answers_for_the_methods_of_the_path(described: str) -> None:
    reply = send(f"{described}/keyed", "OPTIONS", origin=ORIGIN, access_control_request_method="GET")

    assert reply.status == 204
    assert reply.headers["access-control-allow-origin"] == ORIGIN
    assert reply.headers["access-control-allow-methods"] == "GET,OPTIONS"
