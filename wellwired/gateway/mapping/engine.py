"""Evaluates a parsed mapping template.

A small engine of our own: the Velocity libraries for Python reach into any object by its Python attributes, know no
bound on time or output, and render what is missing otherwise than API Gateway does.
"""

import contextlib
from typing import Final

from wellwired.gateway.mapping.bounds import Bounds, check_items, check_loop, check_text
from wellwired.gateway.mapping.methods import call, put
from wellwired.gateway.mapping.parser import parse_template
from wellwired.gateway.mapping.syntax import (
    Access,
    Attribute,
    Binary,
    Block,
    Call,
    Define,
    Expression,
    ForEach,
    If,
    Index,
    Interpolated,
    ListOf,
    Literal,
    MapOf,
    Node,
    Not,
    Range,
    Reference,
    Set,
    Stop,
    Text,
)
from wellwired.gateway.mapping.values import Tool, calculate, compare, equals, is_true, to_text

_LOOP_NAMES: Final = ("foreach", "velocityCount", "velocityHasNext")


class _StopError(Exception):
    """#stop or #break is reached."""

    def __init__(self, *, whole: bool) -> None:
        self.whole = whole


def render_template(template: str, names: dict[str, object]) -> str:
    """The text that a template makes of the variables in `names`, which its #set changes; raises `TemplateError`."""
    return _Evaluation(names).render(parse_template(template))


class _Evaluation:
    """One evaluation: the variables as they stand, what was printed, and the bounds."""

    def __init__(self, names: dict[str, object]) -> None:
        self._names = names
        self._bounds = Bounds()
        self._printed: list[str] = []
        self._length = 0

    def render(self, block: Block) -> str:
        with contextlib.suppress(_StopError):
            self._block(block)
        return "".join(self._printed)

    def _block(self, block: Block) -> None:
        with self._bounds:
            for node in block:
                self._node(node)

    def _node(self, node: Node) -> None:
        self._bounds.step()
        match node:
            case Text(text):
                self._print(text)
            case Reference():
                self._print(to_text(self._resolve(node)))
            case Set(target, value):
                self._set(target, self._value(value))
            case If(branches):
                for condition, body in branches:
                    if is_true(self._value(condition)):
                        self._block(body)
                        break
            case ForEach():
                self._loop(node)
            case Define(name):
                self._names[name] = node
            case Stop(whole):
                raise _StopError(whole=whole)

    def _print(self, text: str) -> None:
        self._length += len(text)
        check_text(self._length)
        self._printed.append(text)

    def _loop(self, loop: ForEach) -> None:
        value = self._value(loop.items)
        items = list(value.values() if isinstance(value, dict) else value) if isinstance(value, dict | list) else []
        check_loop(len(items))
        names = (loop.name, *_LOOP_NAMES)
        before = {name: self._names[name] for name in names if name in self._names}
        parent = before.get("foreach")
        try:
            for index, item in enumerate(items):
                is_last = index == len(items) - 1
                self._names |= {
                    loop.name: item,
                    "velocityCount": index + 1,
                    "velocityHasNext": not is_last,
                    "foreach": {
                        "index": index,
                        "count": index + 1,
                        "hasNext": not is_last,
                        "first": index == 0,
                        "last": is_last,
                        "parent": parent,
                    },
                }
                self._block(loop.body)
        except _StopError as stop:
            if stop.whole:
                raise
        finally:
            for name in names:
                self._names.pop(name, None)
            self._names |= before

    def _set(self, target: Reference, value: object) -> None:
        if not target.path:
            self._names[target.name] = value
            return
        holder = self._resolve(Reference(target.name, target.path[:-1]))
        last = target.path[-1]
        if isinstance(last, Call):
            return
        key = last.name if isinstance(last, Attribute) else self._value(last.key)
        if isinstance(holder, dict):
            put(holder, key, value)
        elif isinstance(holder, list):
            call(holder, "set", [key, value], self._bounds)

    def _resolve(self, reference: Reference) -> object:
        """What a reference stands for; the empty text where there is nothing."""
        self._bounds.step()
        value = self._names.get(reference.name)
        if isinstance(value, Define):
            value = self._apart(value.body)
        for access in reference.path:
            value = self._access("" if value is None else value, access)
        return "" if value is None else value

    def _access(self, value: object, access: Access) -> object:
        if isinstance(access, Call):
            return call(value, access.name, [self._value(argument) for argument in access.arguments], self._bounds)
        key = access.name if isinstance(access, Attribute) else self._value(access.key)
        if isinstance(value, dict):
            return value.get(to_text(key))
        if isinstance(value, Tool):
            return value.attributes.get(to_text(key))
        if isinstance(value, list) and isinstance(access, Index):
            return call(value, "get", [key], self._bounds)
        return None

    def _apart(self, block: Block) -> str:
        """What a block prints, kept apart from the rest."""
        printed, self._printed = self._printed, []
        length, self._length = self._length, 0
        try:
            self._block(block)
            return "".join(self._printed)
        finally:
            self._printed, self._length = printed, length

    def _value(self, expression: Expression) -> object:
        self._bounds.step()
        match expression:
            case Literal(value):
                return "" if value is None else value
            case Reference():
                return self._resolve(expression)
            case Interpolated(parts):
                return self._apart(parts)
            case Not(operand):
                return not is_true(self._value(operand))
            case Binary():
                return self._binary(expression)
            case ListOf(items):
                return [self._value(item) for item in items]
            case Range(first, last):
                check_items(abs(last - first))
                return list(range(first, last + 1) if first <= last else range(first, last - 1, -1))
            case MapOf(entries):
                return {to_text(self._value(key)): self._value(value) for key, value in entries}

    def _binary(self, expression: Binary) -> object:
        operator = expression.operator
        left = self._value(expression.left)
        if operator in ("||", "&&"):
            if is_true(left) is (operator == "||"):
                return operator == "||"
            return is_true(self._value(expression.right))
        right = self._value(expression.right)
        if operator in ("==", "!="):
            return equals(left, right) is (operator == "==")
        if operator in ("<", ">", "<=", ">="):
            return compare(operator, left, right)
        result = calculate(operator, left, right)
        return "" if result is None else result
