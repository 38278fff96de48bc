"""The outermost wrapper of a Lambda handler behind API Gateway: whatever happens inside, a valid answer leaves."""

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Final, overload

from wellwired.runtime.contract import find_oversized
from wellwired.runtime.deadline import OutOfTimeError, run_within
from wellwired.runtime.failure_log import RequestIds, request_ids, write_failure
from wellwired.runtime.problem import Problem
from wellwired.runtime.response import ProxyResponse, RefusedError, to_proxy_response

Handler = Callable[[Any, Any], Any]
ProxyHandler = Callable[[Any, Any], ProxyResponse]
EXPOSED_HEADERS: Final = "Retry-After,x-amzn-RequestId,x-amzn-ErrorType,x-amz-apigw-id"
TIME_RESERVE: Final = 0.5  # seconds: enough to unwind, log and answer on the smallest function
_RETRY_AFTER_S: Final = MappingProxyType({503: "1", 504: "5"})  # nothing was begun: at once; it was too slow: let it be

_UNHANDLED: Final = Problem(
    status=500,
    reference="WW-500-UNHANDLED-ERROR",
    title="The service failed",
    detail="The call may or may not have taken effect. Report the reference and the request id.",
)
_MALFORMED: Final = replace(_UNHANDLED, reference="WW-500-MALFORMED-RESPONSE")
_TOO_LARGE: Final = Problem(
    status=413,
    reference="WW-413-RESPONSE-TOO-LARGE",
    title="The answer is too large",
    detail="The answer to this request is more than one response can carry. Ask for less at a time.",
)
_NO_TIME_LEFT: Final = Problem(
    status=503,
    reference="WW-503-NO-TIME-LEFT",
    title="The service was not ready in time",
    detail="Nothing was begun. Try again.",
)
_OUT_OF_TIME: Final = Problem(
    status=504,
    reference="WW-504-OUT-OF-TIME",
    title="The service took too long",
    detail="The call may still have taken effect. Before a retry, look whether it did.",
)


@overload
def proxy_handler(handler: Handler, /) -> ProxyHandler: ...
@overload
def proxy_handler(
    *, help_url: str | None = None, cors_origins: Sequence[str] = (), time_reserve: float | None = TIME_RESERVE
) -> Callable[[Handler], ProxyHandler]: ...
def proxy_handler(
    handler: Handler | None = None,
    /,
    *,
    help_url: str | None = None,
    cors_origins: Sequence[str] = (),
    time_reserve: float | None = TIME_RESERVE,
) -> ProxyHandler | Callable[[Handler], ProxyHandler]:
    """Wrap a handler so that what leaves is always a proxy response API Gateway takes; use it outermost.

    `@proxy_handler`, `@proxy_handler(help_url=...)` and `proxy_handler(app.resolve)` are all the same. What the handler
    returns is put right where its meaning is plain. An exception, an answer that cannot be sent (500), one that is too
    large (413) or a handler that runs out of time (503, 504) becomes a problem of RFC 9457 with the request id and a
    reference, and one JSON line in the log with the reason.

    `help_url` is the page that explains the references; `cors_origins` are the origins whose scripts may read these
    errors ("*" for any); `time_reserve` is how many seconds before Lambda's own timeout the handler is interrupted,
    None for never. Raises TypeError and ValueError for options that cannot be meant.
    """
    if handler is not None and not callable(handler):
        raise TypeError(f"proxy_handler wraps a handler, not a {type(handler).__name__}; options are named")
    if isinstance(cors_origins, str):
        raise TypeError("cors_origins is one string: pass a list of origins")
    if time_reserve is not None and not time_reserve >= 0:
        raise ValueError(f"time_reserve is {time_reserve}: pass seconds, or None to never interrupt")
    answers = _Answers(help_url, tuple(cors_origins), time_reserve)
    return answers.wrap(handler) if handler is not None else answers.wrap


