"""How much work, time and text one evaluation of a mapping template may take: no template makes the gateway hang."""

import time
from typing import Final

from wellwired.gateway.mapping.syntax import TemplateBoundError

# https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html: iterations of a #foreach
LOOP_LIMIT: Final = 1_000
# https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html: the payload of a request or response
TEXT_LIMIT: Final = 10_485_760
# The rest is ours: real templates take a few hundred steps.
PATTERN_SECONDS: Final = 0.5
_STEPS: Final = 500_000
_SECONDS: Final = 5.0
_DEPTH: Final = 40
_ITEMS: Final = 100_000


class Bounds:
    """What one evaluation has left."""

    def __init__(self) -> None:
        self._steps = 0
        self._depth = 0
        self._end = time.monotonic() + _SECONDS

    def __enter__(self) -> None:
        """One level deeper."""
        self._depth += 1
        if self._depth > _DEPTH:
            raise TemplateBoundError("the template calls itself, or is nested too deeply")

    def __exit__(self, *_: object) -> None:
        self._depth -= 1

    def step(self) -> None:
        """One more node is evaluated."""
        self._steps += 1
        if self._steps > _STEPS:
            raise TemplateBoundError(f"the template takes more than {_STEPS:,} steps")
        if time.monotonic() > self._end:
            raise TemplateBoundError(f"the template takes more than {_SECONDS:g} seconds")


def check_text(length: int) -> None:
    """Refuse a text that is longer than any payload."""
    if length > TEXT_LIMIT:
        raise TemplateBoundError(f"the template makes a text of more than {TEXT_LIMIT:,} characters")


def check_items(count: int) -> None:
    """Refuse a list or map that grows without end."""
    if count > _ITEMS:
        raise TemplateBoundError(f"the template makes a list or map of more than {_ITEMS:,} items")


def check_loop(count: int) -> None:
    """Refuse a loop over more items than API Gateway goes through."""
    if count > LOOP_LIMIT:
        raise TemplateBoundError(f"#foreach over {count:,} items: API Gateway goes through {LOOP_LIMIT:,}")
