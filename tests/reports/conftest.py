"""The reports that the tests of this folder look at."""

import pytest

from wellwired.findings import Outcome
from wellwired.reports import Report

from .laid import RULES, Judged, judge_shop, make_hostile_report


@pytest.fixture(scope="session")
def shop() -> Judged:
    return judge_shop()


@pytest.fixture(scope="session")
def clean() -> Report:
    return Report(Outcome(files=("clean.yaml",), apis=1, resources=12), RULES)


@pytest.fixture(scope="session")
def hostile() -> Report:
    return make_hostile_report()
