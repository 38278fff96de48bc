"""Functions made of a few lines of Python, and what became of running them."""

import itertools
import json
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from wellwired.gateway.functions.host import LocalFunctions
from wellwired.gateway.functions.invocation import Invoked
from wellwired.model.compute import CodePlace, Function
from wellwired.model.setting import known

PYTHON = f"python{sys.version_info.major}.{sys.version_info.minor}"
_numbers = itertools.count(1)


def make_function(code: str = "", /, *, place: Path | None = None, **settings: Any) -> Function:
    """A function of inline code, or of the code at a place."""
    given = {"runtime": PYTHON, "handler": "index.handler"} | settings
    inline = CodePlace(text=textwrap.dedent(code))
    fields: dict[str, Any] = {name: known(value) for name, value in given.items()}
    code_place = known(inline if place is None else CodePlace(path=place))
    return Function(address=f"shop/Fn{next(_numbers)}", code_place=code_place, **fields)


def invoke(
    host: LocalFunctions, function: Function, event: object = None, *, wait_ms: int = 29_000, request_id: str = "the-id"
) -> Invoked:
    payload = json.dumps({} if event is None else event).encode()
    return host.invoke(function, payload, request_id=request_id, trace_id="Root=1-2-3", wait_ms=wait_ms)


def value_of(invoked: Invoked) -> Any:
    """What the handler returned."""
    assert not invoked.function_error, (invoked.payload, invoked.log)
    return json.loads(invoked.payload)


def wait_until(is_so: Callable[[], bool], seconds: float = 5) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.01)


def processes_with(word: str) -> list[str]:
    """Ids of the processes, zombies aside, in whose command line or environment a word stands."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                spoken = (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()
            except OSError:
                continue
            if word.encode() in spoken:
                found.append(folder.name)
    return found
