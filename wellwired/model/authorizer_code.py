"""What an authorizer's Python code answers: whether it is a policy, and for which routes it holds.

The code is parsed, never run. Source:
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
"""

import ast
from collections.abc import Iterator
from typing import Final, NamedTuple

from wellwired.model.compute import Function
from wellwired.model.handler import get_code, is_python
from wellwired.model.python_effects import FunctionNode, own_nodes

_METHOD_ARN: Final = "methodArn"
_NEEDED: Final = ("principalId", "policyDocument")
_MAX_DEPTH: Final = 4


class Answer(NamedTuple):
    """Something wrong with what an authorizer returns: what, and where in the code."""

    problem: str
    place: str


def find_malformed_answer(function: Function) -> Answer | None:
    """The first thing that the code returns and API Gateway does not take for a decision."""
    if not is_python(function):
        return None
    code = get_code(function)
    for shape in code.python().returns():
        if shape.kind in ("boolean", "text", "number", "list", "none"):
            spelled = "nothing" if shape.kind == "none" else f"a {shape.kind}"
            return Answer(f"{spelled}, not a policy", code.place(shape.line))
        missing = [key for key in _NEEDED if key not in shape.keys]
        if shape.kind == "mapping" and not shape.open and missing:
            return Answer(f"an answer without {' and '.join(missing)}", code.place(shape.line))
    return None


def find_route_bound_policy(function: Function) -> str | None:
    """Where the code allows the requested method alone, in words; None where it allows more, or nobody can tell."""
    if not is_python(function):
        return None
    code = get_code(function)
    reader = _Resources(code.python().module)
    resources = list(reader.found())
    if resources and all(reader.is_method_arn(value, within) for value, within in resources):
        return code.place(resources[0][0].lineno)
    return None


class _Resources:
    """The values that stand under "Resource" in a module."""

    def __init__(self, module: ast.Module) -> None:
        self._functions = {
            node.name: node for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        }

    def found(self) -> Iterator[tuple[ast.expr, FunctionNode]]:
        """Each value with the function around it, spelled in a mapping or put into one."""
        for function in self._functions.values():
            for node in own_nodes(function):
                if isinstance(node, ast.Dict):
                    pairs = zip(node.keys, node.values, strict=True)
                    yield from ((value, function) for key, value in pairs if _is_text(key, "Resource"))
                elif isinstance(node, ast.Assign) and any(_puts_resource(target) for target in node.targets):
                    yield node.value, function

    def is_method_arn(self, value: ast.expr, within: FunctionNode, depth: int = 0) -> bool:
        """Whether an expression is certainly the ARN of the requested method, and nothing more."""
        if isinstance(value, ast.List | ast.Tuple):
            return bool(value.elts) and all(self.is_method_arn(item, within, depth) for item in value.elts)
        if isinstance(value, ast.Subscript):
            return _is_text(value.slice, _METHOD_ARN)
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "get":
            return bool(value.args) and _is_text(value.args[0], _METHOD_ARN)
        if isinstance(value, ast.Name) and depth < _MAX_DEPTH:
            origins = list(self._origins(value.id, within))
            return bool(origins) and all(self.is_method_arn(one, around, depth + 1) for one, around in origins)
        return False

    def _origins(self, name: str, within: FunctionNode) -> Iterator[tuple[ast.expr, FunctionNode]]:
        """What a name inside a function may hold: what is assigned to it, or handed over for it."""
        for node in own_nodes(within):
            if isinstance(node, ast.Assign | ast.AugAssign):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                if any(_names(target, name) for target in targets):
                    yield node.value, within
        if isinstance(within, ast.FunctionDef | ast.AsyncFunctionDef):
            parameters = [item.arg for item in within.args.args]
            if name in parameters:
                yield from self._handed_over(within.name, name, parameters.index(name))

    def _handed_over(self, called: str, name: str, position: int) -> Iterator[tuple[ast.expr, FunctionNode]]:
        for function in self._functions.values():
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and _names(node.func, called):
                    by_name = [word.value for word in node.keywords if word.arg == name]
                    yield from ((value, function) for value in (by_name or node.args[position : position + 1]))


def _is_text(node: ast.expr | None, text: str) -> bool:
    return isinstance(node, ast.Constant) and node.value == text


def _puts_resource(target: ast.expr) -> bool:
    return isinstance(target, ast.Subscript) and _is_text(target.slice, "Resource")


def _names(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
