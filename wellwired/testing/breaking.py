"""A good template with one wire cut, so that a rule fires: for a team's tests of its own guards."""

import copy
import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from wellwired.allowances import check_rule_name
from wellwired.engine import judge
from wellwired.errors import UsageError
from wellwired.readers import read_text
from wellwired.rules import Rule, all_rules, find_rule
from wellwired.testing.cuts import Cut, Template, apply
from wellwired.testing.cuts_of_access import ACCESS
from wellwired.testing.cuts_of_functions import FUNCTIONS
from wellwired.testing.cuts_of_routes import ROUTES
from wellwired.testing.cuts_of_stages import STAGES
from wellwired.testing.cuts_of_watch import WATCH


def breakable_rules() -> tuple[str, ...]:
    """The names of the rules that `break_wire` can make fire, where the template has what they are about."""
    return tuple(sorted(_cuts()))


def break_wire(template: Mapping[str, Any], rule: str) -> dict[str, Any]:
    """A copy of a good template in which one wire is cut, so that `rule` reports it.

    The template is as `assertions.Template.to_json()` or a parser gives it; it is not changed. What comes back is
    judged before it is handed over: the rule fires in it. Raises `UsageError` for a rule that is unknown or that no
    cut is known for, for a template that has nothing to cut, and for one in which the rule fires already.
    """
    check_rule_name(rule, {item.name for item in all_rules()}, where="break_wire")
    if rule not in _cuts():
        known = ", ".join(breakable_rules())
        raise UsageError(f"no cut is known that makes {rule} fire", where="break_wire", remedy=f"known are: {known}")
    wanted = find_rule(rule)
    assert wanted is not None  # noqa: S101 - its name was just checked
    good = copy.deepcopy(dict(template))
    before = _count(good, wanted)
    for cut in _cuts()[rule]:
        for broken in apply(good, cut):
            if _count(broken, wanted) > before:
                return broken
    kinds = ", ".join(dict.fromkeys(f"AWS::{cut.kind}" for cut in _cuts()[rule]))
    raise UsageError(
        f"nothing in the template can be cut so that {rule} fires" + ("; it fires already" if before else ""),
        where="break_wire",
        remedy=f"give a template that holds {kinds}, and whose wires are sound",
    )


@cache
def _cuts() -> Mapping[str, tuple[Cut, ...]]:
    return {**ROUTES, **STAGES, **ACCESS, **FUNCTIONS, **WATCH}


def _count(template: Template, rule: Rule) -> int:
    return len(judge(read_text(json.dumps(template), "template.json"), [rule]).findings)
