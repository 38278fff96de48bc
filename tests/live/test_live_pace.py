"""Calls to API Gateway's control plane stay below its quota."""

from wellwired.readers.live.pace import Pace


def test_a_burst_goes_out_at_once_and_the_rest_at_the_rate() -> None:
    now = 0.0

    def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    pace = Pace(8, 30, clock=lambda: now, sleep=sleep)
    for _ in range(30):
        pace.wait()
    assert now == 0.0
    for _ in range(80):
        pace.wait()
    assert abs(now - 10.0) < 0.01


def test_a_pause_fills_the_bucket_no_further_than_the_burst() -> None:
    now = 0.0
    slept: list[float] = []
    pace = Pace(8, 3, clock=lambda: now, sleep=slept.append)
    now = 3600.0
    for _ in range(3):
        pace.wait()
    assert slept == []