@dataclass(frozen=True, slots=True)
class _Answers:
    """How one wrapped handler is run, and how its failures are told."""

    help_url: str | None
    cors_origins: tuple[str, ...]
    time_reserve: float | None

    def wrap(self, handler: Handler) -> ProxyHandler:
        @functools.wraps(handler)
        def wrapped(event: Any, context: Any) -> ProxyResponse:
            try:
                return self.answer(handler, event, context)
            except KeyboardInterrupt:
                raise  # nobody but a developer at a terminal sends one
            except BaseException as error:  # noqa: BLE001 - whatever it is, the client gets an answer, and the log the reason
                return self.failure(_UNHANDLED, event, context, f"the handler raised {type(error).__name__}", error)

        return wrapped

    def answer(self, handler: Handler, event: object, context: object) -> ProxyResponse:
        """Return what the handler answers, or the problem that stands for it. Raises what the handler raises."""
        seconds = self.seconds_for_handler(context)
        if seconds is not None and seconds <= 0:
            message = f"less than {self.time_reserve} s were left when the handler was called, so it was not"
            return self.failure(_NO_TIME_LEFT, event, context, message)
        try:
            value = run_within(handler, event, context, seconds)
        except OutOfTimeError as error:
            message = f"the handler was interrupted {self.time_reserve} s before the function's timeout"
            return self.failure(_OUT_OF_TIME, event, context, message, error)
        if isinstance(value, Problem) and not value.request_id:
            value = replace(value, request_id=request_ids(event, context).api)
        try:
            response = to_proxy_response(value)
        except RefusedError as error:
            return self.failure(_MALFORMED, event, context, f"the handler's answer cannot be sent: {error}")
        for violation in find_oversized(response):
            return self.failure(_TOO_LARGE, event, context, f"the handler's answer {violation.what}")
        return response

    def seconds_for_handler(self, context: object) -> float | None:
        """Return the seconds until the handler is interrupted; None where nobody knows when the function ends."""
        remaining = getattr(context, "get_remaining_time_in_millis", None)
        if self.time_reserve is None or not callable(remaining):
            return None
        milliseconds = remaining()
        if isinstance(milliseconds, bool) or not isinstance(milliseconds, int | float):
            return None
        return milliseconds / 1000 - self.time_reserve

    def failure(
        self, kind: Problem, event: object, context: object, message: str, error: BaseException | None = None
    ) -> ProxyResponse:
        """Log why the handler's own answer is not sent, and return the problem that is."""
        ids = request_ids(event, context)
        write_failure(message, status=kind.status, reference=kind.reference, ids=ids, error=error)
        return self.problem(kind, ids).to_response(self.headers(kind, event))

    def problem(self, kind: Problem, ids: RequestIds) -> Problem:
        """Return the problem of a kind for one request."""
        link = f"{self.help_url}#{kind.reference}" if self.help_url else kind.type
        return replace(kind, type=link, request_id=ids.api)

    def headers(self, kind: Problem, event: object) -> dict[str, str]:
        """Return the headers of a failure: not to be kept, when to retry, and who may read it."""
        headers = {"Cache-Control": "no-store"}
        if kind.status in _RETRY_AFTER_S:
            headers["Retry-After"] = _RETRY_AFTER_S[kind.status]
        return headers | cors_headers(self.cors_origins, event)


def cors_headers(allowed: Sequence[str], event: object, exposed: str = EXPOSED_HEADERS) -> dict[str, str]:
    """Return what lets scripts of the allowed origins read the answer to an event, and these headers of it."""
    if not allowed:
        return {}
    if "*" in allowed:
        return {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": exposed}
    origin = _origin(event)
    if origin not in allowed:
        return {"Vary": "Origin"}
    return {"Access-Control-Allow-Origin": str(origin), "Access-Control-Expose-Headers": exposed, "Vary": "Origin"}


def _origin(event: object) -> str | None:
    headers = event.get("headers") if isinstance(event, dict) else None
    for name, value in headers.items() if isinstance(headers, dict) else ():
        if isinstance(name, str) and name.lower() == "origin" and isinstance(value, str):
            return value
    return None
