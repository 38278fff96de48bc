"""Where control cannot go in Python source: past an endless loop, an exit, a match that takes everything, a test."""

import ast
from collections.abc import Iterator
from typing import Final

from wellwired.model.python_effects import dotted_name

_EXITS: Final = frozenset({"sys.exit", "os._exit", "exit", "quit"})


def is_exit(statement: ast.stmt) -> bool:
    """Whether the statement is a call that never comes back."""
    if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Call)):
        return False
    return dotted_name(statement.value.func) in _EXITS


def is_endless(loop: ast.stmt) -> bool:
    """Whether a loop is left by return or raise alone: `while True` without a `break` of its own."""
    if not (isinstance(loop, ast.While) and isinstance(loop.test, ast.Constant) and loop.test.value):
        return False
    return not any(isinstance(node, ast.Break) for statement in loop.body for node in _in_this_loop(statement))


def takes_everything(statement: ast.Match) -> bool:
    """Whether the last case of a match fits whatever is given: `case _` or a bare name, without a guard."""
    last = statement.cases[-1]
    return last.guard is None and isinstance(last.pattern, ast.MatchAs) and last.pattern.pattern is None


def names_not_none(test: ast.expr, holds: bool) -> Iterator[str]:
    """The names that cannot be None where `test` is true (`holds`) or where it is false."""
    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        yield from names_not_none(test.operand, not holds)
    elif isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And if holds else ast.Or):
        for part in test.values:
            yield from names_not_none(part, holds)
    elif isinstance(test, ast.Compare) and len(test.ops) == 1 and _is_none(test.comparators[0]):
        differs = isinstance(test.ops[0], ast.IsNot | ast.NotEq)
        same = isinstance(test.ops[0], ast.Is | ast.Eq)
        if (differs and holds) or (same and not holds):
            yield from _named(test.left)
    elif holds:
        yield from _named(test)


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _named(node: ast.expr) -> Iterator[str]:
    target = node.target if isinstance(node, ast.NamedExpr) else node
    if isinstance(target, ast.Name):
        yield target.id


def _in_this_loop(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes below, without loops and functions inside: a `break` there leaves those."""
    yield node
    if not isinstance(node, ast.For | ast.AsyncFor | ast.While | ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        for child in ast.iter_child_nodes(node):
            yield from _in_this_loop(child)
    elif isinstance(node, ast.For | ast.AsyncFor | ast.While):
        for statement in node.orelse:  # a break in a loop's else belongs to the loop around it
            yield from _in_this_loop(statement)
