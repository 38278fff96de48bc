"""One thing that a wiring says, in words: who, does what, to what."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, NamedTuple, ParamSpec, TypeVar

from wellwired.model.node import Json
from wellwired.model.setting import Setting, Unsettled
from wellwired.model.text import display

T = TypeVar("T")
P = ParamSpec("P")

# What stands for a value that is not known; it equals itself, so that nothing is said of what stays unknown.
UNSETTLED: Final = "what the input does not settle"
EXISTS: Final = "exists"


class Subject(NamedTuple):
    """Whom a statement is about, in words, and the file it stands in.

    owner: the API it belongs to, which is said where there are several.
    """

    words: str
    file: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence about a subject, such as "POST /orders" "invokes" "Orders".

    aspect: statements of one subject and one aspect exclude one another; with "" each stands for itself.
    detail: what is compared beside the words and too long, or too private, to be said: a digest.
    note: what is added where the statement is new. told_by: an aspect whose change tells this one already.
    part_of: an aspect that this one comes and goes with. What has either is not listed where its subject is new.
    """

    subject: Subject
    verb: str = EXISTS
    object: str = ""
    aspect: str = ""
    detail: str = ""
    note: str = ""
    told_by: str = ""
    part_of: str = ""


def spell(setting: Setting[T], *, unit: str = "") -> str | None:
    """A setting's value in words, None where it is absent."""
    if setting.is_absent:
        return None
    if setting.is_unknown:
        return UNSETTLED
    value = setting.known()
    text = f"{value:,}" if isinstance(value, int | float) else display(str(value))
    return f"{text} {unit}".rstrip()


def digest(value: Json) -> str:
    """A short mark of a value: equal values have equal marks, and nothing can be read from it."""
    text = json.dumps(value, sort_keys=True, default=str).encode("utf-8", "surrogatepass")
    return hashlib.sha256(text).hexdigest()[:16]


def settled(ask: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
    """What `ask` answers, or None where the input does not settle it."""
    try:
        return ask(*args, **kwargs)
    except Unsettled:
        return None
