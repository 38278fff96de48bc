"""Makes text from outside safe to print: what would steer a terminal or a build server, or hide, is spelled out."""

import re
from typing import Final

# C0 and C1 controls, line and paragraph separators, direction overrides, zero-width and private-use characters,
# lone surrogates and non-characters. https://www.unicode.org/reports/tr36/
_UNSAFE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ud800-\uf8ff\ufeff\ufff0-\uffff"
    "\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
# What build servers take for a command, anywhere in a line (##[name], ##vso[name]) or where it begins (::name::): a
# file's name must not set a variable there, or hide what follows.
# https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
# https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
_COMMAND: Final = re.compile(r"\A *:(?=:)|#(?=#(?:vso)?\[)")
_NAMED: Final = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}
_CUT: Final = 2_000


def printable(text: str, *, limit: int = _CUT) -> str:
    r"""`text` on one line, every unsafe character spelled as `\x1b`, and no more than `limit` characters of it."""
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    if not (text.isascii() and text.isprintable()):
        text = _UNSAFE.sub(_spell, text)
    if "##" in text or text.lstrip(" ").startswith("::"):
        text = _COMMAND.sub(lambda match: f"{match[0][:-1]}\\x{ord(match[0][-1]):02x}", text)
    return text


def printable_json(spelled: str) -> str:
    """JSON whose texts no build server takes for commands; it says what it said."""
    return spelled.replace("##[", "\\u0023#[").replace("##vso[", "\\u0023#vso[")


def printable_lines(text: str) -> str:
    """`text` with its line ends kept, every line of it printable."""
    return "\n".join(printable(line) for line in text.splitlines())


def _spell(match: re.Match[str]) -> str:
    character = match[0]
    code = ord(character)
    return _NAMED.get(character) or (f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}")
