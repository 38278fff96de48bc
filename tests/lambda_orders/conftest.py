"""The service as Lambda would load it, over a DynamoDB table made by moto."""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from wellwired.runtime import assert_proxy_response

SOURCE = Path(__file__).parents[2] / "lambda" / "orders"
TABLE = "orders-test"
REQUEST_ID = "c6af9ac6-7b61-11e6-9a41-93e8deadbeef"
Send = Callable[..., "Answer"]

sys.path.insert(0, str(SOURCE))


@dataclass(frozen=True)
class Answer:
    """What API Gateway would send on."""

    status: int
    headers: dict[str, str]
    body: Any


@dataclass
class Context:
    """Lambda's context, as far as the service reads it."""

    function_name: str = "orders"
    memory_limit_in_mb: int = 512
    invoked_function_arn: str = "arn:aws:lambda:eu-west-1:123456789012:function:orders"
    aws_request_id: str = "1f3d9c1e-4a40-4c0c-9c2f-6b3b4f6d0a11"

    def get_remaining_time_in_millis(self) -> int:
        return 10_000


@pytest.fixture(scope="module")
def service() -> Iterator[None]:
    """AWS as moto has it, for as long as one file's tests run: making it anew for each costs more than the test.

    No longer than that: within it, what other tests make in moto would outlive them.
    """
    with pytest.MonkeyPatch.context() as patch, mock_aws():
        for name, value in {
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "eu-west-1",
            "POWERTOOLS_LOG_LEVEL": "INFO",
        }.items():
            patch.setenv(name, value)
        for name in ("AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_DYNAMODB", "AWS_PROFILE"):
            patch.delenv(name, raising=False)
        yield


@pytest.fixture
def table(service: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    from store import orders_table

    resource = boto3.resource("dynamodb")
    table = resource.create_table(
        TableName=TABLE,
        KeySchema=[{"AttributeName": "owner", "KeyType": "HASH"}, {"AttributeName": "key", "KeyType": "RANGE"}],
        AttributeDefinitions=[
            {"AttributeName": "owner", "AttributeType": "S"},
            {"AttributeName": "key", "AttributeType": "S"},
        ],
        BillingMode="PAY_PER_REQUEST",
    )
    monkeypatch.setenv("TABLE_NAME", TABLE)
    orders_table.cache_clear()
    yield table
    orders_table.cache_clear()
    table.delete()


@pytest.fixture
def send(table: Any) -> Send:
    return send_event


def send_event(
    method: str,
    path: str,
    body: object = None,
    *,
    headers: dict[str, str] | None = None,
    query: dict[str, str] | None = None,
    authorizer: dict[str, Any] | None = None,
    **event: object,
) -> Answer:
    """Send one request through the whole handler, as API Gateway would."""
    from handler import handler

    text = body if body is None or isinstance(body, str) else json.dumps(body)
    response = handler(
        {
            "resource": path,
            "path": path,
            "httpMethod": method,
            "headers": {"Content-Type": "application/json", **(headers or {})},
            "multiValueHeaders": {},
            "queryStringParameters": query,
            "multiValueQueryStringParameters": {name: [value] for name, value in (query or {}).items()},
            "pathParameters": None,
            "stageVariables": None,
            "requestContext": {
                "requestId": REQUEST_ID,
                "path": f"/dev{path}",
                "stage": "dev",
                "httpMethod": method,
                "identity": {"sourceIp": "192.0.2.7"},
                **({"authorizer": authorizer} if authorizer else {}),
            },
            "body": text,
            "isBase64Encoded": False,
            **event,
        },
        Context(),
    )
    assert_proxy_response(response)
    several = {name: ", ".join(values) for name, values in response.get("multiValueHeaders", {}).items()}
    body = json.loads(response["body"]) if response.get("body") else None
    return Answer(response["statusCode"], {**response.get("headers", {}), **several}, body)
