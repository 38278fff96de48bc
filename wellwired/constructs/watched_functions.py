"""The functions behind an API as alarms and dashboards need them: a name that stays, a timeout, a reserve."""

from collections.abc import Iterable
from dataclasses import dataclass

import aws_cdk as cdk
from constructs import IConstruct

from wellwired.constructs.existing import ExistingFunction, find_function_resource
from wellwired.facts import FUNCTION_TIMEOUT_DEFAULT_S


@dataclass(frozen=True, slots=True)
class WatchedFunction:
    """A function; `timeout` is None for an imported one, `reserved_concurrency` where none is reserved or known."""

    label: str
    function: ExistingFunction
    timeout: cdk.Duration | None
    reserved_concurrency: int | None


def read_functions(functions: Iterable[ExistingFunction]) -> tuple[WatchedFunction, ...]:
    """Read the functions behind aliases and versions, each once: Lambda's metrics by name hold all its qualifiers."""
    found: dict[str, WatchedFunction] = {}
    for function in functions:
        own = get_own_function(function)
        if own.node.path not in found:
            found[own.node.path] = WatchedFunction(_label(own), own, _find_timeout(own), find_reserved_concurrency(own))
    return tuple(found.values())


def get_own_function(function: ExistingFunction) -> ExistingFunction:
    """The function itself, where an alias or a version is given, made here or imported."""
    own: ExistingFunction = getattr(function, "lambda_", function)
    return own


def find_reserved_concurrency(function: ExistingFunction) -> int | None:
    """How many executions are set aside for a function; None where none are, or nobody knows here."""
    resource = find_function_resource(function)
    return None if resource is None else _find_number(resource.reserved_concurrent_executions)


def _find_timeout(function: ExistingFunction) -> cdk.Duration | None:
    resource = find_function_resource(function)
    if resource is None:
        return None
    seconds = FUNCTION_TIMEOUT_DEFAULT_S if resource.timeout is None else _find_number(resource.timeout)
    return None if seconds is None else cdk.Duration.seconds(seconds)


def _find_number(value: float | None) -> int | None:
    return None if value is None or cdk.Token.is_unresolved(value) else int(value)


def _label(function: IConstruct) -> str:
    """The path below the stack: it stays when unrelated constructs come, and a generated name is not known yet."""
    path = function.node.path.removeprefix(cdk.Stack.of(function).node.path).strip("/")
    return path.removesuffix("/Function").replace("/", "-")
