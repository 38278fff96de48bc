"""Two branches of an undecided condition as one value: known where they agree, a hole where they do not."""

from typing import Any

from wellwired.model.text import hole
from wellwired.readers.wording import show


def merge(then: Any, otherwise: Any, why: str, *, absent: object) -> Any:
    """What holds in both branches; mappings are compared key by key, lists of one length item by item.

    why: what is undecided, in words. absent: what stands for a branch without a value.
    """
    if type(then) is type(otherwise) and then == otherwise:
        return then
    if isinstance(then, dict) and isinstance(otherwise, dict):
        return {
            key: merge(then.get(key, absent), otherwise.get(key, absent), why, absent=absent)
            for key in {**then, **otherwise}
        }
    if isinstance(then, list) and isinstance(otherwise, list) and len(then) == len(otherwise):
        return [merge(one, two, why, absent=absent) for one, two in zip(then, otherwise, strict=True)]
    shown = ["nothing" if value is absent else show(value) for value in (then, otherwise)]
    return hole(f"{why} ({shown[0]} or {shown[1]})")
