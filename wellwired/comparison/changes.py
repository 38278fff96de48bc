"""The differences of two sets of statements, as sentences a reviewer reads."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from wellwired.comparison.sentences import Sentence, contrast, introduce, list_names, withdraw
from wellwired.comparison.statement import EXISTS, Statement, Subject

Kind = Literal["new", "gone", "changed"]
_MANY: Final = 3  # from so many subjects on, what is the same of them is said once
_Pair = tuple[Statement | None, Statement | None]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. text: a sentence without its full stop. kind: whether its subject is new, gone, or changed."""

    text: str
    kind: Kind
    file: str = ""


def find_changes(before: Iterable[Statement], after: Iterable[Statement]) -> list[Change]:
    """What `after` says that `before` does not, and the other way round, by file and subject."""
    old, new = _by_subject(before), _by_subject(after)
    found: list[tuple[Subject, str, Kind]] = []
    for subject in dict.fromkeys((*new, *old)):
        if subject not in old:
            found.append((subject, introduce(new[subject]), "new"))
        elif subject not in new:
            found.append((subject, "is gone", "gone"))
        else:
            found += [(subject, text, "changed") for text in _compare(old[subject], new[subject])]
    several = len({subject.owner for subject in (*old, *new) if subject.owner}) > 1
    return sorted(_join(found, several=several), key=lambda change: change.file)


def _join(found: Iterable[tuple[Subject, str, Kind]], *, several: bool) -> Iterator[Change]:
    """One change for all subjects of a file of which the same is to be said; `several`: there are several owners."""
    alike: dict[tuple[str, str, Kind], list[str]] = defaultdict(list)
    for subject, text, kind in found:
        owner = f" of {subject.owner}" if several and subject.owner else ""
        alike[subject.file, text, kind].append(subject.words + owner)
    for (file, text, kind), subjects in alike.items():
        if len(subjects) < _MANY:
            yield from (Change(f"{words} {text}", kind, file) for words in subjects)
        else:
            yield Change(f"{subjects[0]} {text}; the same goes for {list_names(subjects[1:])}", kind, file)


def _by_subject(statements: Iterable[Statement]) -> dict[Subject, list[Statement]]:
    grouped: dict[Subject, list[Statement]] = defaultdict(list)
    for statement in dict.fromkeys(statements):
        grouped[statement.subject].append(statement)
    return grouped


def _compare(before: Sequence[Statement], after: Sequence[Statement]) -> Iterator[str]:
    old, new = _by_aspect(before), _by_aspect(after)
    pairs = {key: (old.get(key), new.get(key)) for key in (*new, *old)}
    changed = {key: pair for key, pair in pairs.items() if _words(pair[0]) != _words(pair[1])}
    sentences: list[Sentence] = []
    for was, now in changed.values():
        if any(item is not None and _is_told(item, changed) for item in (was, now)):
            continue
        if now is not None:
            sentences.append(contrast(was, now))
        elif was is not None:
            sentences.append(withdraw(was))
    yield from _merge(sentences)


def _merge(sentences: Iterable[Sentence]) -> Iterator[str]:
    """What several sentences say of one subject with the same verb, said in one."""
    alike: dict[tuple[str, str], list[str]] = defaultdict(list)
    for sentence in sentences:
        alike[sentence.lead, sentence.tail].append(sentence.object)
    for (lead, tail), objects in alike.items():
        if tail:
            yield from (f"{lead} {item}{tail}" for item in objects)
        else:
            yield f"{lead} {list_names(objects)}"


def _is_told(statement: Statement, changed: Mapping[str, _Pair]) -> bool:
    """Whether the change of another aspect tells that of this statement."""
    if statement.told_by:
        return statement.told_by in changed
    was, now = changed.get(statement.part_of, (None, None))
    return bool(statement.part_of) and (was and was.verb) != (now and now.verb)


def _by_aspect(statements: Iterable[Statement]) -> Mapping[str, Statement]:
    """By aspect; what stands for itself by its words."""
    return {item.aspect or f"{item.verb} {item.object}": item for item in statements if item.verb != EXISTS}


def _words(statement: Statement | None) -> tuple[str, str, str] | None:
    return (statement.verb, statement.object, statement.detail) if statement else None
