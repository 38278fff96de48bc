"""Problem is RFC 9457 on the wire."""

import json
from decimal import Decimal

import pytest

from wellwired.runtime import PROBLEM_JSON, Problem, assert_proxy_response


def test_a_problem_says_everything_it_knows_and_nothing_else() -> None:
    problem = Problem(
        status=409,
        detail="This client token was used with another body.",
        type="https://example.com/errors#TOKEN-REUSED",
        reference="TOKEN-REUSED",
        request_id="r-1",
        extensions={"retries": Decimal(2)},
    )
    assert json.loads(problem.to_json()) == {
        "type": "https://example.com/errors#TOKEN-REUSED",
        "title": "Conflict",
        "status": 409,
        "detail": "This client token was used with another body.",
        "reference": "TOKEN-REUSED",
        "requestId": "r-1",
        "retries": 2,
    }
    assert json.loads(Problem(status=404).to_json()) == {"type": "about:blank", "title": "Not Found", "status": 404}


@pytest.mark.parametrize(
    ("status", "title"), [(413, "Content Too Large"), (422, "Unprocessable Content"), (599, "Error")]
)
def test_a_title_is_the_phrase_of_its_status(status: int, title: str) -> None:
    assert Problem(status=status).members()["title"] == title


def test_its_response_is_one_that_api_gateway_takes() -> None:
    response = Problem(status=503).to_response({"Retry-After": "1"})
    assert_proxy_response(response)
    assert response["statusCode"] == 503
    assert response["headers"] == {"Retry-After": "1", "Content-Type": PROBLEM_JSON}


@pytest.mark.parametrize("status", [0, 200, 399, 600])
def test_a_status_that_is_no_error_is_refused(status: int) -> None:
    with pytest.raises(ValueError, match=str(status)):
        Problem(status=status)


def test_an_extension_cannot_take_the_name_of_a_member() -> None:
    with pytest.raises(ValueError, match="status"):
        Problem(status=400, extensions={"status": 200})
