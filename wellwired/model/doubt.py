"""And, or and not over checks that may be unsettled: what is certain outweighs what is not."""

from collections.abc import Callable, Iterable

from wellwired.model.setting import Unsettled

Check = Callable[[], bool]


def some(checks: Iterable[Check]) -> bool:
    """Whether a check holds; raises `Unsettled` where none certainly does and one may."""
    doubt: Unsettled | None = None
    for check in checks:
        try:
            if check():
                return True
        except Unsettled as unsettled:
            doubt = unsettled
    if doubt:
        raise doubt
    return False


def every(checks: Iterable[Check]) -> bool:
    """Whether all checks hold; raises `Unsettled` where none certainly fails and one may."""
    doubt: Unsettled | None = None
    for check in checks:
        try:
            if not check():
                return False
        except Unsettled as unsettled:
            doubt = unsettled
    if doubt:
        raise doubt
    return True


def certainly(check: Check) -> bool:
    """Whether a check holds beyond doubt: what is unsettled counts as no."""
    try:
        return check()
    except Unsettled:
        return False
