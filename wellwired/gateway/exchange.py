"""One request on its way through the gateway: what is known of it, what each step made of it, what the logs say."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import Final

from wellwired.gateway.messages import Request, Response
from wellwired.model.api import Method, RestApi, Stage

# https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html: a longer event is cut
_LOG_EVENT_LIMIT: Final = 1_024
# How much of a body a line takes in before it is redacted and cut: more than all headers hold, so that no secret is
# cut in two and missed.
_SEEN_BYTES: Final = 16_384
# https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html: these are redacted in what is logged
_SECRET_HEADERS: Final = ("authorization", "x-api-key")
_SHOWN: Final = 6


class Verdict(Enum):
    """What a step made of a request."""

    PASSED = "passed"
    REFUSED = "refused"
    SKIPPED = "skipped"  # nothing is asked of this request there


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way: its name, such as "API key and usage plan", the verdict, and why in words."""

    name: str
    verdict: Verdict
    detail: str = ""


@dataclass(frozen=True, slots=True)
class LogLine:
    """One event of the execution log, without the request id in front. is_data: only written with data trace on."""

    at: datetime
    text: str
    is_data: bool = False
    is_error: bool = False


@dataclass(slots=True)
class Exchange:
    """One request, filled in step by step.

    api, stage: None until they are found. stage_name, stage_variables: concrete text. method: the model's node;
    route: its resource path. path: the request's, without the stage and without `base_path`, which a custom domain's
    mapping takes. context: $context variables by dotted name ("identity.sourceIp"), all texts. spell: turns the
    model's symbolic text into what stands on this machine, and raises `Unsettled` on a hole. authorizer_context: what
    an authorizer says of the caller, by name ("principalId", "claims.sub"). function_log: what the functions printed.
    is_edge: whether it came through CloudFront. is_traced: whether the request went on to a function, so that the
    answer tells its trace. response, refusal: how it ended; refusal is a gateway response type.
    """

    request: Request
    request_id: str
    extended_request_id: str
    api: RestApi | None = None
    stage: Stage | None = None
    stage_name: str = ""
    stage_variables: Mapping[str, str] = field(default_factory=dict)
    method: Method | None = None
    route: str = ""
    path: str = ""
    base_path: str = ""
    path_parameters: dict[str, str] = field(default_factory=dict)
    context: dict[str, str] = field(default_factory=dict)
    authorizer_context: dict[str, str] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)
    log: list[LogLine] = field(default_factory=list)
    function_log: list[str] = field(default_factory=list)
    is_traced: bool = False
    is_edge: bool = False
    response: Response | None = None
    refusal: str = ""
    duration_ms: float = 0.0
    spell: Callable[[str], str] = str

    def passed(self, step: str, detail: str = "") -> None:
        """Note that a step let the request on."""
        self.steps.append(Step(step, Verdict.PASSED, detail))

    def skipped(self, step: str, detail: str = "") -> None:
        """Note that a step had nothing to ask."""
        self.steps.append(Step(step, Verdict.SKIPPED, detail))

    def refused(self, step: str, detail: str) -> None:
        """Note that a step ended the request."""
        self.steps.append(Step(step, Verdict.REFUSED, detail))

    def say(self, text: str) -> None:
        """A line of the execution log that the level INFO writes."""
        self.log.append(LogLine(datetime.now(UTC), text[:_LOG_EVENT_LIMIT]))

    def say_error(self, text: str) -> None:
        """A line of the execution log that the level ERROR writes too."""
        self.log.append(LogLine(datetime.now(UTC), text[:_LOG_EVENT_LIMIT], is_error=True))

    def say_data(self, text: str) -> None:
        """A line that holds requests or responses: written with data trace on, authorization and keys redacted."""
        for name, value in self.request.headers:
            if name.lower() in _SECRET_HEADERS and value:
                for spelled in {value, json.dumps(value, ensure_ascii=False)[1:-1]}:
                    text = text.replace(spelled, mask(value))
        self.log.append(LogLine(datetime.now(UTC), text[:_LOG_EVENT_LIMIT], is_data=True))


def readable(body: bytes) -> str:
    """As much of a body as a line takes in before it is redacted and cut."""
    return body[:_SEEN_BYTES].decode("utf-8", "replace")


def mask(secret: str) -> str:
    """A secret as the execution log shows it: stars, and the last characters of one that is long enough."""
    return f"{'*' * 34}{secret[-_SHOWN:] if len(secret) > 2 * _SHOWN else ''}"


def nested_context(context: Mapping[str, str]) -> dict[str, object]:
    """The dotted $context variables as nested mappings, as templates and authorizers see them."""
    tree: dict[str, object] = {}
    for name, value in context.items():
        *parents, last = name.split(".")
        place = tree
        for parent in parents:
            inner = place.setdefault(parent, {})
            if not isinstance(inner, dict):
                break
            place = inner
        else:
            place[last] = value
    return tree


def spell_map(values: Mapping[str, object]) -> str:
    """Name and value as the execution log writes them: {a=1, b=[x, y]}."""

    def spell(value: object) -> str:
        if isinstance(value, list | tuple):
            return f"[{', '.join(map(str, value))}]"
        return value if isinstance(value, str) else json.dumps(value)

    return "{" + ", ".join(f"{name}={spell(value)}" for name, value in values.items()) + "}"
