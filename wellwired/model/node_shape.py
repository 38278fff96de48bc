"""What the handler of a Node.js module can return, as far as its tokens show; code is read here, never run.

Read are literals, names that stand for one, and calls of functions of the module; whatever else there is, is
`ANYTHING`, about which nobody may conclude. Source: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Final, NamedTuple

from wellwired.facts import PROXY_RESPONSE_KEYS
from wellwired.model.node_tokens import MAX_TEXT, Token, Tokens, read_tokens
from wellwired.model.python_shape import ANYTHING, Names, Shape
from wellwired.model.setting import Unsettled

_MAX_DEPTH: Final = 6
_DECLARING: Final = ("const", "let", "var")
_CHANGING: Final = ("=", "+=", "-=", "++", "--")
_WITH_BLOCK: Final = frozenset({"if", "for", "while", "switch", "catch", "with"})
_CONSTANTS: Final = {
    "true": Shape("boolean", value=True),
    "false": Shape("boolean", value=False),
    "null": Shape("none"),
    "undefined": Shape("none"),
}
_TEXT_CALLS: Final = (("JSON", ".", "stringify", "("), ("String", "("))


class _Function(NamedTuple):
    """A function. body: the tokens of its block, or of the expression that it returns. line: where it begins."""

    parameters: tuple[str, ...]
    body: range
    is_block: bool
    is_async: bool
    simple: bool


@lru_cache(maxsize=256)
def read_returns(text: str, handler: str) -> tuple[Shape, ...]:
    """What the module's handler can return; `ANYTHING` where it is no async function that the text shows."""
    if len(text) > MAX_TEXT:
        return (ANYTHING,)
    try:
        module = _Module(read_tokens(text))
        function = module.find_exported(handler)
        if function is None or not function.is_async or len(function.parameters) > 2:
            return (ANYTHING,)  # what is not async answers by a callback or a promise
        return tuple(_certain(shape) for shape in module.returned(function, {}, 0))
    except (Unsettled, RecursionError):  # or nested so deep that nobody wrote it
        return (ANYTHING,)


def _certain(shape: Shape) -> Shape:
    """A response without keys of its own that may be undefined: JSON leaves those out."""
    kept = {
        name: shapes
        for name, shapes in shape.keys.items()
        if name in PROXY_RESPONSE_KEYS or not any(one.kind in ("none", "anything") for one in shapes)
    }
    return shape if len(kept) == len(shape.keys) else replace(shape, keys=kept)


