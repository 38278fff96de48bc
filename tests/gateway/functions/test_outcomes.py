"""What comes back from Invoke, whatever a handler does."""

import json

import pytest

from tests.gateway.functions.running import invoke, make_function, value_of
from wellwired.gateway.functions.failures import RESPONSE_LIMIT
from wellwired.gateway.functions.host import LocalFunctions
from wellwired.gateway.functions.invocation import FunctionUnavailableError
from wellwired.model.compute import Function
from wellwired.model.setting import known, unknown


def returning(expression: str) -> Function:
    return make_function(f"def handler(event, context):\n    return {expression}")


def doing(*statements: str) -> Function:
    body = "\n".join(f"    {line}" for line in statements)
    return make_function(f"import os, sys, time, ctypes\ndef handler(event, context):\n{body}", timeout=20)


@pytest.mark.parametrize(
    ("expression", "payload"),
    [
        ("None", b"null"),
        ("{'statusCode': 200}", b'{"statusCode": 200}'),
        ("b'\\x00raw'", b"\x00raw"),
        ("float('nan')", b"NaN"),
        ("event", b'{"a": "\\u00e9"}'),
    ],
)
def test_what_a_handler_returns_comes_back_as_the_runtime_spells_it(
    host: LocalFunctions, expression: str, payload: bytes
) -> None:
    invoked = invoke(host, returning(expression), {"a": "é"})
    assert (invoked.payload, invoked.function_error) == (payload, "")


def failure(host: LocalFunctions, function: Function) -> tuple[str, str]:
    invoked = invoke(host, function)
    assert invoked.function_error == "Unhandled"
    answer = json.loads(invoked.payload)
    return answer["errorType"], answer["errorMessage"]


@pytest.mark.parametrize(
    ("statements", "kind", "message"),
    [
        (["raise KeyError('orders')"], "KeyError", "'orders'"),
        (["return {1, 2}"], "Runtime.MarshalError", "Unable to marshal response: "),
        (["sys.exit(3)"], "Runtime.ExitError", "RequestId: the-id Error: Runtime exited with error: exit status 3"),
        (["os._exit(0)"], "Runtime.ExitError", "RequestId: the-id Error: Runtime exited without providing a reason"),
        (["os._exit(127)"], "Runtime.ExitError", "RequestId: the-id Error: Runtime exited with error: exit status 127"),
        (
            ["ctypes.string_at(0)"],
            "Runtime.ExitError",
            "RequestId: the-id Error: Runtime exited with error: signal: segmentation fault",
        ),
        (
            ["kept = bytearray(300_000_000)", "time.sleep(30)"],
            "Runtime.ExitError",
            "RequestId: the-id Error: Runtime exited with error: signal: killed",
        ),
        (
            ["bytearray(300_000_000)", "return 'done before anybody looked'"],
            "Runtime.ExitError",
            "RequestId: the-id Error: Runtime exited with error: signal: killed",
        ),
        (
            [f"return 'x' * {RESPONSE_LIMIT}"],
            "Function.ResponseSizeTooLarge",
            f"Response payload size exceeded maximum allowed payload size ({RESPONSE_LIMIT} bytes).",
        ),
    ],
)
def test_what_goes_wrong_in_a_handler_is_told_in_lambdas_words(
    host: LocalFunctions, statements: list[str], kind: str, message: str
) -> None:
    function = doing(*statements)
    told_kind, told = failure(host, function)
    assert told_kind == kind
    assert told.startswith(message)


def test_a_handler_that_runs_beyond_its_timeout_is_told_to_have(host: LocalFunctions) -> None:
    function = make_function("import time\ndef handler(event, context): time.sleep(30)", timeout=0.5)
    told = failure(host, function)
    assert told == ("Sandbox.Timedout", "RequestId: the-id Error: Task timed out after 0.50 seconds")


def test_the_largest_response_passes(host: LocalFunctions) -> None:
    invoked = invoke(host, returning(f"'x' * {RESPONSE_LIMIT - 2}"))
    assert len(invoked.payload) == RESPONSE_LIMIT
    assert not invoked.function_error


