"""Parses a mapping template: text, references and directives, as API Gateway's Velocity reads them.

Recorded on AWS: the newline behind a directive is swallowed; #macro is read and does nothing; a directive that nobody
knows stands as it is written; a template that ends in a lone "$" or "#" is no template.
Source: https://velocity.apache.org/engine/1.7/vtl-reference.html
"""

import re
from functools import lru_cache
from typing import Final

from wellwired.gateway.mapping.expressions import parse_expression, parse_reference
from wellwired.gateway.mapping.scanner import Scanner
from wellwired.gateway.mapping.syntax import (
    Block,
    Define,
    Expression,
    ForEach,
    If,
    Literal,
    Node,
    Reference,
    Set,
    Stop,
    Text,
)

_PLAIN: Final = re.compile(r"[^$#\\]+|\\+(?![$#\\])")
_BACKSLASHES: Final = re.compile(r"\\+(?=[$#])")
_COMMENT: Final = re.compile(r"##[^\n]*\n?|#\*.*?\*#", re.DOTALL)
_VERBATIM: Final = re.compile(r"#\[\[(.*?)\]\]#", re.DOTALL)
_DIRECTIVE: Final = re.compile(
    r"#(?:(set|if|foreach|define|macro|stop|break)(?![A-Za-z0-9_])|\{(set|if|foreach|define|macro|stop|break)\})"
)
_BOUNDARY: Final = re.compile(r"#(?:(elseif|else|end)(?![A-Za-z0-9_])|\{(elseif|else|end)\})")
_UNKNOWN: Final = re.compile(r"#[A-Za-z@]\w*(?=\()")
_OPEN: Final = re.compile(r"\s*\(\s*")
_CLOSE: Final = re.compile(r"\s*\)")
_ASSIGN: Final = re.compile(r"\s*=")
_IN: Final = re.compile(r"\s*in\b")
_MACRO: Final = re.compile(r"\s*\([^)]*\)")
_NEWLINE: Final = re.compile(r"[ \t]*(?:\r\n|\n|\r)")
_ANYTHING: Final = re.compile(r".", re.DOTALL)
_PARENTHESIS: Final = re.compile(r"[^()]*([()])")
_ELSE: Final = Literal(True)


@lru_cache(maxsize=256)
def parse_template(text: str) -> Block:
    """The nodes of a template; raises `TemplateError`."""
    if text.endswith(("$", "#")) and not text.endswith(("]]#", "*#")):
        raise Scanner(text).error(f'it ends in a lone "{text[-1]}"')
    scanner = Scanner(text)
    nodes = _block(scanner)
    if not scanner.is_done:
        raise scanner.error("an #end, #else or #elseif belongs to nothing")
    return nodes


def _block(scanner: Scanner) -> Block:
    """Nodes up to the end, or to an #else, #elseif or #end, which is left."""
    nodes: list[Node] = []
    while not scanner.is_done and not _BOUNDARY.match(scanner.text, scanner.at):
        nodes.extend(_nodes(scanner))
    return tuple(nodes)


def _nodes(scanner: Scanner) -> Block:
    if found := scanner.take(_PLAIN):
        return (Text(found[0]),)
    if found := scanner.take(_BACKSLASHES):
        return _escaped(scanner, len(found[0]))
    if scanner.take(_COMMENT):
        return ()
    if found := scanner.take(_VERBATIM):
        return (Text(found[1]),)
    if found := scanner.take(_DIRECTIVE):
        return _directive(scanner, found[1] or found[2])
    if found := scanner.take(_UNKNOWN):
        return (Text(found[0] + _parenthesised(scanner)),)
    reference = parse_reference(scanner, _block)
    if reference is not None:
        return (reference,)
    return (Text(scanner.need(_ANYTHING, "text")[0]),)


def _escaped(scanner: Scanner, count: int) -> Block:
    """Backslashes before a reference or directive: each pair is one; an odd one keeps it from being evaluated."""
    kept = "\\" * (count // 2)
    start = scanner.at
    word = _DIRECTIVE.match(scanner.text, start) or _BOUNDARY.match(scanner.text, start)
    if word:
        if count % 2 == 0:
            return (Text(kept),)
        scanner.at = word.end()
        return (Text(kept + word[0]),)
    reference = parse_reference(scanner, _block)
    if reference is None:
        return (Text("\\" * count + scanner.need(_ANYTHING, "text")[0]),)
    return (Text(kept + scanner.text[start : scanner.at]),) if count % 2 else (Text(kept), reference)


def _directive(scanner: Scanner, word: str) -> Block:
    with scanner:
        if word in ("stop", "break"):
            return (Stop(whole=word == "stop"),)
        if word == "if":
            return (_if(scanner),)
        if word == "macro":
            scanner.need(_MACRO, "the name of a macro")
            _body(scanner)
            return ()
        scanner.need(_OPEN, f'the "(" of #{word}')
        target = parse_reference(scanner, _block)
        if target is None:
            raise scanner.error(f"#{word} needs a variable")
        if word == "set":
            return (_set(scanner, target),)
        if word == "foreach":
            scanner.need(_IN, 'the "in" of #foreach')
            items = parse_expression(scanner, _block)
            scanner.need(_CLOSE, 'the ")" of #foreach')
            return (ForEach(target.name, items, _body(scanner)),)
        scanner.need(_CLOSE, 'the ")" of #define')
        return (Define(target.name, _body(scanner)),)


def _set(scanner: Scanner, target: Reference) -> Set:
    scanner.need(_ASSIGN, 'the "=" of #set')
    value = parse_expression(scanner, _block)
    scanner.need(_CLOSE, 'the ")" of #set')
    scanner.take(_NEWLINE)
    return Set(target, value)


def _if(scanner: Scanner) -> If:
    branches = [(_condition(scanner), _branch(scanner))]
    while True:
        found = scanner.need(_BOUNDARY, "the #end of #if")
        word = found[1] or found[2]
        if word == "end":
            scanner.take(_NEWLINE)
            return If(tuple(branches))
        if branches[-1][0] is _ELSE:
            raise scanner.error(f"#{word} follows #else")
        branches.append((_condition(scanner) if word == "elseif" else _ELSE, _branch(scanner)))


def _condition(scanner: Scanner) -> Expression:
    scanner.need(_OPEN, 'the "(" of a condition')
    condition = parse_expression(scanner, _block)
    scanner.need(_CLOSE, 'the ")" of a condition')
    return condition


def _branch(scanner: Scanner) -> Block:
    scanner.take(_NEWLINE)
    return _block(scanner)


def _body(scanner: Scanner) -> Block:
    """What stands up to #end."""
    nodes = _branch(scanner)
    found = scanner.need(_BOUNDARY, "an #end")
    if (found[1] or found[2]) != "end":
        raise scanner.error(f"#{found[1] or found[2]} stands outside #if")
    scanner.take(_NEWLINE)
    return nodes


def _parenthesised(scanner: Scanner) -> str:
    """The text from the parenthesis here to the one that closes it."""
    start, depth = scanner.at, 0
    while found := scanner.take(_PARENTHESIS):
        depth += 1 if found[1] == "(" else -1
        if depth == 0:
            return scanner.text[start : scanner.at]
    raise scanner.error('a ")" is missing')
