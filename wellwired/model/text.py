"""Symbolic text: strings in which references to resources, pseudo-parameters and holes stand as marked atoms.

A template is read before anything has an ARN. `${Api}` in a source ARN therefore becomes an atom inside an
ordinary `str`: it compares equal to itself wherever it appears, and never to a literal. A part that the input does
not settle is a hole that carries its reason. The atoms are delimited by private-use code points, which readers
refuse in their input, so that no template can forge one. Inside an atom every ASCII character is spelled with a
private-use stand-in: ARNs, paths, JSON and log formats that hold atoms can be split, parsed and searched like any
other, and nothing in a name or a reason is taken for a part of them.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from wellwired.model.automaton import Automaton, Sign, StandIn
from wellwired.model.setting import Unsettled

OPEN: Final = "\ue000"
CLOSE: Final = "\ue001"
_ATTRIBUTE: Final = "\ue002"
_HOLE: Final = "\ue003"
_STAND_INS: Final = {chr(code): chr(0x10F000 + code) for code in range(128)}
_HIDE: Final = str.maketrans(_STAND_INS)
_SHOW: Final = str.maketrans({stand_in: plain for plain, stand_in in _STAND_INS.items()})
_PSEUDO: Final = "AWS::".translate(_HIDE)
_ATOM: Final = re.compile(f"{OPEN}([^{CLOSE}]*){CLOSE}")
_PART: Final = re.compile(f"{OPEN}[^{CLOSE}]*{CLOSE}|.", re.DOTALL)  # an atom or a character
_MOST_COMPARED: Final = 4_000_000  # characters by characters; no two ARNs come near
_PLAIN: Final = re.compile(f"[*?{OPEN}]")
_ARN_FIELDS: Final = 6
# Stands in a name for the stack's and for the suffix, which no template spells.
_STACK: Final = "\ue004"
_HEAD: Final = re.compile(r"([A-Za-z][A-Za-z0-9-]*)\*")  # what may be of a stack's name in a pattern


class Reference(NamedTuple):
    """A resource named by its address, and the attribute asked of it ("" for what `Ref` returns)."""

    address: str
    attribute: str


@lru_cache(maxsize=4096)
def reference(address: str, attribute: str = "") -> str:
    """The atom for `Ref` (no attribute) or `Fn::GetAtt` of the resource at `address`."""
    inside = f"{address}{_ATTRIBUTE}{attribute}" if attribute else address
    return f"{OPEN}{inside.translate(_HIDE)}{CLOSE}"


def pseudo(name: str) -> str:
    """The atom for a pseudo-parameter such as `AWS::Region` whose value was not given."""
    return f"{OPEN}{name.translate(_HIDE)}{CLOSE}"


@lru_cache(maxsize=4096)
def hole(reason: str) -> str:
    """The atom for a part that the input does not settle; the same reason stands for the same value."""
    return f"{OPEN}{_HOLE}{reason.translate(_HIDE)}{CLOSE}"


PARTITION: Final = pseudo("AWS::Partition")
REGION: Final = pseudo("AWS::Region")
ACCOUNT_ID: Final = pseudo("AWS::AccountId")


def find_hole(text: str) -> str | None:
    """The reason of the first hole in `text`, or None."""
    if _HOLE not in text:
        return None
    return next((atom[1:].translate(_SHOW) for atom in _ATOM.findall(text) if atom.startswith(_HOLE)), None)


def find_whole_hole(text: str) -> str | None:
    """The reason where one hole makes up the whole of `text`, or None."""
    match = _ATOM.fullmatch(text) if text.startswith(OPEN + _HOLE) else None
    return match[1][1:].translate(_SHOW) if match else None


def is_literal(text: str) -> bool:
    """Whether `text` holds no atom of any kind."""
    return OPEN not in text


def find_reference(text: str) -> Reference | None:
    """The reference that makes up the whole of `text`, or None."""
    match = _ATOM.fullmatch(text) if text.startswith(OPEN) else None
    return _reference(match[1]) if match else None


def references(text: str) -> Iterator[Reference]:
    """Every resource reference inside `text`, in order."""
    for atom in _ATOM.findall(text):
        found = _reference(atom)
        if found:
            yield found


@lru_cache(maxsize=4096)
def _reference(atom: str) -> Reference | None:
    if atom.startswith((_HOLE, _PSEUDO)):
        return None
    address, _, attribute = atom.translate(_SHOW).partition(_ATTRIBUTE)
    return Reference(address, attribute)


def display(text: str) -> str:
    """`text` as a person would write it: `${Api}`, `${Fn.Arn}`, `${AWS::Region}`, `${?}` for a hole."""

    def spell(match: re.Match[str]) -> str:
        atom = match[1]
        if atom.startswith(_HOLE):
            return "${?}"
        found = _reference(atom)
        if found is None:
            return f"${{{atom.translate(_SHOW)}}}"
        name = found.address.rpartition("/")[2]
        return f"${{{name}.{found.attribute}}}" if found.attribute else f"${{{name}}}"

    return text if is_literal(text) else _ATOM.sub(spell, text)


def fill_atoms(text: str, *, pseudo: Callable[[str], str], refer: Callable[[Reference], str]) -> str:
    """`text` with what `pseudo` and `refer` give for each pseudo-parameter and reference; holes stay."""

    def put(match: re.Match[str]) -> str:
        atom = match[1]
        if atom.startswith(_HOLE):
            return match[0]
        found = _reference(atom)
        return pseudo(atom.translate(_SHOW)) if found is None else refer(found)

    return _ATOM.sub(put, text) if OPEN in text else text


def same(first: str, second: str) -> bool:
    """Whether two symbolic texts are the same value once deployed; raises `Unsettled` where a hole decides.

    A pseudo-parameter equals any literal that can stand in its place (`${AWS::Region}` and `eu-west-1`).
    """
    if first == second:
        return True
    if is_literal(first) and is_literal(second):
        return False
    first, second = _level(first, second)
    if first == second:
        return True
    if _begin_apart(first, second):
        return False
    verdict = _fits(_pattern(first, wild=False), second) or _fits(_pattern(second, wild=False), first)
    return _settle(verdict, first, second, wild=False)


def matches(pattern: str, text: str) -> bool:
    """Whether an IAM pattern (`*`, `?`) covers `text`; raises `Unsettled` where a hole decides.

    Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
    """
    if is_literal(pattern) and "?" not in pattern:  # most are: no expression has to be made for them
        if _stretches(pattern, text):
            return True
        if is_literal(text):
            return False
    pattern, text = _level(pattern, text)
    if "?" not in pattern and _stretches(pattern, text):  # an atom is covered by itself
        return True
    if _begin_apart(pattern, text):
        return False
    wanted = _pattern(pattern, wild=True)
    verdict = _fits(wanted, text) or ("*" in pattern and OPEN in text and _covers_made_name(wanted, pattern, text))
    return _settle(verdict, pattern, text, wild=True)


def _begin_apart(first: str, second: str) -> bool:
    """Whether two texts or patterns differ in what stands before the first atom or sign of either."""
    one, two = _PLAIN.split(first, maxsplit=1)[0], _PLAIN.split(second, maxsplit=1)[0]
    shorter = min(len(one), len(two))
    return one[:shorter] != two[:shorter]


def _covers_made_name(wanted: Automaton, pattern: str, text: str) -> bool:
    """Whether a pattern covers `text` by the names that CloudFormation makes; raises where the stack's name decides."""
    if _fits(wanted, _with_made_names(text, _STACK)):
        return True
    for stack in _HEAD.findall(pattern):
        if _fits(wanted, _with_made_names(text, stack)):
            raise Unsettled(f"the pattern {display(pattern)} may hold the name of the stack")
    return False


