"""Every API of the public templates can be served, and answers as the rules say it would."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.readers.corpus_files import corpus_files, needs_corpus
from wellwired.documents import DocumentError
from wellwired.engine import judge
from wellwired.gateway.caller import Caller
from wellwired.gateway.exchange import Exchange
from wellwired.gateway.functions.invocation import Invoked
from wellwired.gateway.gateway import Gateway
from wellwired.gateway.messages import Request
from wellwired.model.compute import Function
from wellwired.model.wiring import Wiring
from wellwired.readers import ReadOptions, read_text
from wellwired.rules import find_rule

HOME = ReadOptions(region="eu-west-1", account="444455556666")
LET_IN = {
    "principalId": "client",
    "policyDocument": {"Statement": {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "*"}},
}
NO_PERMISSION = "Invalid permissions on Lambda function"
# What is said of a function that nobody lets API Gateway invoke.
UNINVOKABLE = ("uninvokable-function", "uncovered-route", "misqualified-permission", "foreign-source-api")


class Willing:
    """Functions that answer well, and let everybody in."""

    def invoke(self, function: Function, payload: bytes, *, request_id: str, trace_id: str, wait_ms: int) -> Invoked:
        event = json.loads(payload)
        decides = isinstance(event, dict) and event.get("type") in ("TOKEN", "REQUEST")
        answer = LET_IN if decides else {"statusCode": 200, "body": "fine"}
        return Invoked(payload=json.dumps(answer).encode(), request_id=request_id)

    def close(self) -> None:
        """There is nothing to end."""


def ask_every_route(wiring: Wiring) -> Iterator[Exchange]:
    exchanges: list[Exchange] = []
    gateway = Gateway(wiring, functions=Willing(), caller=Caller(claims={"sub": "1"}), observe=exchanges.append)
    key = next(iter(gateway.api_keys.values()), "")
    signed = "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=c"
    for api in gateway.apis:
        for stage in api.stages:
            for route in api.routes:
                verb, path = route.replace("ANY ", "GET ").split(" ", 1)
                headers = (("Authorization", signed), ("x-api-key", key), ("Content-Type", "application/json"))
                whole = f"/{stage}{re.sub('{[^}]+}', '1', path)}"
                gateway.handle(Request(method=verb, path=whole, headers=headers, body=b"{}"), api=api.api_id)
    yield from exchanges


@cache
def ask(path: Path) -> tuple[Exchange, ...]:
    wiring = read(path)
    return tuple(ask_every_route(wiring)) if wiring is not None else ()


def log_of(exchanges: tuple[Exchange, ...]) -> list[str]:
    return [line.text for exchange in exchanges for line in exchange.log]


def is_reported(path: Path) -> bool:
    wiring = read(path)
    rules = [rule for rule in map(find_rule, UNINVOKABLE) if rule is not None]
    return wiring is not None and bool(judge(wiring, rules).findings)


@cache
def read(path: Path) -> Wiring | None:
    try:
        return read_text(path.read_text(encoding="utf-8"), path.name, options=HOME)
    except DocumentError:
        return None


@needs_corpus
def test_every_route_of_every_public_template_gets_an_answer() -> None:
    answered = 0
    for path in corpus_files():
        for exchange in ask(path):
            assert exchange.response is not None
            assert 200 <= exchange.response.status <= 599, f"{path.name}: {exchange.steps}"
            answered += 1
    assert answered > 350


@needs_corpus
def test_a_function_that_may_not_be_invoked_is_a_500_wherever_a_rule_says_so_and_nowhere_else() -> None:
    served = {path.name: asked for path in corpus_files() if (asked := ask(path))}
    refusing = {name for name, asked in served.items() if any(NO_PERMISSION in line for line in log_of(asked))}
    reported = {path.name for path in corpus_files() if path.name in served and is_reported(path)}
    assert len(refusing) > 3
    assert refusing == reported
