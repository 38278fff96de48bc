"""The lines of a function's log: its own, the runtime's and Lambda's, as CloudWatch would show them."""

import re
import threading

from tests.gateway.functions.running import invoke, make_function, wait_until
from wellwired.gateway.functions.host import LocalFunctions
from wellwired.gateway.identities import Identities
from wellwired.model.compute import Function
from wellwired.model.wiring import Wiring

NUMBER = r"\d+(?:\.\d\d)?"


def test_an_invocation_keeps_its_lines_between_those_of_lambda(host: LocalFunctions) -> None:
    function = make_function(
        """
        import logging, sys
        print("loading")
        def handler(event, context):
            print("first\\nsecond")
            print("to stderr", file=sys.stderr)
            logging.warning("careful")
            sys.stdout.write("no end of line")
        """
    )
    cold, warm = invoke(host, function, request_id="one"), invoke(host, function, request_id="two")
    report = rf"REPORT RequestId: {{}}\tDuration: {NUMBER} ms\tBilled Duration: \d+ ms\tMemory Size: 128 MB\t"
    patterns = [
        "START RequestId: {} Version: \\$LATEST",
        "first",
        "second",
        "to stderr",
        r"\[WARNING\]\t\S+Z\t{}\tcareful",
        "no end of line",
        "END RequestId: {}",
    ]
    first = [r"INIT_START Runtime Version: python:3\.\d+", "loading", *patterns]
    first.append(rf"{report}Max Memory Used: \d+ MB\tInit Duration: {NUMBER} ms")
    for invoked, expected in ((cold, first), (warm, [*patterns, rf"{report}Max Memory Used: \d+ MB"])):
        assert len(invoked.log) == len(expected), invoked.log
        for line, pattern in zip(invoked.log, expected, strict=True):
            assert re.fullmatch(pattern.format(invoked.request_id), line), line


def test_an_error_is_one_event_with_its_stack_trace(host: LocalFunctions) -> None:
    invoked = invoke(host, make_function("def handler(event, context):\n    raise ValueError('no order')"))
    (event,) = [line for line in invoked.log if line.startswith("[ERROR]")]
    first, second, third, fourth = event.split("\n")
    assert (first, second) == ("[ERROR] ValueError: no order", "Traceback (most recent call last):")
    assert third.strip().startswith('File "')
    assert fourth.strip() == "raise ValueError('no order')"


def test_a_timeout_and_an_exit_are_told_as_lambda_tells_them(host: LocalFunctions) -> None:
    sleeping = make_function("import time\ndef handler(e, c):\n    print('begun'); time.sleep(9)", timeout=0.6)
    slow = invoke(host, sleeping)
    assert [slow.log[-4], slow.log[-3]] == ["begun", "the-id Task timed out after 0.60 seconds"]
    assert slow.log[-1].endswith("\tStatus: timeout\tError Type: Sandbox.Timedout")
    gone = invoke(host, make_function("import os\ndef handler(e, c):\n    print('begun'); os._exit(3)"))
    error = "RequestId: the-id Error: Runtime exited with error: exit status 3\nRuntime.ExitError"
    assert [gone.log[-4], gone.log[-3]] == ["begun", error]
    assert gone.log[-1].endswith("\tStatus: error\tError Type: Runtime.ExitError")


def test_a_module_that_cannot_be_loaded_leaves_its_lines_too(host: LocalFunctions) -> None:
    invoked = invoke(host, make_function("print('so far')\nimport nowhere_to_be_found"))
    assert invoked.log[1] == "so far"
    assert any(line.startswith("[ERROR] Runtime.ImportModuleError: Unable to import module") for line in invoked.log)
    assert any("Phase: init\tStatus: error\tError Type: Runtime.ImportModuleError" in line for line in invoked.log)


def test_lines_are_kept_as_they_were_printed(host: LocalFunctions) -> None:
    code = "import os\ndef handler(event, context): os.write(1, b'nul \\0 escape \\x1b[31m broken \\xff\\n')"
    assert "nul \0 escape \x1b[31m broken \ufffd" in invoke(host, make_function(code)).log


def test_an_observer_hears_every_line_also_of_what_nobody_waits_for() -> None:
    heard: list[tuple[str, str]] = []
    late = threading.Event()

    def observe(function: Function, line: str) -> None:
        heard.append((function.name, line))
        if line == "late":
            late.set()
        if line == "begun":
            raise ValueError("an observer's own fault harms nobody")

    function = make_function(
        """
        import threading
        def handler(event, context):
            print("begun")
            threading.Timer(0.05, print, ["late"]).start()
        """
    )
    with LocalFunctions(Identities(Wiring([])), observe=observe) as host:
        invoked = invoke(host, function)
        assert late.wait(5)
        wait_until(lambda: len(heard) == len(invoked.log) + 1)
    assert heard == [(function.name, line) for line in (*invoked.log, "late")]