def _with_made_names(text: str, stack: str) -> str:
    """`text` with the name that CloudFormation makes for each resource that nobody names: stack-LogicalId-suffix.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-name.html
    """

    def make(match: re.Match[str]) -> str:
        named = _reference(match[1])
        if named is None or named.attribute or "#" in named.address:
            return match[0]
        return f"{stack}-{named.address.rpartition('/')[2]}-{_STACK}"

    return _ATOM.sub(make, text)


def _stretches(pattern: str, text: str) -> bool:
    """Whether `text` is what a pattern spells, each `*` in it standing for anything."""
    head, *parts = pattern.split("*")
    if not parts:
        return pattern == text
    *parts, tail = parts
    position, end = len(head), len(text) - len(tail)
    if position > end or not (text.startswith(head) and text.endswith(tail)):
        return False
    for part in parts:
        found = text.find(part, position, end)
        if found < 0:
            return False
        position = found + len(part)
    return True


def _settle(verdict: bool, first: str, second: str, *, wild: bool) -> bool:
    reason = find_hole(first) or find_hole(second)
    if verdict or reason is None:
        return verdict
    if len(first) * len(second) > _MOST_COMPARED or _may_meet(
        tuple(_atoms(first, wild=wild)), tuple(_atoms(second, wild=False))
    ):
        raise Unsettled(reason)
    return False


def _level(first: str, second: str) -> tuple[str, str]:
    """Give two ARNs the same partition, region and account where one of them names a pseudo-parameter."""
    if not (first.startswith("arn:") and second.startswith("arn:")):
        return first, second
    one, two = first.split(":", 5), second.split(":", 5)
    shortest = min(len(one), len(two))
    # A pattern such as arn:aws:logs:* ends early: its last field stands for all that follow.
    levelled = ((1, PARTITION), (3, REGION), (4, ACCOUNT_ID)) if shortest == _ARN_FIELDS else ((1, PARTITION),)
    for field, atom in levelled if shortest > 2 else ():
        if atom in (one[field], two[field]) and one[field] and two[field]:
            one[field] = two[field] = atom
    return ":".join(one), ":".join(two)


@lru_cache(maxsize=4096)
def _pattern(text: str, *, wild: bool) -> Automaton:
    signs = {sign.value: sign for sign in Sign} if wild else {}
    return Automaton(
        StandIn(part, part == ACCOUNT_ID) if part.startswith(OPEN + _PSEUDO) else signs.get(part, part)
        for part in _PART.findall(text)
    )


def _fits(pattern: Automaton, text: str) -> bool:
    return pattern.fits(_PART.findall(text))


def _atoms(text: str, *, wild: bool) -> Iterator[str]:
    """Single characters and whole atoms; a literal `*` or `?` of a plain text comes out escaped."""
    position = 0
    while position < len(text):
        match = _ATOM.match(text, position)
        if match:
            yield match[0]
            position = match.end()
            continue
        character = text[position]
        yield character if wild or character not in "*?\\" else "\\" + character
        position += 1


def _may_meet(first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Whether two atom sequences have a common value when holes and `*` stand for anything."""

    def open_ended(atom: str) -> bool:
        return atom == "*" or atom.startswith(OPEN + _HOLE)

    def one(left: str, right: str) -> bool:
        return left == right or "?" in (left, right)

    row = [True]
    for atom in second:
        row.append(row[-1] and open_ended(atom))
    for left in first:
        fresh = [row[0] and open_ended(left)]
        for index, right in enumerate(second):
            if open_ended(left) or open_ended(right):
                fresh.append(row[index] or row[index + 1] or fresh[index])
            else:
                fresh.append(row[index] and one(left, right))
        row = fresh
    return row[-1]
