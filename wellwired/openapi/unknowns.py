"""What the document cannot say, because the input does not settle it or OpenAPI has no word for it."""

from typing import TypeVar

from wellwired.model.setting import Setting
from wellwired.model.text import display, is_literal

T = TypeVar("T")
D = TypeVar("D")


class Unknowns:
    """Collects what is left out, each once, in the order it was met."""

    def __init__(self) -> None:
        self._said: dict[str, None] = {}

    @property
    def said(self) -> tuple[str, ...]:
        """One line each."""
        return tuple(self._said)

    def add(self, what: str, reason: str) -> None:
        """Say that something is left out, and why."""
        self._said[f"{display(what)}: {display(reason)}"] = None

    def read(self, setting: Setting[T], what: str, default: D) -> T | D:
        """A setting's value; where it is unknown that is said, and `default` stands for it."""
        if setting.is_unknown:
            self.add(what, setting.reason)
            return default
        return setting.or_default(default)

    def read_text(self, setting: Setting[str], what: str) -> str:
        """A text that stands for itself, "" where there is none or where it holds what only the deployment knows."""
        text = self.read(setting, what, "")
        if is_literal(text):
            return text
        self.add(what, f"{text} is known after the deployment")
        return ""
