"""Warm and cold, throttled, timed out by the gateway, reloaded, reaped."""

import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.gateway.functions.running import invoke, make_function, processes_with, value_of, wait_until
from wellwired.gateway.functions.host import LocalFunctions
from wellwired.gateway.functions.invocation import (
    FunctionThrottledError,
    FunctionUnavailableError,
    Invoked,
    StillRunningError,
)
from wellwired.gateway.identities import Identities
from wellwired.model.compute import Function
from wellwired.model.wiring import Wiring

COUNTING = """
    import time
    calls = 0
    def handler(event, context):
        global calls
        calls += 1
        time.sleep(event.get("sleep", 0))
        return calls
"""


def test_a_sandbox_is_used_again_and_keeps_what_its_module_holds(host: LocalFunctions) -> None:
    function = make_function(COUNTING)
    first, second = invoke(host, function), invoke(host, function)
    assert (value_of(first), first.cold) == (1, True)
    assert (value_of(second), second.cold) == (2, False)
    assert first.request_id == "the-id"
    assert first.duration_ms > 0


def test_requests_at_the_same_time_get_sandboxes_of_their_own(host: LocalFunctions) -> None:
    function = make_function(COUNTING)
    with ThreadPoolExecutor(3) as threads:
        done = list(threads.map(lambda _: invoke(host, function, {"sleep": 0.3}), range(3)))
    assert [value_of(one) for one in done] == [1, 1, 1]
    assert all(one.cold for one in done)


def busy_with(host: LocalFunctions, function: Function, threads: ThreadPoolExecutor, number: int) -> None:
    """Keep `number` sandboxes of a function at work."""
    for _ in range(number):
        threads.submit(lambda: invoke(host, function, {"sleep": 0.6}))
    time.sleep(0.3)


def test_a_reserved_concurrency_of_none_throttles_every_request(host: LocalFunctions) -> None:
    with pytest.raises(FunctionThrottledError, match="ReservedConcurrentExecutions"):
        invoke(host, make_function(COUNTING, reserved_concurrent_executions=0))


def test_beyond_the_reserved_concurrency_requests_are_throttled_until_one_is_done(host: LocalFunctions) -> None:
    function = make_function(COUNTING, reserved_concurrent_executions=2)
    with ThreadPoolExecutor(2) as threads:
        busy_with(host, function, threads, 2)
        with pytest.raises(FunctionThrottledError):
            invoke(host, function)
    assert value_of(invoke(host, function)) == 2


def test_beyond_what_this_machine_runs_requests_are_throttled_and_free_sandboxes_make_room() -> None:
    one, other = make_function(COUNTING), make_function(COUNTING)
    with LocalFunctions(Identities(Wiring([])), limit=1) as host:
        with ThreadPoolExecutor(1) as threads:
            busy_with(host, one, threads, 1)
            with pytest.raises(FunctionThrottledError, match="runs 1 functions at a time"):
                invoke(host, other)
        assert value_of(invoke(host, other)) == 1
        assert invoke(host, one).cold


def invoke_once_free(host: LocalFunctions, function: Function) -> Invoked:
    while True:
        try:
            return invoke(host, function)
        except FunctionThrottledError:
            time.sleep(0.02)


def test_when_the_gateway_waits_no_longer_the_function_runs_on_and_keeps_its_sandbox(host: LocalFunctions) -> None:
    function = make_function(COUNTING, reserved_concurrent_executions=1)
    assert value_of(invoke(host, function)) == 1
    with pytest.raises(StillRunningError):
        invoke(host, function, {"sleep": 0.5}, wait_ms=100)
    with pytest.raises(FunctionThrottledError):
        invoke(host, function)
    assert value_of(invoke_once_free(host, function)) == 3


def test_what_runs_on_is_ended_at_its_own_timeout(host: LocalFunctions) -> None:
    function = make_function(COUNTING, reserved_concurrent_executions=1, timeout=0.4)
    with pytest.raises(StillRunningError):
        invoke(host, function, {"sleep": 30}, wait_ms=100)
    again = invoke_once_free(host, function)
    assert (value_of(again), again.cold) == (1, True)


def test_after_a_reload_the_new_code_runs_and_what_runs_is_let_finish(host: LocalFunctions, tmp_path: Path) -> None:
    code = """
import pathlib, time
def handler(event, context):
    if event:
        pathlib.Path("begun").touch()
        time.sleep(0.4)
    return {!r}
"""
    (tmp_path / "index.py").write_text(code.format("old"))
    function = make_function(place=tmp_path)
    assert value_of(invoke(host, function)) == "old"
    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(lambda: invoke(host, function, {"slow": 1}))
        wait_until((tmp_path / "begun").exists)
        (tmp_path / "index.py").write_text(code.format("new"))
        host.reload(function)
        fresh = invoke(host, function)
        assert (value_of(fresh), fresh.cold) == ("new", True)
        assert value_of(running.result()) == "old"
    assert [value_of(invoke(host, function)) for _ in range(3)] == ["new"] * 3
    assert not list(tmp_path.rglob("__pycache__"))


def test_what_is_not_needed_for_long_is_ended() -> None:
    function = make_function(COUNTING, environment={"Variables": {"MARK": "reaped-after-a-while"}})
    with LocalFunctions(Identities(Wiring([])), idle_seconds=0.1) as host:
        invoke(host, function)
        wait_until(lambda: not processes_with("reaped-after-a-while"))
        assert invoke(host, function).cold


def test_a_sandbox_that_ends_between_two_requests_costs_none_of_them(host: LocalFunctions) -> None:
    function = make_function("""
        import os, threading
        def handler(event, context):
            threading.Timer(0.05, os._exit, [1]).start()
            return "fine"
    """)
    results: list[Invoked] = []
    for pause in (0.0, 0.2, 0.0):
        results.append(invoke(host, function))
        time.sleep(pause)
    assert [value_of(one) for one in results] == ["fine"] * 3


def test_a_host_that_is_closed_runs_nothing_more_and_says_so() -> None:
    host = LocalFunctions(Identities(Wiring([])))
    host.close()
    host.close()
    with pytest.raises(FunctionUnavailableError, match="shut down"):
        invoke(host, make_function(COUNTING))


def test_whoever_waits_while_the_host_is_closed_is_told() -> None:
    host = LocalFunctions(Identities(Wiring([])))
    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(lambda: invoke(host, make_function(COUNTING), {"sleep": 30}))
        time.sleep(0.3)
        host.close()
        with pytest.raises(FunctionUnavailableError, match="shut down"):
            waiting.result(5)


def test_code_is_laid_out_in_the_folder_that_is_given_and_goes_with_the_host(tmp_path: Path) -> None:
    with LocalFunctions(Identities(Wiring([])), folder=tmp_path) as host:
        invoke(host, make_function("def handler(event, context): return 1"))
        assert list(tmp_path.rglob("index.py"))
    assert not list(tmp_path.iterdir())
