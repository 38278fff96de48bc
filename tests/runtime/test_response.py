"""What a handler returns is put right where its meaning is plain, and refused by name where it is not."""

import base64
import http
import json
import uuid
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

import pytest
from aws_lambda_powertools.event_handler import Response
from aws_lambda_powertools.shared.cookies import Cookie

from wellwired.runtime import Problem
from wellwired.runtime.response import RefusedError, to_proxy_response

PNG = b"\x89PNG\r\n\x1a\n\x00"
JSON = {"Content-Type": "application/json"}


class _Colour(Enum):
    RED = "red"


class _Name(StrEnum):
    ANN = "ann"


class _Named(NamedTuple):
    statusCode: int  # noqa: N815
    body: str


PUT_RIGHT: dict[str, tuple[Any, dict[str, Any]]] = {
    "nothing": ({}, {"statusCode": 200}),
    "a status in text": ({"statusCode": " 201 "}, {"statusCode": 201}),
    "a status as a whole float": ({"statusCode": 201.0}, {"statusCode": 201}),
    "a status as a Decimal": ({"statusCode": Decimal(201)}, {"statusCode": 201}),
    "a status as an HTTPStatus": ({"statusCode": http.HTTPStatus.CREATED}, {"statusCode": 201}),
    "a status None": ({"statusCode": None}, {"statusCode": 200}),
    "a body None": ({"statusCode": 204, "body": None}, {"statusCode": 204}),
    "a body of a dict": (
        {"body": {"when": datetime(2026, 1, 2, tzinfo=UTC), "price": Decimal("1.5")}},
        {"statusCode": 200, "headers": JSON, "body": '{"when":"2026-01-02T00:00:00+00:00","price":1.5}'},
    ),
    "a body of a list": ({"body": [1, 2]}, {"statusCode": 200, "headers": JSON, "body": "[1,2]"}),
    "a body that is a number": ({"body": 42}, {"statusCode": 200, "headers": JSON, "body": "42"}),
    "a body false": ({"body": False}, {"statusCode": 200, "headers": JSON, "body": "false"}),
    "a body of a text enumeration": ({"body": _Name.ANN}, {"statusCode": 200, "body": "ann"}),
    "a dict under a content type of its own": (
        {"headers": {"content-type": "application/vnd.x+json"}, "body": {"a": 1}},
        {"statusCode": 200, "headers": {"content-type": "application/vnd.x+json"}, "body": '{"a":1}'},
    ),
    "bytes without a content type": (
        {"body": PNG},
        {
            "statusCode": 200,
            "headers": {"Content-Type": "application/octet-stream"},
            "body": base64.b64encode(PNG).decode(),
            "isBase64Encoded": True,
        },
    ),
    "bytes of a picture": (
        {"headers": {"Content-Type": "image/png"}, "body": bytearray(PNG)},
        {
            "statusCode": 200,
            "headers": {"Content-Type": "image/png"},
            "body": base64.b64encode(PNG).decode(),
            "isBase64Encoded": True,
        },
    ),
    "bytes of JSON, as orjson writes it": (
        {"headers": JSON, "body": b'{"a":1}'},
        {"statusCode": 200, "headers": JSON, "body": '{"a":1}'},
    ),
    "bytes of compressed JSON": (
        {"headers": JSON | {"Content-Encoding": "gzip"}, "body": b"\x1f\x8b\x08"},
        {
            "statusCode": 200,
            "headers": JSON | {"Content-Encoding": "gzip"},
            "body": "H4sI",
            "isBase64Encoded": True,
        },
    ),
    "base64 as bytes": (
        {"body": base64.b64encode(PNG), "isBase64Encoded": True},
        {"statusCode": 200, "body": base64.b64encode(PNG).decode(), "isBase64Encoded": True},
    ),
    "bytes said to be base64 that are not": (
        {"body": PNG, "isBase64Encoded": True},
        {"statusCode": 200, "body": base64.b64encode(PNG).decode(), "isBase64Encoded": True},
    ),
    "base64 in lines, for URLs, without padding": (
        {"body": "-_\n8", "isBase64Encoded": "True"},
        {"statusCode": 200, "body": "+/8=", "isBase64Encoded": True},
    ),
    "headers of many types": (
        {
            "headers": {
                "x-int": 5,
                "x-float": 0.5,
                "x-true": True,
                "x-none": None,
                "x-uuid": uuid.UUID(int=1),
                "x-enum": _Colour.RED,
                "x-decimal": Decimal("1.50"),
                "x-bytes": b"abc",
            }
        },
        {
            "statusCode": 200,
            "headers": {
                "x-int": "5",
                "x-float": "0.5",
                "x-true": "true",
                "x-uuid": "00000000-0000-0000-0000-000000000001",
                "x-enum": "red",
                "x-decimal": "1.50",
                "x-bytes": "abc",
            },
        },
    ),
    "a list among headers": (
        {"headers": {"Set-Cookie": ["a=1", None, "b=2"]}, "multiValueHeaders": {"Set-Cookie": ["c=3"]}},
        {"statusCode": 200, "multiValueHeaders": {"Set-Cookie": ["c=3", "a=1", "b=2"]}},
    ),
    "one value among several": (
        {"multiValueHeaders": {"x": 1, "y": [None], "z": ("a",)}},
        {"statusCode": 200, "multiValueHeaders": {"x": ["1"], "z": ["a"]}},
    ),
    "everything empty": (
        {"headers": None, "multiValueHeaders": None, "isBase64Encoded": None},
        {"statusCode": 200},
    ),
    "a read-only mapping": (MappingProxyType({"statusCode": 204}), {"statusCode": 204}),
    "a named tuple": (_Named(200, "a"), {"statusCode": 200, "body": "a"}),
    "a problem": (
        Problem(status=404, detail="No order 7."),
        {
            "statusCode": 404,
            "headers": {"Content-Type": "application/problem+json"},
            "body": '{"type":"about:blank","title":"Not Found","status":404,"detail":"No order 7."}',
        },
    ),
    "a Powertools response": (
        Response(
            status_code=201,
            content_type="text/plain",
            body={"a": 1},  # a dict under a content type of text: Powertools leaves it a dict
            headers={"x": ["1", "2"], "Retry-After": 5},  # type: ignore[dict-item]
            cookies=[Cookie("session", "s1")],
        ),
        {
            "statusCode": 201,
            "headers": {"Content-Type": "text/plain", "Retry-After": "5"},
            "multiValueHeaders": {"Set-Cookie": ["session=s1; Secure"], "x": ["1", "2"]},
            "body": '{"a":1}',
        },
    ),
}


