"""What is compared with: a template, a folder or a git revision, and which file there stands for which here."""

import os.path
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from wellwired.comparison.revision import checked_out, find_commit, find_repository
from wellwired.errors import UsageError

_STDIN = "-"


@dataclass(frozen=True, slots=True)
class Earlier:
    """The earlier side. paths: what to read. pairs: a folder or file there, and what stands in its place here."""

    label: str
    paths: tuple[str, ...]
    pairs: tuple[tuple[Path, str], ...]
    missing: tuple[str, ...] = ()

    def rename(self, file: str) -> str:
        """What a file of the earlier side is called on this one."""
        if not file:
            return file
        path = Path(file)
        for there, here in self.pairs:
            if path == there:
                return here
            if path.is_relative_to(there):
                return str(Path(here) / path.relative_to(there))
        return file


@contextmanager
def find_earlier(old: str, paths: Sequence[str]) -> Iterator[Earlier]:
    """The earlier side of `paths`: `old` is a path if there is one of that name, else a revision.

    Raises `UsageError` where it is neither, or does not match what it is compared with.
    """
    if not old:
        raise UsageError("names nothing", where="--against", remedy="name a template, a folder or a revision")
    if _exists(old):
        yield _match(Path(old), paths)
        return
    repository = find_repository(_folder_of(paths[0]))
    if repository is None:
        raise UsageError(
            f"there is no file or folder {old!r}, and no git repository to look for a revision in",
            where="--against",
            remedy="name the earlier template, a folder, or a revision such as main or HEAD~1",
        )
    commit = find_commit(repository, old)
    if commit is None:
        raise UsageError(
            f"{old!r} is no file, no folder and no revision of {repository}",
            where="--against",
            remedy="fetch the revision first: a checkout in CI often has only its own commit (fetch-depth: 0)",
        )
    with checked_out(repository, commit) as folder:
        yield _match_revision(old, paths, repository, folder)


def _exists(path: str) -> bool:
    try:
        return Path(path).exists()
    except (OSError, ValueError):  # a name too long, or with NUL
        return False


def _match(old: Path, paths: Sequence[str]) -> Earlier:
    if len(paths) > 1:
        if not old.is_dir():
            raise _unlike(f"{old} is one file, and there are {len(paths)} paths")
        return _keep(str(old), [(old / path, path) for path in paths])
    (path,) = paths
    here = Path(path)
    if path == _STDIN and not old.is_file():
        raise _unlike(f"{old} is no file, and standard input is one template")
    if path == _STDIN or (old.is_file() and here.is_file()):
        name = "stdin" if path == _STDIN else path
        return Earlier(str(old), (str(old),), ((old, name), (old.parent, str(here.parent))))
    if here.is_file():
        inside = [item for item in (old / here, old / here.name) if item.is_file()]
        return _keep(str(old), [(item, path) for item in inside[:1]] or [(old / here, path)])
    if old.is_file():
        raise _unlike(f"{old} is a file, and {path} is a folder")
    return Earlier(str(old), (str(old),), ((old, path),))


def _match_revision(revision: str, paths: Sequence[str], repository: Path, folder: Path) -> Earlier:
    pairs = []
    for path in paths:
        place = Path(os.path.realpath(path))
        if path == _STDIN or not place.is_relative_to(repository.resolve()):
            raise UsageError(f"{path} is not in the repository {repository}", where=f"--against {revision}")
        pairs.append((folder / place.relative_to(repository.resolve()), path))
    # nested templates and code may stand outside of what is named
    earlier = _keep(revision, pairs)
    here = os.path.relpath(repository.resolve(), Path.cwd())
    return Earlier(revision, earlier.paths, (*earlier.pairs, (folder, here)), earlier.missing)


def _keep(label: str, pairs: Sequence[tuple[Path, str]]) -> Earlier:
    """The pairs whose earlier half is there; raises `UsageError` where none is."""
    there = [(old, new) for old, new in pairs if old.exists() or _is_pattern(new)]
    if not there:
        names = ", ".join(new for _, new in pairs)
        raise UsageError(
            f"{names} is not there in {label}",
            where="--against",
            remedy="what is built, such as cdk.out, is in no revision: build that one too, and name its folder",
        )
    missing = tuple(new for old, new in pairs if (old, new) not in there)
    return Earlier(label, tuple(str(old) for old, _ in there), tuple(there), missing)


def _is_pattern(path: str) -> bool:
    return any(sign in path for sign in "*?[") and not Path(path).exists()


def _folder_of(path: str) -> Path:
    place = Path(path)
    while not place.is_dir():
        place = place.parent
    return place


def _unlike(problem: str) -> UsageError:
    return UsageError(problem, where="--against", remedy="compare a file with a file, and a folder with a folder")
