"""A template served with functions of this process, and what clients ask of it."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final

from wellwired.gateway.exchange import Exchange
from wellwired.gateway.functions.failures import timed_out
from wellwired.gateway.functions.host import LocalFunctions
from wellwired.gateway.functions.invocation import FunctionHost, FunctionThrottledError, Invoked, StillRunningError
from wellwired.gateway.gateway import Gateway
from wellwired.gateway.identities import Identities
from wellwired.gateway.messages import Request, Response
from wellwired.model.compute import Function
from wellwired.model.wiring import Wiring
from wellwired.readers import ReadOptions

# No template of the bench pins its wires to these, so that every pinned one leads elsewhere.
HOME: Final = ReadOptions(region="eu-west-1", account="444455556666")
ITEM: Final = b'{"id": "1", "name": "lamp"}'
_LAMBDA_DEFAULT_SECONDS: Final = 3

Handler = Callable[[Any], Any]


def answer_well(event: Any) -> Any:
    """What any good handler answers."""
    return {"statusCode": 200, "body": "fine"}


def let_in(event: Any) -> Any:
    """What an authorizer answers to whom it knows: every route of the API."""
    statement = {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": "*"}
    return {"principalId": "client", "policyDocument": {"Version": "2012-10-17", "Statement": [statement]}}


@dataclass(frozen=True)
class Code:
    """What the functions do, None for their own code in a sandbox, and how many seconds they take for it."""

    handler: Handler | None = answer_well
    authorizer: Handler | None = let_in
    seconds: float = 0.0
    authorizer_seconds: float = 0.0

    @property
    def in_sandboxes(self) -> bool:
        """Whether a function runs its own code."""
        return None in (self.handler, self.authorizer)


AS_USUAL: Final = Code()


@dataclass
class Lambda:
    """A `FunctionHost` that keeps Lambda's promises on time and concurrency without letting any time pass."""

    code: Code
    authorizer: str
    sandboxes: FunctionHost

    def invoke(self, function: Function, payload: bytes, *, request_id: str, trace_id: str, wait_ms: int) -> Invoked:
        decides = function.name == self.authorizer
        does = self.code.authorizer if decides else self.code.handler
        if does is None:
            return self.sandboxes.invoke(function, payload, wait_ms=wait_ms, request_id=request_id, trace_id=trace_id)
        if function.reserved_concurrent_executions.known() == 0:
            raise FunctionThrottledError("ReservedConcurrentExecutions is 0")
        seconds = self.code.authorizer_seconds if decides else self.code.seconds
        limit = function.timeout.or_default(_LAMBDA_DEFAULT_SECONDS)
        if min(seconds, limit) * 1000 >= wait_ms:  # the gateway's clock began first
            raise StillRunningError(f"{function.label} had not answered within {wait_ms} ms")
        if seconds >= limit:
            failure = timed_out(request_id, limit)
            return Invoked(payload=failure.payload, function_error="Unhandled", request_id=request_id)
        try:
            returned = does(json.loads(payload))
        except FunctionThrottledError:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a handler raises is what Lambda tells of it
            told = {"errorMessage": str(error), "errorType": type(error).__name__}
            return Invoked(payload=json.dumps(told).encode(), function_error="Unhandled", request_id=request_id)
        return Invoked(payload=json.dumps(returned).encode(), request_id=request_id)

    def close(self) -> None:
        self.sandboxes.close()


@dataclass
class Served:
    """A gateway over one template, and every exchange with it that counts."""

    wiring: Wiring
    gateway: Gateway
    exchanges: list[Exchange] = field(default_factory=list)

    def ask(
        self,
        route: str,
        headers: Mapping[str, str] | None = None,
        body: bytes = b"",
        query: str = "",
        key: str = "",
    ) -> Response:
        """Send what a good client does: a token, the key of this name (the first unless said), a content type.

        headers: beside those, or in their place; an empty one is not sent.
        """
        verb, path = route.split(" ", 1)
        keys = self.gateway.api_keys
        usual = {
            "Accept": "application/json",
            "Authorization": "token",
            "x-api-key": keys[key] if key else next(iter(keys.values()), ""),
            "Content-Type": "application/json" if body else "",
        }
        sent = {name: value for name, value in (usual | dict(headers or {})).items() if value}
        return self.gateway.handle(Request(method=verb, path=path, headers=tuple(sent.items()), body=body, query=query))

    def forget(self) -> None:
        """What has been asked so far only led up to what counts."""
        self.exchanges.clear()


class NoSandboxes:
    """A `FunctionHost` where the test says what every function does."""

    def invoke(self, function: Function, payload: bytes, *, request_id: str, trace_id: str, wait_ms: int) -> Invoked:
        raise AssertionError(f"{function.label} was to do what the test says")

    def close(self) -> None:
        """There is nothing to end."""


@contextmanager
def serve(wiring: Wiring, code: Code, authorizer: str) -> Iterator[Served]:
    """Serve a wiring. authorizer: the logical id of the function that decides who may call."""
    exchanges: list[Exchange] = []
    identities = Identities(wiring)
    sandboxes = LocalFunctions(identities) if code.in_sandboxes else NoSandboxes()
    try:
        gateway = Gateway(
            wiring,
            functions=Lambda(code, authorizer, sandboxes),
            identities=identities,
            observe=exchanges.append,
            clock=lambda: 1000.0,
        )
        yield Served(wiring, gateway, exchanges)
    finally:
        sandboxes.close()
