"""Lengths of time as options spell them: 90s, 30m, 1h, 2d."""

import re
from datetime import timedelta
from typing import Any, Final

import click

_UNITS: Final = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_DURATION: Final = re.compile(r"(\d{1,6})([smhd])")


class DurationType(click.ParamType[timedelta]):
    """A whole number and a unit; between `least` and `most`."""

    name = "duration"

    def __init__(self, *, least: timedelta, most: timedelta) -> None:
        self._least, self._most = least, most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        """The duration; fails with what would have been right."""
        if isinstance(value, timedelta):
            return value
        found = _DURATION.fullmatch(str(value).strip())
        if found is None:
            self.fail(f"{value!r} is no length of time: write 90s, 30m, 1h or 2d", param, ctx)
        length = timedelta(**{_UNITS[found[2]]: int(found[1])})
        if not self._least <= length <= self._most:
            self.fail(f"{value} is not between {self._least} and {self._most}", param, ctx)
        return length
