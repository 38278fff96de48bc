"""What a response says went wrong."""

import json
from typing import Any

from wellwired.runtime import check_proxy_response


def problem_of(response: dict[str, Any]) -> dict[str, Any]:
    assert check_proxy_response(response) == []
    assert response["headers"]["Content-Type"] == "application/problem+json"
    problem: dict[str, Any] = json.loads(response["body"])
    assert problem["status"] == response["statusCode"]
    return problem
