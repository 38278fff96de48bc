"""The Condition element of an IAM statement, judged with the condition keys whose values are known.

Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html
"""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Final

from wellwired.model.doubt import Check, every, some
from wellwired.model.node import Json
from wellwired.model.setting import Unsettled
from wellwired.model.text import find_hole, matches, same

Test = Callable[[str, str], bool]  # (value in the policy, value of the request)


def _same_caseless(wanted: str, given: str) -> bool:
    return same(wanted.lower(), given.lower())


def _in_network(wanted: str, given: str) -> bool:
    """Whether an address lies in a network such as 203.0.113.0/24."""
    reason = find_hole(wanted) or find_hole(given)
    if reason:
        raise Unsettled(reason)
    from ipaddress import ip_address, ip_network  # few policies ask for it, and it takes long to load

    try:
        return ip_address(given) in ip_network(wanted, strict=False)
    except ValueError:
        raise Unsettled(f"{wanted!r} is no network") from None


_OPERATORS: Final[Mapping[str, Test]] = {
    "stringequals": same,
    "stringequalsignorecase": _same_caseless,
    "stringlike": matches,
    "arnequals": matches,  # ArnEquals and ArnLike behave alike
    "arnlike": matches,
    "bool": _same_caseless,
    "ipaddress": _in_network,
}
_NEGATED: Final = {
    "stringnotequals": "stringequals",
    "stringnotequalsignorecase": "stringequalsignorecase",
    "stringnotlike": "stringlike",
    "arnnotequals": "arnequals",
    "arnnotlike": "arnlike",
    "notipaddress": "ipaddress",
}


def condition_holds(condition: Json, context: Mapping[str, str]) -> bool:
    """Whether every test of a Condition element holds; raises `Unsettled` on keys and operators nobody can judge."""
    if not condition:
        return True
    if not isinstance(condition, Mapping):
        raise Unsettled("a policy condition is not written out")
    given = {key.lower(): value for key, value in context.items()}
    return every(_tests(condition, given))


def _tests(condition: Mapping[str, Json], given: Mapping[str, str]) -> Iterator[Check]:
    for operator, keys in condition.items():
        if not isinstance(keys, Mapping):
            yield partial(_undecidable, operator, "")
            continue
        for key, values in keys.items():
            yield partial(_holds, operator, key, values, given)


def _holds(operator: str, key: str, values: Json, given: Mapping[str, str]) -> bool:
    name = operator.lower().removesuffix("ifexists").rpartition(":")[2]  # ForAnyValue:, ForAllValues:
    test = _OPERATORS.get(_NEGATED.get(name, name))
    if test is None or key.lower() not in given:
        return _undecidable(operator, key)
    value = given[key.lower()]
    wanted = [_text(one) for one in (values if isinstance(values, list | tuple) else [values])]
    holds = some(partial(test, one, value) for one in wanted)
    return not holds if name in _NEGATED else holds


def _undecidable(operator: str, key: str) -> bool:
    raise Unsettled(f"a policy condition ({operator} on {key or 'something'}) hangs on the request")


def _text(value: Json) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping | list | tuple):
        raise Unsettled("a policy condition is not written as text")
    return str(value)
