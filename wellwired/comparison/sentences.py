"""The grammar of a difference: what now holds, what no longer does, and what took its place."""

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from wellwired.comparison.statement import EXISTS, Statement

_NAMED: Final = 8
_ARTICLES: Final = ("a ", "an ")
# Verbs that another verb follows: "now" and "no longer" come after them.
_LEADING: Final = ("is", "may")


class Sentence(NamedTuple):
    """What is said of a subject: "now invokes", "Orders", ", no longer Items"."""

    lead: str
    object: str
    tail: str = ""


def introduce(statements: Sequence[Statement]) -> str:
    """Of a new subject: all that holds of it."""
    told = [item for item in statements if item.verb != EXISTS and not (item.told_by or item.part_of)]
    if not told:
        return "is new"
    by_verb: dict[str, list[str]] = {}
    for item in told:
        by_verb.setdefault(item.verb, []).append(item.object)
    *most, last = [f"{verb} {list_names(objects)}" for verb, objects in by_verb.items()]
    listed = f"{', '.join(most)}, and {last}" if most else last
    return f"is new: it {listed}{_notes(told)}"


def contrast(was: Statement | None, now: Statement) -> Sentence:
    """Of a subject that stays: what now holds, and what that replaces."""
    lead, notes = _now(now.verb), _notes([now])
    if was is None:
        return Sentence(lead, now.object, notes)
    if was.verb.startswith("is ") and now.verb == f"is not {was.verb[3:]}" and now.object == was.object:
        return Sentence(_no_longer(was.verb), was.object, notes)
    if was.verb != now.verb and was.object == now.object:
        return Sentence(lead, now.object, notes)
    if was.verb != now.verb:
        return Sentence(lead, now.object, f"; it {_no_longer(was.verb)} {was.object}{notes}")
    if was.object != now.object:
        return Sentence(lead, now.object, f", no longer {was.object}{notes}")
    article = next((word for word in _ARTICLES if now.object.startswith(word)), None)
    if article is None:
        return Sentence(lead, f"{now.object} otherwise than before", notes)
    return Sentence(lead, f"another {now.object.removeprefix(article)}", notes)


def withdraw(was: Statement) -> Sentence:
    """Of a subject that stays: what no longer holds."""
    return Sentence(_no_longer(was.verb), was.object)


def list_names(names: Sequence[str]) -> str:
    """Names as a list in a sentence; of many, the first ones and how many more there are."""
    if len(names) > _NAMED:
        return f"{', '.join(names[:_NAMED])} and {len(names) - _NAMED} more"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def _now(verb: str) -> str:
    return _with("now", verb)


def _no_longer(verb: str) -> str:
    return _with("no longer", verb)


def _with(adverb: str, verb: str) -> str:
    first, _, rest = verb.partition(" ")
    return f"{first} {adverb} {rest}".rstrip() if first in _LEADING else f"{adverb} {verb}"


def _notes(statements: Iterable[Statement]) -> str:
    notes = dict.fromkeys(item.note for item in statements if item.note)
    return "".join(f"; {note}" for note in notes)
