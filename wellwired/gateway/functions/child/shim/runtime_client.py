"""In the place of the compiled part of AWS's runtime client: the same four functions over http.client."""

import http.client
import os
from collections.abc import Mapping

_DEADLINE = "Lambda-Runtime-Deadline-Ms"
_agent = ""
_connection: http.client.HTTPConnection | None = None


def initialize_client(user_agent: str) -> None:
    """Remember how to introduce ourselves."""
    global _agent
    _agent = user_agent


def next() -> tuple[bytes, dict[str, str | int]]:
    """The next event, and the headers that came with it: the deadline as a number, as the client calculates with it."""
    content, headers = _call("GET", "next", None, {})
    return content, {**headers, _DEADLINE: int(headers[_DEADLINE])}


def post_invocation_result(
    invoke_id: str, result_data: bytes, content_type: str, _invocation_id: str | None = None
) -> None:
    """Hand in what the handler returned."""
    _call("POST", f"{invoke_id}/response", result_data, {"Content-Type": content_type})


def post_error(invoke_id: str, error_response_data: str, _xray_fault: str, _invocation_id: str | None = None) -> None:
    """Hand in what the handler raised."""
    _call("POST", f"{invoke_id}/error", error_response_data.encode(), {"Content-Type": "application/json"})


def _call(method: str, what: str, body: bytes | None, headers: Mapping[str, str]) -> tuple[bytes, Mapping[str, str]]:
    global _connection
    if _connection is None:
        _connection = http.client.HTTPConnection(os.environ["AWS_LAMBDA_RUNTIME_API"])
    path = f"/2018-06-01/runtime/invocation/{what}"
    _connection.request(method, path, body, {"User-Agent": _agent, **headers})
    answer = _connection.getresponse()
    content = answer.read()
    if answer.status >= 400:
        raise RuntimeError(f"the Runtime API answered {answer.status}")
    return content, dict(answer.headers.items())
