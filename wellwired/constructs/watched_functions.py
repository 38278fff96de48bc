"""The functions behind an API as alarms and dashboards need them: a name that stays, a timeout, a reserve."""

from collections.abc import Iterable
from dataclasses import dataclass

import aws_cdk as cdk
from aws_cdk import aws_lambda as lambda_
from constructs import IConstruct

from wellwired.constructs.timeouts import find_function_timeout


@dataclass(frozen=True, slots=True)
class WatchedFunction:
    """A function; `timeout` is None for an imported one, `reserved_concurrency` where none is reserved or known."""

    label: str
    function: lambda_.IFunction
    timeout: cdk.Duration | None
    reserved_concurrency: int | None


def read_functions(functions: Iterable[lambda_.IFunction]) -> tuple[WatchedFunction, ...]:
    """Read the functions behind aliases and versions, each once: Lambda's metrics by name hold all its qualifiers."""
    found: dict[str, WatchedFunction] = {}
    for function in functions:
        own = function.lambda_ if isinstance(function, lambda_.Alias | lambda_.Version) else function
        if own.node.path not in found:
            found[own.node.path] = WatchedFunction(
                _label(own), own, find_function_timeout(own), find_reserved_concurrency(own)
            )
    return tuple(found.values())


def find_reserved_concurrency(function: lambda_.IFunction) -> int | None:
    """How many executions are set aside for a function; None where none are, or nobody knows here."""
    resource = function.node.default_child
    reserved = resource.reserved_concurrent_executions if isinstance(resource, lambda_.CfnFunction) else None
    return None if reserved is None or cdk.Token.is_unresolved(reserved) else int(reserved)


def _label(function: IConstruct) -> str:
    """The path below the stack: it stays when unrelated constructs come, and a generated name is not known yet."""
    path = function.node.path.removeprefix(cdk.Stack.of(function).node.path).strip("/")
    return path.removesuffix("/Function").replace("/", "-")
