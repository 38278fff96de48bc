"""What Lambda answers where the runtime cannot: the texts of timeouts, exits and responses that are too large.

Source: https://docs.aws.amazon.com/lambda/latest/dg/troubleshooting-invocation.html and recorded answers.
"""

import json
import signal
from dataclasses import dataclass
from typing import Final

from wellwired.facts import INVOKE_PAYLOAD_LIMIT

# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 6 MB, and what recordings show on top
RESPONSE_LIMIT: Final = INVOKE_PAYLOAD_LIMIT


@dataclass(frozen=True, slots=True)
class Failure:
    """One failure: its error type, its message, what the log says of it, and the Status of the REPORT line."""

    kind: str
    message: str
    log: str
    status: str = "error"

    @property
    def payload(self) -> bytes:
        """What Invoke answers with."""
        return json.dumps({"errorType": self.kind, "errorMessage": self.message}).encode()


def timed_out(request_id: str, seconds: float) -> Failure:
    """The function ran into its own timeout."""
    text = f"Task timed out after {seconds:.2f} seconds"
    return Failure("Sandbox.Timedout", f"RequestId: {request_id} Error: {text}", f"{request_id} {text}", "timeout")


def exited(request_id: str, code: int) -> Failure:
    """The process ended. code: as `subprocess` gives it, negative for a signal."""
    if code == 0:
        what = "Runtime exited without providing a reason"
    elif code > 0:
        what = f"Runtime exited with error: exit status {code}"
    else:
        what = f"Runtime exited with error: signal: {_name_of(-code)}"
    message = f"RequestId: {request_id} Error: {what}"
    return Failure("Runtime.ExitError", message, f"{message}\nRuntime.ExitError")


def too_large() -> Failure:
    """The response is more than Invoke can carry."""
    text = f"Response payload size exceeded maximum allowed payload size ({RESPONSE_LIMIT} bytes)."
    return Failure("Function.ResponseSizeTooLarge", text, f"[ERROR] Function.ResponseSizeTooLarge: {text}")


def _name_of(number: int) -> str:
    """A signal in the kernel's words, as Go spells them: "killed", "segmentation fault"."""
    try:
        return (signal.strsignal(number) or str(number)).lower()
    except ValueError:
        return str(number)
