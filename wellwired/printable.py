"""Makes text that came from outside safe to print: what would steer a terminal or hide itself is spelled out."""

import re
from typing import Final

# C0 and C1 controls, line and paragraph separators, direction overrides, zero-width and private-use characters,
# lone surrogates and non-characters. https://www.unicode.org/reports/tr36/
_UNSAFE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\uf8ff\ufeff\ufff0-\uffff"
    "\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_NAMED: Final = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
_CUT: Final = 2_000


def printable(text: str, *, limit: int = _CUT) -> str:
    r"""`text` on one line, every unsafe character spelled as `\x1b`, and no more than `limit` characters of it."""
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    if text.isascii() and text.isprintable():
        return text
    return _UNSAFE.sub(_spell, text)


def printable_lines(text: str) -> str:
    """`text` with its line ends kept, every line of it printable."""
    return "\n".join(printable(line) for line in text.splitlines())


def _spell(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    return _NAMED.get(character) or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")
