"""The last requests, for whoever looks on: bounded in number and in what is kept of each."""

import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from wellwired.gateway.exchange import Exchange
from wellwired.model.wiring import Wiring
from wellwired.serving.explaining import Explanation

KEPT: Final = 200
_LINES: Final = 200


@dataclass(frozen=True, slots=True)
class Noted:
    """A request that was answered. number: counts up from 1. The bodies of request and answer are not in it."""

    number: int
    exchange: Exchange
    explanation: Explanation | None
    wiring: Wiring


class History:
    """The last `KEPT` requests. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._noted: deque[Noted] = deque(maxlen=KEPT)
        self._listeners: list[Callable[[], object]] = []
        self._count = 0

    def add(self, exchange: Exchange, explanation: Explanation | None, wiring: Wiring) -> None:
        """Keep a request, without what would fill the memory."""
        slim = replace(
            exchange,
            request=replace(exchange.request, body=b""),
            response=replace(exchange.response, body=b"") if exchange.response is not None else None,
            log=exchange.log[:_LINES],
            function_log=exchange.function_log[:_LINES],
        )
        with self._lock:
            self._count += 1
            self._noted.append(Noted(self._count, slim, explanation, wiring))
            listeners = list(self._listeners)
        for listener in listeners:
            listener()

    def since(self, number: int) -> list[Noted]:
        """The requests after the one of this number, oldest first."""
        with self._lock:
            return [noted for noted in self._noted if noted.number > number]

    def listen(self, listener: Callable[[], object]) -> Callable[[], None]:
        """Call `listener` at every request, on any thread; what comes back ends it."""
        with self._lock:
            self._listeners.append(listener)

        def end() -> None:
            with self._lock:
                self._listeners.remove(listener)

        return end
