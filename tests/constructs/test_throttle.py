"""Throttle: limits that let something through, in a chain where none promises more than the one above."""

import pytest

from wellwired.constructs.throttle import ACCOUNT_THROTTLE, Throttle, check_within
from wellwired.errors import WiringError


@pytest.mark.parametrize(("rate", "burst"), [(0, 5), (5, 0), (-1, 5), (5, -1), (True, 5), ("5", 5)])
def test_a_limit_that_lets_nothing_through_is_refused(rate: float, burst: int) -> None:
    with pytest.raises(WiringError, match="every call is answered 429"):
        Throttle(rate=rate, burst=burst)


def test_a_burst_is_a_whole_number_of_requests() -> None:
    with pytest.raises(WiringError, match=r"burst is 2\.5"):
        Throttle(rate=1, burst=2.5)  # type: ignore[arg-type]


def test_a_rate_may_be_less_than_one_a_second() -> None:
    assert str(Throttle(rate=0.5, burst=1)) == "0.5 requests a second, burst 1"


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        (Throttle(rate=10_001, burst=1), "the rate of the stage, 10001, is above the account's 10000"),
        (Throttle(rate=1, burst=5_001), "the burst of the stage, 5001, is above the account's 5000"),
    ],
)
def test_a_limit_above_the_next_is_refused(inner: Throttle, said: str) -> None:
    with pytest.raises(WiringError, match=said):
        check_within(inner, ACCOUNT_THROTTLE, where="X", inner_name="stage", outer_name="account")


def test_a_limit_equal_to_the_next_is_fine() -> None:
    check_within(ACCOUNT_THROTTLE, ACCOUNT_THROTTLE, where="X", inner_name="stage", outer_name="account")
