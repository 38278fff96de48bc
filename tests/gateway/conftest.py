import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from wellwired.gateway.functions.invocation import FunctionThrottledError, Invoked, StillRunningError
from wellwired.gateway.gateway import Gateway
from wellwired.gateway.messages import Request, Response
from wellwired.model.compute import Function
from wellwired.readers import ReadOptions, read_text

Handler = Callable[[Any], Any]


class FakeFunctions:
    """Handlers by the function's logical id, called in this process: what they return, or what Lambda says instead."""

    def __init__(self, handlers: Mapping[str, Handler]) -> None:
        self.handlers = dict(handlers)
        self.events: list[Any] = []

    def invoke(self, function: Function, payload: bytes, *, request_id: str, trace_id: str, wait_ms: int) -> Invoked:
        event = json.loads(payload)
        self.events.append(event)
        try:
            returned = self.handlers[function.name](event)
        except (StillRunningError, FunctionThrottledError):
            raise
        except Exception as error:  # noqa: BLE001 - whatever a handler raises is what Lambda tells of it
            told = {"errorMessage": str(error), "errorType": type(error).__name__}
            return Invoked(payload=json.dumps(told).encode(), function_error="Unhandled", request_id=request_id)
        payload = returned if isinstance(returned, bytes) else json.dumps(returned).encode()
        return Invoked(payload=payload, request_id=request_id, duration_ms=1.0)

    def close(self) -> None:
        pass


class Client:
    """Calls one gateway as a client would."""

    def __init__(self, gateway: Gateway, functions: FakeFunctions, exchanges: list[Any], now: list[float]) -> None:
        self.gateway = gateway
        self.functions = functions
        self.exchanges = exchanges
        self.now = now

    def __call__(
        self, method: str, path: str, headers: Mapping[str, str] | None = None, body: bytes = b"", query: str = ""
    ) -> Response:
        sent = tuple({"Accept": "*/*", "User-Agent": "test", **(headers or {})}.items())
        return self.gateway.handle(Request(method=method, path=path, headers=sent, body=body, query=query))

    @property
    def log(self) -> str:
        return "\n".join(line.text for line in self.exchanges[-1].log)

    @property
    def context(self) -> dict[str, str]:
        return dict(self.exchanges[-1].context)


MakeClient = Callable[..., Client]


@pytest.fixture
def serve() -> MakeClient:
    """Serves a template with handlers: serve(text, Handler=lambda event: {...})."""

    def make(template: str, options: ReadOptions | None = None, /, caller: Any = None, **handlers: Handler) -> Client:
        exchanges: list[Any] = []
        now = [1000.0]
        functions = FakeFunctions(handlers)
        gateway = Gateway(
            read_text(template, options=options),
            functions=functions,
            observe=exchanges.append,
            caller=caller,
            clock=lambda: now[0],
        )
        return Client(gateway, functions, exchanges, now)

    return make