def test_an_exception_brings_its_stack_trace_and_leaves_the_sandbox_alive(host: LocalFunctions) -> None:
    function = make_function("def handler(event, context):\n    return 1 / event['by']")
    failed = json.loads(invoke(host, function, {"by": 0}).payload)
    assert failed["errorType"] == "ZeroDivisionError"
    assert failed["requestId"] == "the-id"
    assert "in handler" in failed["stackTrace"][0]
    again = invoke(host, function, {"by": 2})
    assert (value_of(again), again.cold) == (0.5, False)


@pytest.mark.parametrize("statements", [["os._exit(1)"], ["time.sleep(30)"], [f"return 'x' * {RESPONSE_LIMIT}"]])
def test_after_a_failure_that_ends_it_another_sandbox_is_started(host: LocalFunctions, statements: list[str]) -> None:
    code = "\n".join(["    if not event:", *(f"        {line}" for line in statements), "    return 1"])
    function = make_function(f"import os, time\ndef handler(event, context):\n{code}", timeout=0.6)
    assert invoke(host, function, {}).function_error
    again = invoke(host, function, {"fine": 1})
    assert (value_of(again), again.cold) == (1, True)


@pytest.mark.parametrize(
    ("code", "handler", "kind", "message"),
    [
        ("import nowhere_to_be_found", "index.handler", "Runtime.ImportModuleError", "Unable to import module 'index'"),
        ("", "app.handler", "Runtime.ImportModuleError", "Unable to import module 'app': No module named 'app'"),
        ("def handler(", "index.handler", "Runtime.UserCodeSyntaxError", "Syntax error in module 'index'"),
        ("", "index.handler", "Runtime.HandlerNotFound", "Handler 'handler' missing on module 'index'"),
        ("", "index", "Runtime.MalformedHandlerName", "Bad handler 'index'"),
        ("", "sys.exit", "Runtime.BuiltInModuleConflict", "Cannot use built-in module sys as a handler module"),
        ("raise ValueError('no table')", "index.handler", "ValueError", "no table"),
        ("import sys; sys.exit(0)", "index.handler", "Runtime.ExitError", "RequestId: the-id Error: Runtime exited"),
    ],
)
def test_what_goes_wrong_before_the_handler_is_told_too(
    host: LocalFunctions, code: str, handler: str, kind: str, message: str
) -> None:
    told_kind, told = failure(host, make_function(code, handler=handler))
    assert told_kind == kind
    assert told.startswith(message)


def test_initialisation_that_takes_long_is_the_functions_own_time_from_then_on(
    host: LocalFunctions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wellwired.gateway.functions.sandbox.INIT_SECONDS", 0.3)
    slow = "import time; time.sleep({})\ndef handler(event, context): return 1"
    assert value_of(invoke(host, make_function(slow.format(0.5), timeout=5))) == 1
    assert failure(host, make_function(slow.format(30), timeout=0.2))[0] == "Sandbox.Timedout"


@pytest.mark.parametrize(
    ("runtime", "said"),
    [
        ("nodejs22.x", "has the runtime nodejs22.x: AWS's runtime client for Node"),
        ("java21", "has the runtime java21: only Python functions are run here"),
        ("provided.al2023", "only Python functions"),
    ],
)
def test_other_runtimes_are_refused_by_name(host: LocalFunctions, runtime: str, said: str) -> None:
    with pytest.raises(FunctionUnavailableError, match=said):
        invoke(host, make_function("", runtime=runtime))


def test_a_function_that_does_not_say_enough_is_refused_with_the_reason(host: LocalFunctions) -> None:
    image = Function(address="shop/Image", package_type=known("Image"))
    with pytest.raises(FunctionUnavailableError, match="Function Image has no Runtime to run with: it is a container"):
        invoke(host, image)
    away = Function(
        address="shop/Away",
        runtime=known("python3.13"),
        handler=known("app.handler"),
        code_place=unknown("its code is not beside the template"),
    )
    with pytest.raises(FunctionUnavailableError, match="Function Away cannot run here: its code is not beside"):
        invoke(host, away)
