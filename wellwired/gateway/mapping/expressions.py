"""Parses what stands inside directives and references of a mapping template: values, operators, accesses."""

import re
from collections.abc import Callable
from typing import Final

from wellwired.gateway.mapping.scanner import Scanner
from wellwired.gateway.mapping.syntax import (
    Access,
    Attribute,
    Binary,
    Block,
    Call,
    Expression,
    Index,
    Interpolated,
    ListOf,
    Literal,
    MapOf,
    Not,
    Range,
    Reference,
    TemplateBoundError,
    TemplateError,
)

_SPACE: Final = re.compile(r"\s*")
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
# Out of several members of a rank the longest comes first. Source: the operators of VTL 1.7 and their word forms.
_RANKS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        r"\s*(\|\||or\b)",
        r"\s*(&&|and\b)",
        r"\s*(==|!=|eq\b|ne\b)",
        r"\s*(<=|>=|<|>|le\b|ge\b|lt\b|gt\b)",
        r"\s*(\+|-)",
        r"\s*(\*|/|%)",
    )
)
_WORDS: Final = {
    "or": "||",
    "and": "&&",
    "eq": "==",
    "ne": "!=",
    "le": "<=",
    "ge": ">=",
    "lt": "<",
    "gt": ">",
}
_NOT: Final = re.compile(r"!|not\b")
_OPEN: Final = re.compile(r"\(")
_CLOSE: Final = re.compile(r"\s*\)")
_DECIMAL: Final = re.compile(r"-?\d*\.\d+(?:[eE][+-]?\d+)?")
_INTEGER: Final = re.compile(r"-?\d+")
_WORD: Final = re.compile(r"(true|false|null)\b")
# Quotes inside a text are doubled; a backslash is a character like any other, as recorded on AWS.
_SINGLE: Final = re.compile(r"'((?:[^']|'')*)'")
_DOUBLE: Final = re.compile(r'"((?:[^"]|"")*)"')
# Ranges over variables are valid in Velocity, and refused by API Gateway: recorded.
_RANGE: Final = re.compile(r"\[\s*(-?\d+)\s*\.\.\s*(-?\d+)\s*\]")
_LIST: Final = re.compile(r"\[\s*")
_LIST_END: Final = re.compile(r"\s*\]")
_MAP: Final = re.compile(r"\{\s*")
_MAP_END: Final = re.compile(r"\s*\}")
_COLON: Final = re.compile(r"\s*:\s*")
_COMMA: Final = re.compile(r"\s*,\s*")
_DOLLAR: Final = re.compile(r"\$!?(\{)?(?=[A-Za-z_])")
_BRACE_END: Final = re.compile(r"\}")
_DOT_NAME: Final = re.compile(r"\.([A-Za-z_][A-Za-z0-9_-]*)")

ParseBlock = Callable[[Scanner], Block]


def parse_expression(scanner: Scanner, parse_block: ParseBlock) -> Expression:
    """A value with its operators; raises `TemplateError` where there is none."""
    with scanner:
        return _ranked(scanner, parse_block, 0)


def parse_reference(scanner: Scanner, parse_block: ParseBlock) -> Reference | None:
    """A reference such as $a.b, $!{a['c']} or $a.get(0); None where none stands here."""
    start = scanner.take(_DOLLAR)
    if start is None:
        return None
    name = scanner.need(_NAME, "a name")[0]
    path: list[Access] = []
    while True:
        step = _access(scanner, parse_block)
        if step is None:
            break
        path.append(step)
    if start[1]:
        scanner.need(_BRACE_END, 'the "}" of a reference')
    return Reference(name, tuple(path))


def parse_arguments(scanner: Scanner, parse_block: ParseBlock, end: re.Pattern[str]) -> tuple[Expression, ...]:
    """Values between commas, up to and with `end`."""
    if scanner.take(end):
        return ()
    found = [_spaced(scanner, parse_block)]
    while scanner.take(_COMMA):
        found.append(_spaced(scanner, parse_block))
    scanner.need(end, "the end of a list of values")
    return tuple(found)


def _access(scanner: Scanner, parse_block: ParseBlock) -> Access | None:
    named = scanner.take(_DOT_NAME)
    if named:
        if scanner.take(_OPEN):
            return Call(named[1], parse_arguments(scanner, parse_block, _CLOSE))
        return Attribute(named[1])
    start = scanner.at
    if not scanner.take(_LIST):
        return None
    try:
        key = _spaced(scanner, parse_block)
        if scanner.take(_LIST_END):
            return Index(key)
    except TemplateBoundError:
        raise
    except TemplateError:
        pass
    scanner.at = start  # a bracket that follows a reference, such as "$name[new]", is text
    return None


def _ranked(scanner: Scanner, parse_block: ParseBlock, rank: int) -> Expression:
    if rank == len(_RANKS):
        return _unary(scanner, parse_block)
    left = _ranked(scanner, parse_block, rank + 1)
    while found := scanner.take(_RANKS[rank]):
        left = Binary(_WORDS.get(found[1], found[1]), left, _ranked(scanner, parse_block, rank + 1))
    return left


def _spaced(scanner: Scanner, parse_block: ParseBlock) -> Expression:
    scanner.take(_SPACE)
    return parse_expression(scanner, parse_block)


def _unary(scanner: Scanner, parse_block: ParseBlock) -> Expression:
    scanner.take(_SPACE)
    if scanner.take(_NOT):
        with scanner:
            return Not(_unary(scanner, parse_block))
    if scanner.take(_OPEN):
        inside = parse_expression(scanner, parse_block)
        scanner.need(_CLOSE, 'a ")"')
        return inside
    reference = parse_reference(scanner, parse_block)
    return reference if reference is not None else _literal(scanner, parse_block)


def _literal(scanner: Scanner, parse_block: ParseBlock) -> Expression:
    if found := scanner.take(_DECIMAL):
        return Literal(float(found[0]))
    if found := scanner.take(_INTEGER):
        return Literal(int(found[0]))
    if found := scanner.take(_WORD):
        return Literal({"true": True, "false": False}.get(found[1]))
    if found := scanner.take(_SINGLE):
        return Literal(found[1].replace("''", "'"))
    if found := scanner.take(_DOUBLE):
        return _interpolated(scanner, found[1].replace('""', '"'), parse_block)
    if found := scanner.take(_RANGE):
        return Range(int(found[1]), int(found[2]))
    if scanner.take(_LIST):
        return ListOf(parse_arguments(scanner, parse_block, _LIST_END))
    if scanner.take(_MAP):
        return MapOf(_entries(scanner, parse_block))
    raise scanner.error("a value is missing")


def _interpolated(scanner: Scanner, text: str, parse_block: ParseBlock) -> Expression:
    if "$" not in text and "#" not in text:
        return Literal(text)
    inside = scanner.inner(text)
    with inside:
        parts = parse_block(inside)
    scanner.resume(inside)
    return Interpolated(parts)


def _entries(scanner: Scanner, parse_block: ParseBlock) -> tuple[tuple[Expression, Expression], ...]:
    entries: list[tuple[Expression, Expression]] = []
    while not scanner.take(_MAP_END):
        if entries:
            scanner.need(_COMMA, 'a "," or "}"')
        key = _spaced(scanner, parse_block)
        scanner.need(_COLON, 'a ":"')
        entries.append((key, _spaced(scanner, parse_block)))
    return tuple(entries)