@pytest.mark.parametrize("name", PUT_RIGHT)
def test_puts_right(name: str) -> None:
    value, expected = PUT_RIGHT[name]
    assert to_proxy_response(value) == expected


async def _async_answer() -> dict[str, int]:
    return {"statusCode": 200}


REFUSED: dict[str, tuple[Any, str]] = {
    "None": (None, "a return is missing"),
    "an async handler's coroutine": (_async_answer(), "async"),
    "text": ("hello", "returned a str"),
    "a list": ([1], "returned a list"),
    "a tuple": (({"a": 1}, 200), "returned a tuple"),
    "a plain object": ({"id": 7}, "/id is an unknown key"),
    "the cookies of HTTP APIs": ({"statusCode": 200, "cookies": ["a=1"]}, "multiValueHeaders"),
    "a status of letters": ({"statusCode": "OK"}, "/statusCode"),
    "a status with a fraction": ({"statusCode": 200.5}, "/statusCode"),
    "a status true": ({"statusCode": True}, "/statusCode"),
    "a status 1000": ({"statusCode": 1000}, "/statusCode is 1000"),
    "NaN in a body": ({"body": {"rate": [float("nan")]}}, "/body/rate/0 is nan"),
    "an object in a body": ({"body": {"a": object()}}, "/body/a is a object"),
    "text with half a surrogate": ({"body": "\ud800"}, "/body has half a surrogate"),
    "text said to be base64": ({"body": "not base64!", "isBase64Encoded": True}, "/body is not base64"),
    "base64 that is a number": ({"body": "aGk=", "isBase64Encoded": 1}, "/isBase64Encoded"),
    "headers in a list": ({"headers": [("a", "b")]}, "/headers is a list"),
    "a header of a dict": ({"headers": {"x": {}}}, "/headers/x is a dict"),
    "a header that splits the answer": ({"headers": {"x": "a\r\nb: c"}}, "line break"),
    "a header name with a space": ({"headers": {"x y": "a"}}, "no header name"),
    "a header name that is an object": ({"headers": {(1, 2): "a"}}, "no header name"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refuses_with_the_reason(name: str) -> None:
    value, reason = REFUSED[name]
    with pytest.raises(RefusedError) as caught:
        to_proxy_response(value)
    assert reason in str(caught.value)


def test_the_handlers_own_value_is_left_alone() -> None:
    value = {"statusCode": 200, "headers": {"x": ["a"]}, "multiValueHeaders": {"x": ["b"]}, "body": {"a": 1}}
    before = json.dumps(value)
    to_proxy_response(value)
    assert json.dumps(value) == before
