"""The files of a git revision, written into a folder of their own; the repository stays as it is."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from wellwired.errors import UsageError


def find_repository(folder: Path) -> Path | None:
    """The top folder of the git repository around `folder`, or None where there is none, or no git."""
    found = _run(folder, "rev-parse", "--show-toplevel")
    return Path(found) if found else None


def find_commit(repository: Path, revision: str) -> str | None:
    """The id of the commit that a revision such as "main" or "HEAD~1" names, or None."""
    # what begins with a dash would be an option to git, whatever it is meant to name
    if not revision or revision.startswith("-") or not revision.isprintable():
        return None
    return _run(repository, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}") or None


@contextmanager
def checked_out(repository: Path, commit: str) -> Iterator[Path]:
    """A folder with the files of a commit, deleted afterwards; raises `UsageError`.

    It is filled through an index of its own, so neither the repository's index nor its work tree is touched; files
    that git attributes keep out of archives are there, too.
    """
    with TemporaryDirectory(prefix="wellwired-") as folder:
        index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        files = Path(folder) / "files"
        files.mkdir()
        for arguments in (("read-tree", commit), ("checkout-index", "--all", "--quiet", f"--prefix={files}/")):
            if _run(repository, *arguments, extra=index) is None:
                raise UsageError(f"git could not check out {commit}", where=str(repository))
        yield files


def _run(folder: Path, *arguments: str, extra: dict[str, str] | None = None) -> str | None:
    """What git prints, or None where it fails."""
    command: Sequence[str] = ("git", "-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", *arguments)
    try:
        done = subprocess.run(
            command, cwd=folder, env=_environment() | (extra or {}), capture_output=True, check=False, text=True
        )
    except OSError:
        return None
    return done.stdout.rstrip("\n") if done.returncode == 0 else None


def _environment() -> dict[str, str]:
    # A git hook's variables name that hook's repository and index; big files are not fetched to be audited.
    kept = {
        key: value for key, value in os.environ.items() if not key.startswith("GIT_") or key.startswith("GIT_CONFIG")
    }
    return kept | {"GIT_LFS_SKIP_SMUDGE": "1", "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
