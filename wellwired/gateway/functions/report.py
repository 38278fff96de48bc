"""The lines that Lambda itself writes into a function's log.

Source: https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html
"""

import math

from wellwired.gateway.functions.spec import Spec


def init_start(spec: Spec) -> str:
    """A sandbox is started."""
    return f"INIT_START Runtime Version: python:{spec.python}"


def init_failed(milliseconds: float, error_type: str) -> str:
    """The function's module could not be loaded."""
    return f"INIT_REPORT Init Duration: {milliseconds:.2f} ms\tPhase: init\tStatus: error\tError Type: {error_type}"


def start(request_id: str) -> str:
    """The function gets an event."""
    return f"START RequestId: {request_id} Version: $LATEST"


def end(
    request_id: str,
    spec: Spec,
    *,
    milliseconds: float,
    init: float | None,
    memory: float,
    status: str = "",
    error_type: str = "",
) -> tuple[str, str]:
    """The function is done. init: the cold start in milliseconds. status: "timeout", "error" or "" for well."""
    billed = math.ceil(milliseconds + (init or 0))
    parts = [
        f"REPORT RequestId: {request_id}",
        f"Duration: {milliseconds:.2f} ms",
        f"Billed Duration: {billed} ms",
        f"Memory Size: {spec.memory} MB",
        f"Max Memory Used: {math.ceil(memory)} MB",
        *([f"Init Duration: {init:.2f} ms"] if init is not None else []),
        *([f"Status: {status}"] if status else []),
        *([f"Error Type: {error_type}"] if error_type else []),
    ]
    return f"END RequestId: {request_id}", "\t".join(parts)
