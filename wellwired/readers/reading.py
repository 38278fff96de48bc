"""What goes into a reading and what comes out of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from wellwired.findings import Unread
from wellwired.model.wiring import Wiring


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadOptions:
    """What the user says about the deployment: parameter values, region ("eu-west-1") and account, "" for unknown."""

    parameters: Mapping[str, str] = field(default_factory=dict)
    region: str = ""
    account: str = ""


class Reading(NamedTuple):
    """What was read.

    wirings: one an app and environment. unread: inputs that could not be read. files: the templates that were.
    skipped: how many files of the folders given are no templates. declared: the parameters that templates declare.
    """

    wirings: Sequence[Wiring]
    unread: Sequence[Unread] = ()
    files: Sequence[str] = ()
    skipped: int = 0
    declared: frozenset[str] = frozenset()
