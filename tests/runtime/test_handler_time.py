"""A handler that runs out of time is stopped and answered for, and no timer is left behind."""

import asyncio
import contextlib
import contextvars
import json
import signal
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from wellwired.runtime import proxy_handler

from .conftest import Context
from .problems import problem_of

Event = dict[str, Any]
LogLines = Callable[[], list[dict[str, Any]]]


def _takes_a_moment(event: Event, context: Context) -> Event:
    time.sleep(0.05)
    return {"statusCode": 200}


def _waits_in_sleep() -> None:
    time.sleep(20)


def _waits_for_a_lock() -> None:
    lock = threading.Lock()
    lock.acquire()
    lock.acquire()


def _computes() -> None:
    while True:
        sum(range(100))


def _runs_an_event_loop() -> None:
    async def first() -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(asyncio.sleep(20))

    asyncio.run(first())


def _swallows_exceptions() -> None:
    while True:
        with contextlib.suppress(Exception):
            time.sleep(20)


def _swallows_everything_once() -> None:
    with contextlib.suppress(BaseException):
        time.sleep(20)
    time.sleep(20)


def _makes_another_error_of_it() -> None:
    try:
        time.sleep(20)
    except BaseException as error:
        raise RuntimeError("wrapped") from error


@pytest.mark.parametrize(
    "wait",
    [
        _waits_in_sleep,
        _waits_for_a_lock,
        _computes,
        # Where the stop comes before asyncio has its loop in hand, the loop is left to the interpreter, which says so.
        pytest.param(
            _runs_an_event_loop, marks=pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
        ),
        _swallows_exceptions,
        _swallows_everything_once,
        _makes_another_error_of_it,
    ],
)
def test_a_handler_that_runs_out_of_time_is_stopped_and_answered_for(
    wait: Callable[[], None], event: Event, context: Context, log_lines: LogLines
) -> None:
    cleaned: list[str] = []

    @proxy_handler(time_reserve=1)
    def handler(event: Event, context: Context) -> Event:
        try:
            wait()
        finally:
            cleaned.append("up")
        return {}

    context.remaining_ms = 1_050
    began = time.monotonic()
    response = handler(event, context)
    assert time.monotonic() - began < 0.9
    assert response["statusCode"] == 504
    assert response["headers"]["Retry-After"] == "5"
    assert problem_of(response)["reference"] == "WW-504-OUT-OF-TIME"
    assert cleaned == ["up"]
    [line] = log_lines()
    assert any(wait.__name__ in frame for frame in line["stackTrace"]), "the log says where the time went"


def test_too_little_time_to_begin_is_a_503_and_nothing_is_begun(
    event: Event, context: Context, log_lines: LogLines
) -> None:
    begun: list[int] = []
    context.remaining_ms = 400
    response = proxy_handler(lambda _event, _context: begun.append(1))(event, context)
    assert response["statusCode"] == 503
    assert response["headers"]["Retry-After"] == "1"
    assert problem_of(response)["reference"] == "WW-503-NO-TIME-LEFT"
    assert not begun
    assert len(log_lines()) == 1


def test_the_timer_is_gone_when_the_answer_is_out(event: Event, context: Context) -> None:
    before = signal.getsignal(signal.SIGALRM)
    context.remaining_ms = 600
    assert proxy_handler(lambda _event, _context: {"statusCode": 200})(event, context)["statusCode"] == 200
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGALRM) is before
    time.sleep(0.15)


def test_a_timer_of_somebody_else_is_left_alone(event: Event, context: Context) -> None:
    signal.setitimer(signal.ITIMER_REAL, 60)
    try:
        context.remaining_ms = 510
        response = proxy_handler(_takes_a_moment)(event, context)
        assert response["statusCode"] == 200
        assert signal.getitimer(signal.ITIMER_REAL)[0] > 50
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def test_off_the_main_thread_the_handler_just_runs(event: Event, context: Context) -> None:
    context.remaining_ms = 510
    answers: list[Event] = []
    handler = proxy_handler(_takes_a_moment)
    thread = threading.Thread(target=lambda: answers.append(handler(event, context)))
    thread.start()
    thread.join()
    assert answers == [{"statusCode": 200}]


def test_the_handler_runs_in_the_callers_thread_and_context(event: Event, context: Context) -> None:
    variable: contextvars.ContextVar[str] = contextvars.ContextVar("variable")
    variable.set("outside")

    @proxy_handler
    def handler(event: Event, context: Context) -> Event:
        seen = variable.get()
        variable.set("inside")
        return {"body": {"seen": seen, "thread": threading.current_thread().name}}

    assert json.loads(handler(event, context)["body"]) == {"seen": "outside", "thread": "MainThread"}
    assert variable.get() == "inside"


@pytest.mark.parametrize("remaining", ["soon", None, True])
def test_a_context_that_does_not_know_the_time_sets_no_timer(remaining: object, event: Event) -> None:
    context = Context(remaining_ms=remaining)  # type: ignore[arg-type]
    assert proxy_handler(lambda _event, _context: {"statusCode": 200})(event, context) == {"statusCode": 200}
