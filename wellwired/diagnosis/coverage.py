"""What a stage does not log, and the command that switches it on."""

import shlex
from collections.abc import Iterator
from dataclasses import dataclass

from wellwired.access_log import FIELDS
from wellwired.diagnosis.target import EVERY_METHOD, Target


@dataclass(frozen=True, slots=True)
class Gap:
    """A log that is off or says too little, and what to do about it."""

    problem: str
    remedy: str


def find_gaps(target: Target) -> tuple[Gap, ...]:
    """What is missing in the stage's logs, the worst first."""
    return tuple(_gaps(target))


def is_dark(target: Target) -> bool:
    """Whether the stage writes no log at all that can be read here."""
    return not target.access_group and not target.logs_execution


def command_on(target: Target, profile: str | None, *, data_trace: bool = False) -> str:
    """The command that switches a stage's logs on."""
    words = ["wellwired", "logs", "on", "--api", target.rest_api_id, "--stage", target.stage_name]
    words += ["--region", target.region, *(["--profile", profile] if profile else [])]
    return shlex.join([*words, *(["--data-trace", "--for", "30m"] if data_trace else [])])


def _gaps(target: Target) -> Iterator[Gap]:
    if not target.logs_execution:
        yield Gap(
            "the execution log is off: the gateway does not say why it failed",
            "set the logging level of every method (*/*) to INFO",
        )
    else:
        off = sorted(key for key, level in target.levels.items() if level == "OFF")
        if off:
            yield Gap(f"the execution log is off for {_keys(off)}", "set their logging level to INFO")
        errors = sorted(key for key, level in target.levels.items() if level == "ERROR")
        if errors:
            yield Gap(
                f"the execution log of {_keys(errors)} holds errors only: no 4xx, no times, no routes",
                "set the logging level to INFO",
            )
    if not target.access_destination:
        yield Gap(
            "there is no access log: who called what, and what came out, is not recorded",
            "set AccessLogSetting to a log group, with a format that tells the cause",
        )
    elif not target.access_group:
        yield Gap(
            f"the access log goes to {target.access_destination}, which is not CloudWatch Logs: it is not read",
            "read it where it ends, or use the execution log",
        )
    elif _telling(target.access_format):
        yield Gap(
            f"the access log does not say {_telling(target.access_format)}", "use the kit's format: docs/diagnose.md"
        )
    if target.role == "" and (target.logs_execution or target.access_group):
        yield Gap(
            "the account settings of API Gateway name no CloudWatch role: nothing is written, whatever the stage says",
            "set a role that trusts apigateway.amazonaws.com and may write logs",
        )


def _keys(keys: list[str]) -> str:
    named = [
        "every method without settings of its own" if key == EVERY_METHOD else key.replace("~1", "/") for key in keys
    ]
    return ", ".join(named[:5]) + (f" and {len(named) - 5} more" if len(named) > 5 else "")


def _telling(format_: str) -> str:
    """The fields that a diagnosis leans on most and the format leaves out."""
    wanted = (
        "requestId",
        "status",
        "errorMessage",
        "errorResponseType",
        "integrationErrorMessage",
        "integrationRequestId",
    )
    alike = {"errorMessage": "$context.error.messageString"}
    return ", ".join(
        FIELDS[name] for name in wanted if FIELDS[name] not in format_ and alike.get(name, "\0") not in format_
    )
