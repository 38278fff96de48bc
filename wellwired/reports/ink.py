"""Terminal colours as plain escape sequences: a few styles, or none."""

from collections.abc import Mapping
from typing import Final

from wellwired.findings import Severity

_CODES: Final[Mapping[str, str]] = {
    "bold": "1",
    "dim": "2",
    "underline": "4",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "blue": "34",
    "cyan": "36",
}
HUES: Final[Mapping[Severity, str]] = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: "cyan"}


class Ink:
    """Styles text, or leaves it as it is where colour is off. Rendered for every finding: kept cheap on purpose."""

    def __init__(self, *, on: bool) -> None:
        self._on = on

    def __call__(self, text: str, *styles: str) -> str:
        """`text` in the styles named."""
        if not self._on or not text:
            return text
        return f"\x1b[{';'.join(_CODES[style] for style in styles)}m{text}\x1b[0m"
