"""What a Python expression can evaluate to, as far as its syntax tree shows; code is read here, never run.

A shape is a promise: where it says "a mapping with a list under `body`", some run of the function returns just that.
What the tree does not settle is `ANYTHING`, about which nobody may conclude.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from wellwired.model.python_effects import (
    FunctionNode,
    assigned,
    changed_by,
    dotted_name,
    grown_by,
    key_assignment,
    own_nodes,
    rebound_by,
    stored,
)
from wellwired.model.python_flow import is_endless, is_exit, names_not_none, takes_everything

_MAX_DEPTH: Final = 6
_MAX_SHAPES: Final = 16

# Calls that give text whatever they are given.
_TEXT_CALLS: Final = frozenset({"json.dumps", "dumps", "str", "repr", "format", "html.escape", "quote"})
_TEXT_METHODS: Final = frozenset(
    {"decode", "format", "join", "lower", "upper", "strip", "replace", "isoformat", "strftime", "hexdigest", "title"}
)
_BYTES_METHODS: Final = frozenset({"encode", "b64encode", "tobytes"})


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """One possible value. kind: mapping, list, text, bytes, number, boolean, none, set, or anything.

    value: the constant itself where it is one. keys: a mapping's literal keys. open: whether a mapping may hold
    more keys than those. line: where the value is spelled, counted from 1 within the module.
    """

    kind: str
    value: object = None
    keys: Mapping[str, tuple["Shape", ...]] = field(default_factory=dict)
    open: bool = False
    line: int = 0


ANYTHING: Final = Shape("anything")
Names = Mapping[str, tuple[Shape, ...]]


class ShapeReader:
    """Reads the shapes of expressions inside one module; `nodes`: every node of it."""

    def __init__(self, module: ast.Module, nodes: Sequence[ast.AST]) -> None:
        self._functions: dict[str, FunctionNode] = {}
        self._constants: dict[str, list[ast.expr]] = {}
        for node in module.body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                self._functions[node.name] = node
            elif isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda):
                self._functions.update({t.id: node.value for t in node.targets if isinstance(t, ast.Name)})
            else:
                for name, value in assigned(node):
                    self._constants.setdefault(name, []).append(value)
        self._changed = {name for node in nodes for name in (*changed_by(node), *rebound_by(node))}
        self._grown = {name for node in nodes for name in grown_by(node)}

    def returned(self, function: FunctionNode, given: Names | None = None, depth: int = 0) -> tuple[Shape, ...]:
        """Every shape that `function` can return, with parameters bound as `given`; falling off its end gives none."""
        if isinstance(function, ast.Lambda):
            return tuple(self.shapes(function.body, given or {}, depth))
        if depth > _MAX_DEPTH or isinstance(function, ast.AsyncFunctionDef) or _yields(function):
            return (ANYTHING,)
        names = {**dict.fromkeys(_parameters(function), (ANYTHING,)), **(given or {})}
        walk = _Walk(self, depth)
        if walk.run(function.body, names) is not None:
            walk.returns.append(Shape("none", line=function.lineno))
        return tuple(walk.returns)

    def shapes(self, node: ast.expr, names: Names, depth: int) -> Iterator[Shape]:
        """The shapes of one expression."""
        line = node.lineno
        if isinstance(node, ast.Constant):
            yield _constant(node.value, line)
        elif isinstance(node, ast.Dict):
            yield self._mapping(node, names, depth)
        elif isinstance(node, ast.List | ast.ListComp | ast.Tuple):
            yield Shape("list", line=line)
        elif isinstance(node, ast.Set | ast.SetComp):
            yield Shape("set", line=line)
        elif isinstance(node, ast.DictComp):
            yield Shape("mapping", open=True, line=line)
        elif isinstance(node, ast.JoinedStr):
            yield Shape("text", line=line)
        elif isinstance(node, ast.IfExp):
            yield from self.shapes(node.body, names, depth)
            yield from self.shapes(node.orelse, names, depth)
        elif isinstance(node, ast.Name):
            yield from self._named(node.id, names, depth)
        elif isinstance(node, ast.Call):
            yield from self._called(node, names, depth)
        elif isinstance(node, ast.Subscript):
            for shape in self.shapes(node.value, names, depth):
                yield from _item(shape, node.slice)
        else:
            yield ANYTHING

    def _named(self, name: str, names: Names, depth: int) -> Iterator[Shape]:
        if name in names:
            yield from names[name]
        elif name in self._constants and depth <= _MAX_DEPTH:
            for value in self._constants[name]:
                for shape in self.shapes(value, {}, depth + 1):
                    yield _opened(shape) if name in self._changed else _grown(shape) if name in self._grown else shape
        else:
            yield ANYTHING

    def _mapping(self, node: ast.Dict, names: Names, depth: int) -> Shape:
        keys: dict[str, tuple[Shape, ...]] = {}
        is_open = False
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:  # {**other}
                spread = tuple(self.shapes(value, names, depth))
                is_open = is_open or len(spread) != 1 or spread[0].kind != "mapping" or spread[0].open
                for shape in spread:
                    keys.update(shape.keys)
            elif isinstance(key, ast.Constant) and isinstance(key.value, str):
                keys[key.value] = tuple(self.shapes(value, names, depth))[:_MAX_SHAPES]
            else:
                is_open = True
        return Shape("mapping", keys=keys, open=is_open, line=node.lineno)

    def _called(self, node: ast.Call, names: Names, depth: int) -> Iterator[Shape]:
        name = dotted_name(node.func)
        called = self._functions.get(name)
        if called is not None and name not in names and not getattr(called, "decorator_list", ()):
            yield from self._returned_by_call(called, node, names, depth)
        elif name in _TEXT_CALLS:
            yield Shape("text", line=node.lineno)
        elif name == "dict" and not node.args:
            keys = {word.arg: tuple(self.shapes(word.value, names, depth)) for word in node.keywords if word.arg}
            yield Shape("mapping", keys=keys, open=len(keys) != len(node.keywords), line=node.lineno)
        elif isinstance(node.func, ast.Attribute) and node.func.attr in _TEXT_METHODS:
            yield Shape("text", line=node.lineno)
        elif isinstance(node.func, ast.Attribute) and node.func.attr in _BYTES_METHODS:
            yield Shape("bytes", line=node.lineno)
        else:
            yield ANYTHING

    def _returned_by_call(self, called: FunctionNode, node: ast.Call, names: Names, depth: int) -> Iterator[Shape]:
        if any(isinstance(argument, ast.Starred) for argument in node.args) or any(
            word.arg is None for word in node.keywords
        ):
            yield from self.returned(called, {}, depth + 1)
            return
        given = _defaults(called, self, depth)
        for parameter, argument in zip(_parameters(called), node.args, strict=False):
            given[parameter] = tuple(self.shapes(argument, names, depth))[:_MAX_SHAPES]
        for word in node.keywords:
            given[str(word.arg)] = tuple(self.shapes(word.value, names, depth))[:_MAX_SHAPES]
        yield from self.returned(called, given, depth + 1)


class _Walk:
    """One pass over a function's statements in their order, keeping what each name can hold at that point."""

    def __init__(self, reader: ShapeReader, depth: int) -> None:
        self.returns: list[Shape] = []
        self._reader = reader
        self._depth = depth

    def run(self, statements: list[ast.stmt], names: Names) -> Names | None:
        """What the names hold after the statements; None where control never gets there."""
        now: Names | None = names
        for statement in statements:
            if now is None:
                break
            now = self._step(statement, now)
        return now

    def _step(self, statement: ast.stmt, names: Names) -> Names | None:
        if isinstance(statement, ast.Return):
            value = statement.value
            self.returns.extend(
                [Shape("none", line=statement.lineno)]
                if value is None
                else self._reader.shapes(value, self._assign_inside(value, names), self._depth)
            )
            return None
        if isinstance(statement, ast.Raise | ast.Continue | ast.Break):
            return None
        if isinstance(statement, ast.If):
            names = self._assign_inside(statement.test, names)
            then, other = (_without_none(names, names_not_none(statement.test, holds)) for holds in (True, False))
            return _joined(self.run(statement.body, then), self.run(statement.orelse, other))
        if isinstance(statement, ast.Match):
            ways = [self.run(case.body, _forget(names, _bound_by(case.pattern))) for case in statement.cases]
            return _joined(*ways) if takes_everything(statement) else _joined(names, *ways)
        if isinstance(statement, ast.Try | ast.TryStar):
            return self._try(statement, names)
        if isinstance(statement, ast.With | ast.AsyncWith):
            bound = [name for item in statement.items if item.optional_vars for name in stored(item.optional_vars)]
            return self.run(statement.body, _forget(names, bound))
        if isinstance(statement, ast.For | ast.AsyncFor | ast.While):
            return self._loop(statement, names)
        if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            return _forget(names, [statement.name])
        return None if is_exit(statement) else self._assign_inside(statement, names)

    def _try(self, statement: ast.Try | ast.TryStar, names: Names) -> Names | None:
        body = self.run(statement.body, names)
        if body is not None:
            body = self.run(statement.orelse, body)
        # A handler may begin after any statement of the body: it sees what was there before, or after.
        start = _joined(names, body) or names
        ways = [self.run(item.body, _forget(start, [item.name] if item.name else [])) for item in statement.handlers]
        after = _joined(body, *ways)
        last = self.run(statement.finalbody, after or names)
        return last if after is not None else None

    def _loop(self, statement: ast.For | ast.AsyncFor | ast.While, names: Names) -> Names | None:
        changed = [name for inner in ast.walk(statement) for name, _ in assigned(inner)]
        if isinstance(statement, ast.For | ast.AsyncFor):
            changed += stored(statement.target)
        start = _forget(names, changed)
        after = _joined(names, self.run(statement.body, start), start) or start
        return None if is_endless(statement) else self.run(statement.orelse, after)

    def _assign_inside(self, node: ast.stmt | ast.expr, names: Names) -> Names:
        fresh = dict(names)
        for inner in ast.walk(node):
            for name, value in assigned(inner):
                fresh[name] = tuple(self._reader.shapes(value, fresh, self._depth))[:_MAX_SHAPES]
            for name in grown_by(inner):
                if name in fresh:  # what the module holds was looked through as a whole
                    fresh[name] = tuple(_grown(shape) for shape in fresh[name])
            for name in changed_by(inner):
                if name in fresh:
                    fresh[name] = tuple(_opened(shape) for shape in fresh[name])
            for name in rebound_by(inner):
                fresh[name] = (ANYTHING,)
            target = key_assignment(inner)
            if target is not None:
                name, key, value = target
                shapes = tuple(self._reader.shapes(value, fresh, self._depth))[:_MAX_SHAPES]
                fresh[name] = tuple(_with_key(shape, key, shapes) for shape in fresh.get(name, (ANYTHING,)))
        return fresh