class _Module:
    def __init__(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._functions: dict[str, _Function] = {}
        self._constants: dict[str, range] = {}
        self._exported: dict[str, list[_Function | str]] = {}
        self._uses: dict[str, list[int]] = defaultdict(list)
        for place, token in enumerate(tokens.all):
            if token.kind == "name" and tokens.text(place - 1) not in (".", "?."):
                self._uses[token.text].append(place)
        self._read_top()

    def find_exported(self, name: str) -> _Function | None:
        """The function that the module exports under a name, if it does so once and in plain sight."""
        found = self._exported.get(name, [])
        one = found[0] if len(found) == 1 else None
        return self._functions.get(one) if isinstance(one, str) else one

    def _read_top(self) -> None:
        """The functions, constants and exports at the top level."""
        tokens, place = self._tokens, 0
        while place < len(tokens.all):
            exports = tokens.text(place) == "export"
            at = place + exports
            word = tokens.text(at)
            if word in _DECLARING and tokens.text(at + 2) == "=":
                name, value = tokens.text(at + 1), self._value(at + 3)
                function = self._function(value)
                if function is not None:
                    self._functions[name] = function
                elif word == "const":
                    self._constants[name] = value
                place = value.stop
            elif word == "function" or (word == "async" and tokens.text(at + 1) == "function"):
                at += word == "async"
                name, end = tokens.text(at + 1), self._end_of_function(at)
                function = self._function(range(at - (word == "async"), end))
                if function is not None:
                    self._functions[name] = function
                place = end
            else:
                place = self._read_export(place)
                continue
            if exports:
                self._exported.setdefault(name, []).append(name)
        self._functions = {name: one for name, one in self._functions.items() if self._is_declared_once(name)}
        self._constants = {name: one for name, one in self._constants.items() if self._is_steady(name)}

    def _read_export(self, place: int) -> int:
        """Take in an assignment to exports, and say where to read on."""
        tokens = self._tokens
        of_module = tokens.starts(place, "module", ".", "exports")
        at = place + 2 * of_module
        if tokens.starts(at, "exports", ".") and tokens.text(at + 3) == "=":
            value = self._value(at + 4)
            alias = tokens.text(value.start) if len(value) == 1 else ""
            self._exported.setdefault(tokens.text(at + 2), []).append(self._function(value) or alias)
            return value.stop
        as_one = of_module and tokens.starts(at, "exports", "=", "{")
        if as_one or tokens.starts(place, "export", "{"):
            opening = at + 2 if as_one else place + 1
            for item in tokens.items(opening):
                name = tokens.text(item.start)
                alias = tokens.text(item.start + 2) if tokens.text(item.start + 1) == ":" else name
                simple = len(item) == 1 or (len(item) == 3 and alias != name)
                self._exported.setdefault(name, []).append(alias if simple else "")
            return tokens.pairs[opening] + 1
        return tokens.after(place)

    def _is_declared_once(self, name: str) -> bool:
        """Whether a name is declared in one place of the whole module, and given no other value."""
        text = self._tokens.text
        declared = sum(text(place - 1) in (*_DECLARING, "function", "class") for place in self._uses[name])
        return declared == 1 and not any(
            text(place + 1) in _CHANGING and text(place - 1) not in _DECLARING for place in self._uses[name]
        )

    def _is_steady(self, name: str) -> bool:
        """Whether a constant holds for good what it is declared with."""
        return self._is_declared_once(name) and all(self._is_plain_use(place) for place in self._uses[name])

    def _is_plain_use(self, place: int) -> bool:
        """Whether a constant is declared here, or read where nobody can change it."""
        tokens = self._tokens
        before, after = tokens.text(place - 1), tokens.text(place + 1)
        if before in _DECLARING or after == ":":
            return True
        if after not in (",", "}", ";", ")", "") and not self._begins_line(place + 1):
            return False
        if before in ("return", "...", ":", "=>"):
            return True
        opening = tokens.around(place)
        if tokens.text(opening) == "(":
            return tokens.starts(opening - 3, "JSON", ".", "stringify")
        outside = tokens.text(opening - 1)
        return outside == "return" or (outside == "(" and tokens.text(opening - 2) in ("=>", "return"))

    def _begins_line(self, place: int) -> bool:
        return place < len(self._tokens.all) and self._tokens.all[place].first

    def _value(self, start: int) -> range:
        """The tokens of an expression: up to a semicolon, a bracket that closes, or a line that begins anew."""
        tokens, place = self._tokens, start
        while place < len(tokens.all):
            token = tokens.all[place]
            if token.kind == "sign" and token.text in (";", ",", ")", "]", "}"):
                break
            if place > start and token.first and self._ends(tokens.all[place - 1]) and token.kind != "sign":
                break
            place = tokens.after(place)
        return range(start, place)

    @staticmethod
    def _ends(token: Token) -> bool:
        return token.kind != "sign" or token.text in (")", "]", "}")

    def _end_of_function(self, place: int) -> int:
        """Behind the block of a `function` at a place."""
        tokens = self._tokens
        opening = next((one for one in range(place + 1, place + 4) if tokens.text(one) == "("), place)
        block = tokens.pairs.get(opening, -1) + 1
        if tokens.text(block) != "{":
            raise Unsettled("a function without a block")
        return tokens.pairs[block] + 1

    def _function(self, value: range) -> _Function | None:
        """The function that an expression is as a whole, or None."""
        tokens, place = self._tokens, value.start
        is_async = tokens.text(place) == "async"
        place += is_async
        if tokens.text(place) == "function":
            opening = place + 1 + (tokens.text(place + 1) != "(")
            if tokens.text(opening) != "(" or self._end_of_function(place) != value.stop:
                return None
            block = tokens.pairs[opening] + 1
            return self._made(opening, range(block + 1, value.stop - 1), is_async=is_async, is_block=True)
        opening = place if tokens.text(place) == "(" else -1
        arrow = tokens.pairs[place] + 1 if opening >= 0 else place + 1
        if tokens.text(arrow) != "=>" or arrow >= value.stop:
            return None
        if tokens.text(arrow + 1) == "{" and tokens.pairs[arrow + 1] == value.stop - 1:
            return self._made(opening, range(arrow + 2, value.stop - 1), is_async=is_async, is_block=True, one=place)
        return self._made(opening, range(arrow + 1, value.stop), is_async=is_async, is_block=False, one=place)

    def _made(self, opening: int, body: range, *, is_async: bool, is_block: bool, one: int = -1) -> _Function:
        tokens = self._tokens
        items = list(tokens.items(opening)) if opening >= 0 else [range(one, one + 1)]
        names = tuple(tokens.text(item.start) for item in items)
        simple = all(len(item) == 1 and tokens.all[item.start].kind == "name" for item in items)
        return _Function(names, body, is_block, is_async, simple)

    # --- what comes back

    def returned(self, function: _Function, given: Names, depth: int) -> Iterator[Shape]:
        """Every shape that a function certainly can return; falling off its end is seen after a call alone."""
        if depth > _MAX_DEPTH or not function.simple:
            yield ANYTHING
            return
        names: dict[str, tuple[Shape, ...]] = {**dict.fromkeys(function.parameters, (ANYTHING,)), **given}
        if not function.is_block:
            yield from self.shapes(function.body, names, depth)
            return
        for place in self._declared(function.body):
            name = self._tokens.text(place)
            value = self._value(place + 2)
            known = self._tokens.text(place - 1) == "const" and self._tokens.text(place + 1) == "="
            steady = known and self._is_steady(name)
            names[name] = tuple(self.shapes(value, names, depth + 1)) if steady else (ANYTHING,)
        for value in self._own_returns(function.body):
            yield from self.shapes(value, names, depth)
        call = self._find_last_call(function.body)
        if call and any(shape.kind == "mapping" for shape in self._called(call, names, depth)):
            yield Shape("none", line=self._tokens.all[call].line)  # what it gives is made, and not returned

    def _find_last_call(self, body: range) -> int:
        """Where the call of a function of the module begins that a block ends with; 0 where it ends otherwise."""
        tokens = self._tokens
        last = body.stop - 1 - (tokens.text(body.stop - 1) == ";")
        name = tokens.pairs[last] - 1 if tokens.text(last) == ")" else -1
        apart = tokens.text(name - 1) in ("{", "}", ";")
        return name if name > body.start and apart and tokens.text(name) in self._functions else 0

    def _declared(self, body: range) -> Iterator[int]:
        """Where a function declares names, in order; those that are taken apart are met in `_is_plain_use`."""
        return (place for place in body if self._tokens.text(place - 1) in (*_DECLARING, "function", "class"))

    def _own_returns(self, body: range) -> Iterator[range]:
        """The expressions behind `return`, those of functions inside left out."""
        tokens, place = self._tokens, body.start
        while place < body.stop:
            text = tokens.text(place)
            inner = self._end_of_inner(place)
            if inner:
                place = inner
            elif text == "return" and tokens.text(place - 1) != ".":
                if place + 1 < body.stop and not tokens.all[place + 1].first:
                    value = self._value(place + 1)
                    if len(value):
                        yield value
                place += 1
            else:
                place += 1

    def _end_of_inner(self, place: int) -> int:
        """Behind the block of a function, arrow or method whose block opens at a place; 0 where none does."""
        tokens = self._tokens
        if tokens.text(place) != "{":
            return 0
        if tokens.text(place - 1) == "=>":
            return tokens.pairs[place] + 1
        if tokens.text(place - 1) != ")":
            return 0
        before = tokens.pairs[place - 1] - 1
        of_statement = tokens.text(before) in _WITH_BLOCK or tokens.starts(before - 1, "for", "await")
        return 0 if of_statement else tokens.pairs[place] + 1

    def shapes(self, value: range, names: Names, depth: int) -> Iterator[Shape]:
        """The shapes of one expression."""
        tokens = self._tokens
        start, stop = value.start, value.stop
        while tokens.text(start) == "await":
            start += 1
        while tokens.text(start) == "(" and tokens.pairs[start] == stop - 1:
            start, stop = start + 1, stop - 1
        if start >= stop:
            yield ANYTHING
            return
        choice = self._find(range(start, stop), "?")
        if choice is not None:
            other = self._find(range(choice + 1, stop), ":")
            yield from self.shapes(range(choice + 1, other or stop), names, depth)
            yield from self.shapes(range((other or stop) + 1, stop), names, depth) if other else (ANYTHING,)
            return
        yield from self._one(range(start, stop), names, depth)

    def _find(self, value: range, sign: str) -> int | None:
        """Where a sign stands in an expression, outside of brackets."""
        place = value.start
        while place < value.stop:
            if self._tokens.text(place) == sign:
                return place
            place = self._tokens.after(place)
        return None

    def _one(self, value: range, names: Names, depth: int) -> Iterator[Shape]:
        tokens, start = self._tokens, value.start
        token, whole = tokens.all[start], tokens.pairs.get(start) == value.stop - 1
        if len(value) == 1:
            yield from self._single(token, names, depth)
        elif token.text == "{" and whole:
            yield self._mapping(start, names, depth)
        elif token.text == "[" and whole:
            yield Shape("list", line=token.line)
        elif any(
            tokens.starts(start, *call) and tokens.pairs[start + len(call) - 1] == value.stop - 1
            for call in _TEXT_CALLS
        ):
            yield Shape("text", line=token.line)
        elif token.kind == "name" and tokens.text(start + 1) == "(" and tokens.pairs[start + 1] == value.stop - 1:
            yield from self._called(start, names, depth)
        else:
            yield ANYTHING

    def _single(self, token: Token, names: Names, depth: int) -> Iterator[Shape]:
        if token.kind == "text":
            yield Shape("text", None if "\\" in token.text else token.text[1:-1], line=token.line)
        elif token.kind == "template":
            yield Shape("text", line=token.line)
        elif token.text.isdigit():
            yield Shape("number", int(token.text), line=token.line)
        elif token.text in _CONSTANTS:
            yield replace(_CONSTANTS[token.text], line=token.line)
        elif token.text in names:
            yield from names[token.text]
        elif token.text in self._constants and depth <= _MAX_DEPTH:
            yield from self.shapes(self._constants[token.text], {}, depth + 1)
        else:
            yield ANYTHING

    def _called(self, start: int, names: Names, depth: int) -> Iterator[Shape]:
        function = self._functions.get(self._tokens.text(start))
        items = list(self._tokens.items(start + 1))
        if (
            function is None
            or self._tokens.text(start) in names
            or any(self._tokens.text(one.start) == "..." for one in items)
        ):
            yield ANYTHING
            return
        given = [tuple(self.shapes(item, names, depth + 1)) for item in items]
        yield from self.returned(function, dict(zip(function.parameters, given, strict=False)), depth + 1)

    def _mapping(self, opening: int, names: Names, depth: int) -> Shape:
        tokens = self._tokens
        keys: dict[str, tuple[Shape, ...]] = {}
        is_open = False
        for item in tokens.items(opening):
            token = tokens.all[item.start]
            name = token.text[1:-1] if token.kind == "text" else token.text
            if token.kind not in ("name", "text"):
                is_open = True
            elif len(item) == 1:
                keys[name] = tuple(self._single(token, names, depth))
            elif tokens.text(item.start + 1) == ":":
                keys[name] = tuple(self.shapes(range(item.start + 2, item.stop), names, depth + 1))
            else:
                is_open = True  # a method, or something that only looks like a mapping
        return Shape("mapping", keys=keys, open=is_open, line=tokens.all[opening].line)
