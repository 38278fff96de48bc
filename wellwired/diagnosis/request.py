"""One request as its logs tell it: the access log line, the execution log's lines, the function's lines."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Final

from wellwired.access_log import UNSET
from wellwired.diagnosis.events import Event
from wellwired.diagnosis.withholding import redact

# Every line of the execution log begins with the request's id in parentheses.
_LINE: Final = re.compile(r"\A\(([0-9A-Za-z-]{8,64})\) ?(.*)\Z", re.DOTALL)
_COMPLETED: Final = re.compile(
    r"Method completed with status: (\d{3})|Gateway response type: \w+ with status code: (\d{3})"
)
_ROUTE: Final = re.compile(r"HTTP Method: ([A-Z]+), Resource Path: (\S+)")
_EXTENDED: Final = re.compile(r"Extended Request Id: (\S+)")
_FUNCTION_ID: Final = re.compile(
    r"(?:Lambda request id|Integration Endpoint RequestId)\s*: ?([0-9a-f-]{36})", re.IGNORECASE
)
FUNCTION_URI: Final = re.compile(
    r"/functions/(?:arn:[\w-]+:lambda:[\w-]*:\d*:function:)?([A-Za-z0-9_-]+)(?::[\w$-]+)?/invocations"
)


def split_line(text: str) -> tuple[str, str]:
    """The request id of an execution log line ("" where there is none) and its text."""
    found = _LINE.match(text)
    return (found[1], found[2]) if found else ("", text)


@dataclass
class Request:
    """What is known of one request; `request_id` is the gateway's."""

    request_id: str
    access: Mapping[str, str] = field(default_factory=dict)
    access_at: int = 0
    execution: list[Event] = field(default_factory=list)
    function: list[Event] = field(default_factory=list)

    def get(self, name: str) -> str:
        """A field of the access log; "" where it is unset or not logged."""
        value = self.access.get(name, "")
        return "" if value == UNSET else value

    @cached_property
    def _joined(self) -> str:
        return "\n".join(event.text for event in self.execution)

    @property
    def status(self) -> int | None:
        """What the client saw; None where no log says it."""
        if self.get("status").isdigit():
            return int(self.get("status"))
        found = [next(filter(None, match.groups())) for match in _COMPLETED.finditer(self._joined)]
        return int(found[-1]) if found else None

    @property
    def at(self) -> int:
        """When the request came in, in ms since 1970, as exactly as the logs tell."""
        epoch = self.get("requestTimeEpoch")
        if epoch.isdigit():
            return int(epoch)
        first = self.execution[0].at if self.execution else 0
        return (
            first or _parsed(self.get("requestTime")) or self.access_at or (self.function[0].at if self.function else 0)
        )

    @property
    def method(self) -> str:
        """GET, POST ..., or ""."""
        found = _ROUTE.search(self._joined)
        return self.get("httpMethod") or (found[1] if found else "")

    @property
    def resource(self) -> str:
        """The resource's path, such as /orders/{id}; for an unknown one "" ."""
        found = _ROUTE.search(self._joined)
        return self.get("resourcePath") or (found[2] if found else "")

    @property
    def route(self) -> str:
        """Method and resource; for a request that met no resource the path that it asked for."""
        return f"{self.method} {self.resource or redact(self.get('path'))}".strip() or "unknown route"

    @property
    def caller(self) -> str:
        """Who called, as far as the access log knows; never a secret."""
        names = (
            ("apiKeyId", "API key"),
            ("principalId", "principal"),
            ("cognitoSub", "user"),
            ("userArn", "identity"),
            ("caller", "caller"),
            ("user", "user"),
            ("ip", "IP"),
        )
        return next((f"{word} {self.get(name)}" for name, word in names if self.get(name)), "unknown caller")

    @property
    def extended_id(self) -> str:
        """The x-amz-apigw-id of the answer; "" where it is not logged."""
        found = _EXTENDED.search(self._joined)
        return self.get("extendedRequestId") or (found[1] if found else "")

    @property
    def function_id(self) -> str:
        """Lambda's request id of the invocation; "" where the function was not invoked, or no log says so."""
        found = _FUNCTION_ID.findall(self._joined)
        return self.get("integrationRequestId") or (found[-1] if found else "")

    @property
    def function_name(self) -> str:
        """The function that was invoked, from the execution log; "" where it does not say."""
        found = FUNCTION_URI.findall(self._joined)
        return found[-1] if found else ""

    def text(self) -> str:
        """All lines together, for the matcher over the catalogue; the access log in the kit's own names."""
        head = [json.dumps(dict(self.access))] if self.access else []
        return "\n".join([*head, self._joined, *(event.text for event in self.function)])

    def with_lines(self, execution: Sequence[Event] = (), function: Sequence[Event] = ()) -> "Request":
        """The same request with its whole trail, or the function's lines, once they were read."""
        return Request(
            self.request_id,
            self.access,
            self.access_at,
            list(execution) or self.execution,
            list(function) or self.function,
        )


def _parsed(stamp: str) -> int:
    """The time of `$context.requestTime`, "23/Nov/2026:07:51:04 +0000", in ms; 0 for anything else."""
    try:
        return round(datetime.strptime(stamp, "%d/%b/%Y:%H:%M:%S %z").timestamp() * 1000)
    except ValueError:
        return 0