def _joined(*ways: Names | None) -> Names | None:
    """What the names can hold where several ways meet."""
    open_ways = [way for way in ways if way is not None]
    if not open_ways:
        return None
    names = dict.fromkeys(name for way in open_ways for name in way)
    return {
        name: tuple(dict.fromkeys(shape for way in open_ways for shape in way.get(name, ())))[:_MAX_SHAPES]
        for name in names
    }


def _without_none(names: Names, settled: Iterable[str]) -> Names:
    kept = {name: tuple(shape for shape in names[name] if shape.kind != "none") for name in settled if name in names}
    return {**names, **kept}


def _forget(names: Names, changed: Iterable[str]) -> Names:
    return {**names, **dict.fromkeys(changed, (ANYTHING,))}


def _bound_by(pattern: ast.pattern) -> Iterator[str]:
    for node in ast.walk(pattern):
        if isinstance(node, ast.MatchAs | ast.MatchStar) and node.name:
            yield node.name


def _yields(function: ast.FunctionDef) -> bool:
    return any(isinstance(node, ast.Yield | ast.YieldFrom) for node in own_nodes(function))


def _parameters(function: FunctionNode) -> list[str]:
    arguments = function.args
    return [item.arg for item in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)]


def _defaults(function: FunctionNode, reader: ShapeReader, depth: int) -> dict[str, tuple[Shape, ...]]:
    arguments = function.args
    positional = [item.arg for item in (*arguments.posonlyargs, *arguments.args)]
    pairs: list[tuple[str, ast.expr | None]] = list(
        zip(positional[len(positional) - len(arguments.defaults) :], arguments.defaults, strict=True)
    )
    pairs += zip([item.arg for item in arguments.kwonlyargs], arguments.kw_defaults, strict=True)
    return {name: tuple(reader.shapes(value, {}, depth + 1)) for name, value in pairs if value is not None}


