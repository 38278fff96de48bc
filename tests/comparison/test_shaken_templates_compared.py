"""Templates with their structure and types shaken are compared with the good ones: no crash, no atom left unspelled."""

import json
from functools import cache
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.bench.templates import read_base
from tests.readers.test_fuzzed_templates import read_or_refuse, shake
from wellwired.comparison.changes import find_changes
from wellwired.comparison.statement import Statement
from wellwired.comparison.telling import tell

BASES = ("handwritten", "cdk", "openapi")


@cache
def base(name: str) -> Any:
    return read_base(name)


def said(template: Any) -> tuple[Statement, ...]:
    return tell(read_or_refuse(json.dumps(template), "t.json"))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(BASES), st.integers(0, 2**32), st.integers(1, 15))
def test_a_shaken_template_is_compared_with_the_good_one(name: str, seed: int, times: int) -> None:
    good, shaken = said(base(name)), said(shake(base(name), seed, times))

    assert find_changes(shaken, shaken) == []
    for before, after in ((good, shaken), (shaken, good)):
        for change in find_changes(before, after):
            assert change.text
            assert not any("\ue000" <= character <= "\ue007" for character in change.text), change.text
