"""A setting is known, absent, or unknown because of something; reading an unknown one is never a guess."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Final, Generic, TypeVar, cast

T = TypeVar("T")
U = TypeVar("U")
D = TypeVar("D")


class Unsettled(Exception):  # noqa: N818 - not an error: the engine turns it into the outcome "open"
    """A rule asked for something that the input does not settle; carries the reason."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class State(Enum):
    """What is known of a setting."""

    KNOWN = "known"
    ABSENT = "absent"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """One attribute of a node, in one of three states.

    `known()` and `or_default()` raise `Unsettled` on an unknown setting. Only a rule that means "say nothing
    unless it is certain" asks `if_known()`.
    """

    state: State
    value: T | None = None
    reason: str = ""

    def known(self) -> T | None:
        """The value, or None where the property is absent; raises `Unsettled` where it is unknown."""
        if self.state is State.UNKNOWN:
            raise Unsettled(self.reason)
        return self.value

    def or_default(self, default: D) -> T | D:
        """The value, or `default` where the property is absent; raises `Unsettled` where it is unknown."""
        if self.state is State.UNKNOWN:
            raise Unsettled(self.reason)
        return default if self.state is State.ABSENT else cast("T", self.value)

    def if_known(self) -> T | None:
        """The value where it is known, else None."""
        return self.value

    def map(self, change: Callable[[T], U]) -> "Setting[U]":
        """The same state with `change` applied to a known value."""
        if self.state is State.KNOWN:
            return Setting(State.KNOWN, change(cast("T", self.value)))
        return cast("Setting[U]", self)

    @property
    def is_known(self) -> bool:
        """Whether there is a value to read."""
        return self.state is State.KNOWN

    @property
    def is_absent(self) -> bool:
        """Whether the property is certainly not given."""
        return self.state is State.ABSENT

    @property
    def is_unknown(self) -> bool:
        """Whether the input does not settle the value."""
        return self.state is State.UNKNOWN


def known(value: T) -> Setting[T]:
    """A setting whose value is known."""
    return Setting(State.KNOWN, value)


def unknown(reason: str) -> Setting[T]:
    """A setting that the input does not settle, and why."""
    return Setting(State.UNKNOWN, None, reason)


# One instance serves every absent attribute; Setting is immutable and holds no value there.
ABSENT: Final[Setting[object]] = Setting(State.ABSENT)


def absent() -> Setting[T]:
    """A property that is certainly not given."""
    return cast("Setting[T]", ABSENT)
