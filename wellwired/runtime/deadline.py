"""A handler is stopped shortly before Lambda would kill its sandbox, while there is still time to answer.

Lambda ends a function that runs out of time without a word to it, and the client gets a 502. So a timer interrupts the
handler first: a signal, which the main thread answers by raising OutOfTimeError wherever the handler stands, also in a
`sleep`, a lock or a socket. The handler stays in the main thread, with its context variables and its X-Ray segment,
`finally` blocks run, and nothing goes on in the background when the answer is out. A worker thread could do none of
that: Python cannot stop one, and Lambda would thaw it within the next invocation.
https://docs.aws.amazon.com/lambda/latest/dg/configuration-timeout.html
"""

import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any, Final

_AGAIN: Final = 0.1  # seconds: raised anew where something swallowed it, as a bare `except:` or a finaliser does


class OutOfTimeError(BaseException):
    """Raised inside a handler whose time is up; no Exception, so that a handler's own `except Exception` lets it by."""


def run_within(handler: Callable[[Any, Any], object], event: object, context: object, seconds: float | None) -> object:
    """Return what the handler returns; raise OutOfTimeError once seconds are over (None: there is no such moment).

    Without a timer, that is off the main thread, on Windows, or when the real-time timer is taken already, the handler
    just runs. Code that never comes back to the interpreter, as a long regular expression, is not interrupted.
    """
    if seconds is None or not _timer_is_free():
        return handler(event, context)
    over = interrupted = False

    def interrupt(_number: int, frame: FrameType | None) -> None:
        nonlocal interrupted
        # Only inside the handler: raised in this function's own frame it could leave the timer behind.
        if not over and frame is not None and frame.f_code is not run_within.__code__:
            interrupted = True
            raise OutOfTimeError

    previous = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        return handler(event, context)
    except BaseException as error:
        if interrupted and not isinstance(error, OutOfTimeError):
            raise OutOfTimeError from error  # the handler made another error of it, as task groups do
        raise
    finally:
        over = True
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def _timer_is_free() -> bool:
    """Whether this thread may set the timer, and nobody (a test runner's timeout, the handler's own alarm) uses it."""
    return (
        hasattr(signal, "setitimer")
        and threading.current_thread() is threading.main_thread()
        and signal.getitimer(signal.ITIMER_REAL)[0] == 0
        and signal.getsignal(signal.SIGALRM) is not None
    )
