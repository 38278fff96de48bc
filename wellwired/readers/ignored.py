"""Which files of a folder are templates' candidates: git's ignore rules, and what is never looked into."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from wellwired.documents import DocumentError, read_bytes

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

SUFFIXES: Final = (".json", ".yaml", ".yml", ".template")
# Other people's templates, and git's own files.
_NEVER: Final = frozenset({".git", "node_modules", "__pycache__", ".venv", "venv", ".tox", ".aws-sam"})

Rules = tuple[tuple[Path, "GitIgnoreSpec"], ...]


def walk(folder: Path, is_whole: Callable[[Path], bool], closed: list[OSError]) -> Iterator[Path]:
    """Candidate files below `folder` in order of name, and, instead of its content, each folder that `is_whole`.

    Rules of .gitignore files around and below the folder are kept; a folder that is itself ignored, and was asked
    for all the same, is walked by the rules inside it alone. Links to folders are not followed. Folders that may not
    be listed are added to `closed`.
    """
    yield from _walk(folder, _rules_around(folder.resolve()), is_whole, closed)


def _walk(folder: Path, rules: Rules, is_whole: Callable[[Path], bool], closed: list[OSError]) -> Iterator[Path]:
    try:
        with os.scandir(folder) as listing:
            entries = sorted(listing, key=lambda entry: entry.name)
    except OSError as error:
        closed.append(error)
        return
    rules = rules + _rules_in(folder)
    for entry in entries:
        path = folder / entry.name
        if entry.is_dir(follow_symlinks=False):
            if entry.name in _NEVER or _is_ignored(path, rules, is_folder=True):
                continue
            if is_whole(path):
                yield path
            else:
                yield from _walk(path, rules, is_whole, closed)
        elif _is_candidate(entry) and not _is_ignored(path, rules, is_folder=False):
            yield path


def _is_candidate(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.name.lower().endswith(SUFFIXES) and entry.is_file()
    except OSError:  # a link that leads to itself, for one: reading it will say so
        return True


def _rules_around(folder: Path) -> Rules:
    """The rules of the folders above `folder` up to the repository's root, unless they ignore the folder itself."""
    above = [folder, *folder.parents]
    root = next((index for index, parent in enumerate(above) if (parent / ".git").exists()), None)
    if root is None:
        return ()
    rules: Rules = ()
    for parent in reversed(above[1 : root + 1]):
        rules += _rules_in(parent)
    rules = _read_rules(above[root], above[root] / ".git" / "info" / "exclude") + rules
    inside = [parent for parent in above[:root] if _is_ignored(parent, rules, is_folder=True)]
    return () if inside else rules


def _rules_in(folder: Path) -> Rules:
    return _read_rules(folder, folder / ".gitignore")


def _read_rules(folder: Path, file: Path) -> Rules:
    try:
        if not file.is_file():  # a link to a device would never end
            return ()
        lines = read_bytes(file, str(file)).decode("utf-8", "replace").splitlines()
    except (DocumentError, OSError):
        return ()
    from pathspec import GitIgnoreSpec

    return ((folder.resolve(), GitIgnoreSpec.from_lines(lines)),)


def _is_ignored(path: Path, rules: Rules, *, is_folder: bool) -> bool:
    """The verdict of the nearest file that has one, as git decides: https://git-scm.com/docs/gitignore."""
    if not rules:
        return False
    resolved = path.parent.resolve() / path.name
    for base, spec in reversed(rules):
        if resolved.is_relative_to(base):
            verdict = spec.check_file(resolved.relative_to(base).as_posix() + ("/" if is_folder else "")).include
            if verdict is not None:
                return verdict
    return False