def _constant(value: object, line: int) -> Shape:
    kinds = ((bool, "boolean"), (int, "number"), (float, "number"), (str, "text"), (bytes, "bytes"))
    kind = next((name for python_type, name in kinds if isinstance(value, python_type)), None)
    if kind is None:
        return Shape("none", line=line) if value is None else ANYTHING
    return Shape(kind, value=value, line=line)


def _opened(shape: Shape) -> Shape:
    """The same value after something unseen may have changed it; text and numbers cannot be changed."""
    if shape.kind != "mapping":
        return ANYTHING if shape.kind in {"list", "set"} else shape
    return Shape("mapping", keys=dict.fromkeys(shape.keys, (ANYTHING,)), open=True, line=shape.line)


def _grown(shape: Shape) -> Shape:
    """The same value after it got or lost some item: what is spelled may still be there, and there may be more."""
    return replace(shape, open=True) if shape.kind == "mapping" else ANYTHING


def _item(shape: Shape, key: ast.expr) -> Iterator[Shape]:
    """What stands under a key of a mapping; under one that is not spelled, anything that stands in it."""
    if shape.kind != "mapping":
        yield ANYTHING
    elif isinstance(key, ast.Constant):
        yield from shape.keys.get(str(key.value), (ANYTHING,))
    else:
        yield from (value for values in shape.keys.values() for value in values)
        if shape.open or not shape.keys:
            yield ANYTHING


def _with_key(shape: Shape, key: str, shapes: tuple[Shape, ...]) -> Shape:
    if shape.kind != "mapping":
        return ANYTHING
    return Shape("mapping", keys={**shape.keys, key: shapes}, open=shape.open, line=shape.line)
