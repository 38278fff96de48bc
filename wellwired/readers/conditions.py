"""Conditions of a template: true, false, or undecided because of something.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wellwired.model.text import find_hole, is_literal

if TYPE_CHECKING:
    from wellwired.readers.scope import Scope


class Verdict(NamedTuple):
    """What a condition comes to; `truth` is None where it is undecided, for the reason given."""

    truth: bool | None
    reason: str = ""


def find_verdict(name: Any, scope: "Scope") -> Verdict:
    """The verdict of the condition of this name."""
    if isinstance(name, dict):
        return judge(name, scope)
    if not isinstance(name, str):
        return Verdict(None, "a condition's name must be text")
    if name in scope.verdicts:
        return scope.verdicts[name]
    section = scope.conditions
    if name not in section:
        scope.note(f"condition {name}", "it is not among the template's Conditions")
        return Verdict(None, f"condition {name} does not exist")
    if not scope.enter("condition", name):
        scope.note(f"condition {name}", "it refers to itself")
        return Verdict(None, f"condition {name} refers to itself")
    verdict = judge(section[name], scope)
    scope.leave("condition", name)
    scope.verdicts[name] = verdict
    return verdict


def judge(value: Any, scope: "Scope") -> Verdict:
    """The verdict of a condition as it is spelled."""
    if isinstance(value, dict) and len(value) == 1:
        ((key, argument),) = value.items()
        if key == "Condition":
            return find_verdict(argument, scope)
        function = _FUNCTIONS.get(key)
        if function is not None:
            return function(argument, scope)
    settled = scope.resolve(value)
    if settled in (True, "true"):
        return Verdict(truth=True)
    if settled in (False, "false"):
        return Verdict(truth=False)
    reason = find_hole(settled) if isinstance(settled, str) else None
    return Verdict(None, reason or "a condition is spelled in a way that is not understood")


def _operands(argument: Any, scope: "Scope") -> list[Verdict]:
    return [judge(item, scope) for item in (argument if isinstance(argument, list) else [argument])]


def _and(argument: Any, scope: "Scope") -> Verdict:
    return _fold(_operands(argument, scope), decisive=False)


def _or(argument: Any, scope: "Scope") -> Verdict:
    return _fold(_operands(argument, scope), decisive=True)


def _fold(verdicts: list[Verdict], *, decisive: bool) -> Verdict:
    """One verdict of the decisive kind settles the whole; else the first undecided one leaves it so."""
    if any(verdict.truth is decisive for verdict in verdicts):
        return Verdict(decisive)
    return next((verdict for verdict in verdicts if verdict.truth is None), Verdict(not decisive))


def _not(argument: Any, scope: "Scope") -> Verdict:
    verdicts = _operands(argument, scope)
    if len(verdicts) != 1 or verdicts[0].truth is None:
        return verdicts[0] if verdicts else Verdict(None, "Fn::Not needs one condition")
    return Verdict(not verdicts[0].truth)


def _equals(argument: Any, scope: "Scope") -> Verdict:
    if not isinstance(argument, list) or len(argument) != 2:
        return Verdict(None, "Fn::Equals needs two values")
    first, second = (_spell(scope.resolve(item), scope) for item in argument)
    if first == second:
        return Verdict(truth=True)
    for value in (first, second):
        reason = find_hole(value)
        if reason is not None:
            return Verdict(None, reason)
    if is_literal(first) and is_literal(second):
        return Verdict(truth=False)
    if "" in (first, second):  # no name, id, region or account that AWS gives is empty
        return Verdict(truth=False)
    return Verdict(None, "it depends on where the stack is deployed")


def _spell(value: Any, scope: "Scope") -> str:
    if isinstance(value, list):
        return scope.join(",", [_spell(item, scope) for item in value])
    return str(value).lower() if isinstance(value, bool) else str(value)


_FUNCTIONS: Final[dict[str, Callable[[Any, "Scope"], Verdict]]] = {
    "Fn::And": _and,
    "Fn::Or": _or,
    "Fn::Not": _not,
    "Fn::Equals": _equals,
}
