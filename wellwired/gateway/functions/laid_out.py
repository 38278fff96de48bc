"""Code and layers as folders that a sandbox can run in: a folder as it is, an archive or inline text unpacked."""

import hashlib
import shutil
import zipfile
from pathlib import Path
from typing import Final

from wellwired.gateway.functions.invocation import FunctionUnavailableError
from wellwired.model.compute import CodePlace

# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 250 MB for a function and its layers
UNPACKED_LIMIT: Final = 262_144_000
_ENTRY_LIMIT: Final = 50_000


def lay_out(place: CodePlace, scratch: Path) -> Path:
    """The folder that holds the code of `place`, made below `scratch` where there is none yet.

    Raises `FunctionUnavailableError` where it cannot be read, or is larger than Lambda takes.
    """
    if place.path is not None and place.path.is_dir():
        return place.path
    try:
        if place.path is None:
            folder = scratch / f"inline-{_digest(place.text)}"
            folder.mkdir(exist_ok=True)
            (folder / "index.py").write_text(place.text, encoding="utf-8")
            return folder
        stat = place.path.stat()
        folder = scratch / f"code-{_digest(f'{place.path} {stat.st_mtime_ns} {stat.st_size}')}"
        if not folder.exists():
            _fill(folder, place.path)
    except (OSError, zipfile.BadZipFile, RuntimeError, NotImplementedError, UnicodeError) as error:
        what = place.path.name if place.path is not None else "the inline code"
        raise FunctionUnavailableError(f"{what} cannot be unpacked: {type(error).__name__}") from error
    return folder


def _fill(folder: Path, path: Path) -> None:
    """Made beside its place and moved there whole: what is cut short leaves nothing half made."""
    making = folder.with_suffix(".part")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir()
    if path.suffix == ".zip":
        _unzip(path, making)
    else:
        shutil.copy(path, making)
    making.rename(folder)


def _unzip(path: Path, folder: Path) -> None:
    """`zipfile` keeps every entry below the folder and writes links as plain files; only modes are to be put back."""
    with zipfile.ZipFile(path) as archive:
        entries = archive.infolist()
        if len(entries) > _ENTRY_LIMIT or sum(entry.file_size for entry in entries) > UNPACKED_LIMIT:
            raise FunctionUnavailableError(f"{path.name} holds more than the {UNPACKED_LIMIT} bytes that Lambda takes")
        for entry in entries:
            made = Path(archive.extract(entry, folder))
            if not entry.is_dir():
                made.chmod(0o600 | (entry.external_attr >> 16 & 0o755))


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
