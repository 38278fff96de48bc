"""A REST proxy event as API Gateway sends it, a context as Lambda makes it, and the log lines a handler leaves."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest

API_REQUEST_ID = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"
FUNCTION_REQUEST_ID = "1f3d9c1e-4a40-4c0c-9c2f-6b3b4f6d0a11"


@dataclass
class Context:
    """The part of Lambda's context that the wrapper reads."""

    aws_request_id: str = FUNCTION_REQUEST_ID
    remaining_ms: float = 30_000

    def get_remaining_time_in_millis(self) -> float:
        return self.remaining_ms


@pytest.fixture
def context() -> Context:
    return Context()


@pytest.fixture
def event() -> dict[str, Any]:
    return {
        "resource": "/orders/{id}",
        "path": "/orders/7",
        "httpMethod": "GET",
        "headers": {"Accept": "*/*", "origin": "https://app.example.com"},
        "multiValueHeaders": {"Accept": ["*/*"], "origin": ["https://app.example.com"]},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": {"id": "7"},
        "stageVariables": None,
        "requestContext": {
            "resourcePath": "/orders/{id}",
            "httpMethod": "GET",
            "path": "/dev/orders/7",
            "stage": "dev",
            "requestId": API_REQUEST_ID,
            "extendedRequestId": "JJbxmplIPHcEggg=",
            "identity": {"sourceIp": "192.0.2.7", "userAgent": "curl/8.5.0"},
        },
        "body": None,
        "isBase64Encoded": False,
    }


@pytest.fixture
def log_lines(capsys: pytest.CaptureFixture[str]) -> Callable[[], list[dict[str, Any]]]:
    return lambda: [json.loads(line) for line in capsys.readouterr().out.splitlines()]
