"""A place in a template's text that moves forward, with bounds on the work that parsing may take."""

import re
from typing import Final, Self

from wellwired.gateway.mapping.syntax import TemplateBoundError, TemplateError

# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
_LENGTH_LIMIT: Final = 300 * 1_024
_STEPS: Final = 200_000
_DEPTH: Final = 40  # each level takes some ten frames of Python's stack


class Scanner:
    """The text, where parsing stands in it, and how much of the allowed work and depth is used."""

    def __init__(self, text: str) -> None:
        if len(text) > _LENGTH_LIMIT:
            raise TemplateBoundError(f"the template has {len(text):,} characters; API Gateway takes {_LENGTH_LIMIT:,}")
        self.text = text
        self.at = 0
        self._steps = 0
        self._depth = 0

    def __enter__(self) -> Self:
        """One level deeper."""
        self._depth += 1
        if self._depth > _DEPTH:
            raise TemplateBoundError(f"{self.place}: it is nested too deeply")
        return self

    def __exit__(self, *_: object) -> None:
        self._depth -= 1

    @property
    def is_done(self) -> bool:
        """Whether nothing is left."""
        return self.at >= len(self.text)

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """The match at this place, moved past; None where the pattern does not fit."""
        self._steps += 1
        if self._steps > _STEPS:
            raise TemplateBoundError(f"{self.place}: it takes too much work to parse")
        match = pattern.match(self.text, self.at)
        if match:
            self.at = match.end()
        return match

    def need(self, pattern: re.Pattern[str], what: str) -> re.Match[str]:
        """The match at this place; raises `TemplateError` that names what is missing."""
        match = self.take(pattern)
        if match is None:
            raise self.error(f"{what} is missing")
        return match

    def inner(self, text: str) -> "Scanner":
        """A scanner over a text that stands inside this one, with what is left of its bounds."""
        inside = Scanner(text)
        inside._steps, inside._depth = self._steps, self._depth
        return inside

    def resume(self, inside: "Scanner") -> None:
        """Charge what an inner scanner used."""
        self._steps = inside._steps

    @property
    def place(self) -> str:
        """Where it stands, in words."""
        before = self.text[: self.at]
        return f"line {before.count(chr(10)) + 1}, column {self.at - before.rfind(chr(10))} of the template"

    def error(self, problem: str) -> TemplateError:
        """The error of this place."""
        return TemplateError(f"{self.place}: {problem}")
