"""What an authorizer's code answers: whether it is a policy, and for which routes it holds.

The code is parsed, never run. Source:
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
"""

import ast
from collections.abc import Iterator
from typing import Final, NamedTuple

from wellwired.model.compute import Function
from wellwired.model.handler import Code, get_code, is_node, is_python
from wellwired.model.python_effects import FunctionNode, own_nodes

_METHOD_ARN: Final = "methodArn"
_NEEDED: Final = ("principalId", "policyDocument")
_MAX_DEPTH: Final = 4
# In the text of a policy's resource: the asked method's ARN, or one of its parts, api:0, stage:1, verb:2 and so on.
_WHOLE: Final = "\ue000"
_PART: Final = "\ue001{}\ue002"
_VERB: Final = _PART.format(2)
_ALL: Final = 1_000


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


class RouteBound(NamedTuple):
    """A policy that holds for the asked route, or for its verb alone, and where in the code it is made."""

    place: str
    by_verb: bool


def find_route_bound_policy(function: Function) -> RouteBound | None:
    """What binds the code's policy to the asked method; None where it allows more, or nobody can tell."""
    if is_node(function):
        return _find_route_bound_in_node(get_code(function))
    if not is_python(function):
        return None
    code = get_code(function)
    reader = _Resources(code.python().module)
    resources = list(reader.found())
    spelled = [text for value, within in resources for text in reader.spell_each(value, within)]
    if not spelled or not all(text is not None and _is_bound(text) for text in spelled):
        return None
    return RouteBound(code.place(resources[0][0].lineno), by_verb=any(text != _WHOLE for text in spelled))


def _find_route_bound_in_node(code: Code) -> RouteBound | None:
    from wellwired.model.node_policy import find_route_bound  # most functions are not for Node.js

    line = find_route_bound(code.source.text or "")
    return None if line is None else RouteBound(code.place(line), by_verb=False)


def _is_bound(text: str) -> bool:
    parts = text.split("/")
    return text == _WHOLE or (len(parts) > 2 and parts[2] == _VERB)


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

    def spell_each(self, value: ast.expr, within: FunctionNode) -> list[str | None]:
        """The texts that an expression under "Resource" allows, the asked method's parts marked; None for others."""
        items = value.elts if isinstance(value, ast.List | ast.Tuple) else [value]
        return [self._spell(item, within, 0) for item in items] or [None]

    def _spell(self, value: ast.expr, within: FunctionNode, depth: int) -> str | None:
        match value:
            case ast.Constant(value=str(text)):
                return text
            case ast.Subscript(slice=ast.Constant(value="methodArn")):
                return _WHOLE
            case ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant(value="methodArn"), *_]):
                return _WHOLE
            case ast.Subscript(value=parts, slice=ast.Constant(value=int(index))) if index >= 0:
                return _PART.format(index) if self._count(parts, within, depth) == _ALL else None
            case ast.Call(func=ast.Attribute(attr="join", value=ast.Constant(value="/")), args=[parts]):
                count = self._count(parts, within, depth)
                return _WHOLE if count == _ALL else "/".join(map(_PART.format, range(count))) or None
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                return self._join([left, right], within, depth)
            case ast.JoinedStr(values=values):
                return self._join([_inside(item) for item in values], within, depth)
            case ast.Name(id=name) if depth < _MAX_DEPTH:
                spelled = {self._spell(one, around, depth + 1) for one, around in self._origins(name, within)}
                return spelled.pop() if len(spelled) == 1 else None
        return None

    def _join(self, values: list[ast.expr], within: FunctionNode, depth: int) -> str | None:
        texts = [self._spell(value, within, depth) for value in values]
        return None if None in texts else "".join(filter(None, texts))

    def _count(self, parts: ast.expr, within: FunctionNode, depth: int) -> int:
        """How many of the first parts of the asked method's ARN a list holds; 0 where it is none of them."""
        match parts:
            case ast.Call(func=ast.Attribute(attr="split", value=arn), args=[ast.Constant(value="/")]):
                return _ALL if self._spell(arn, within, depth) == _WHOLE else 0
            case ast.Subscript(value=whole, slice=ast.Slice(lower=None, upper=ast.Constant(value=int(end)), step=None)):
                return min(max(end, 0), self._count(whole, within, depth))
            case ast.Name(id=name) if depth < _MAX_DEPTH:
                counts = {self._count(one, around, depth + 1) for one, around in self._origins(name, within)}
                return counts.pop() if len(counts) == 1 else 0
        return 0

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


def _inside(piece: ast.expr) -> ast.expr:
    """What a piece of an f-string spells: its text, or the expression between the braces."""
    return piece.value if isinstance(piece, ast.FormattedValue) and piece.format_spec is None else piece


def _is_text(node: ast.expr | None, text: str) -> bool:
    return isinstance(node, ast.Constant) and node.value == text


def _puts_resource(target: ast.expr) -> bool:
    return isinstance(target, ast.Subscript) and _is_text(target.slice, "Resource")


def _names(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
