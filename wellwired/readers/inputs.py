"""What the user names to what there is to read: files, folders, patterns, standard input, CDK assemblies."""

import os.path
import stat
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from wellwired.documents import MAX_BYTES, DocumentError, decode, read_bytes
from wellwired.findings import Unread
from wellwired.readers.ignored import walk
from wellwired.readers.nested import NESTED
from wellwired.readers.template import Template, find_template, looks_like_template

MANIFEST: Final = "manifest.json"
STDIN: Final = "-"
# A template that spells one of these may need others to be read with it.
_LINKING: Final = (b"ImportValue", b"GetStackOutput", b"Export", NESTED.encode())
_CANNOT_MEAN: Final = str.maketrans(dict.fromkeys((*range(0xE000, 0xE004), *range(0x10F000, 0x10F080)), "?"))


class InputFile(NamedTuple):
    """A file to read.

    file: what messages call it. path: where it is, or None for standard input, whose content is `data`. is_named:
    whether the user named it, so that it must be a template. is_linking: whether it may refer to other templates.
    """

    file: str
    path: Path | None
    data: bytes = b""
    is_named: bool = True
    is_linking: bool = False

    def read(self) -> Template | None:
        """The template in the file, or None where a file that nobody named is something else.

        Raises `DocumentError`.
        """
        data = self.data if self.path is None else read_bytes(self.path, str(self.path))
        try:
            folder = Path() if self.path is None else None
            template = find_template(decode(data, self.file), stack_name(self.file), path=self.path, folder=folder)
        except DocumentError:
            if self.is_named or b"AWS::" in data.replace(b"\0", b""):  # in UTF-16, every other byte is NUL
                raise
            return None
        if self.is_named and template is None:
            raise DocumentError(
                "it is no CloudFormation template: it has no Resources", file=self.file, remedy="give a template"
            )
        return template if self.is_named or (template is not None and looks_like_template(template.body)) else None


@dataclass(slots=True)
class Inputs:
    """What was found, each thing once and in order; `skipped`: how many files of folders are no templates.

    synthesised: files that lie in an assembly, by the outermost assembly around them.
    """

    files: list[InputFile] = field(default_factory=list)
    assemblies: list[Path] = field(default_factory=list)
    synthesised: dict[Path, list[InputFile]] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)
    skipped: int = 0
    seen: set[Path] = field(default_factory=set)


def find_inputs(paths: Iterable[str]) -> Inputs:
    """Everything that the paths name."""
    inputs = Inputs()
    for path in paths:
        if path == STDIN:
            if sys.stdin is None:
                inputs.unread.append(Unread("stdin", "standard input is closed", "pipe a template into it"))
                continue
            data = sys.stdin.buffer.read(MAX_BYTES + 1)
            inputs.files.append(InputFile("stdin", None, data, is_linking=any(word in data for word in _LINKING)))
        elif "\0" in path or not _take_path(path, inputs):
            inputs.unread.append(Unread(path, "there is no such file or folder", "check the path"))
    return inputs


def stack_name(file: str) -> str:
    """What a template's stack is called where nothing else names it: the file's name up to its first dot."""
    return (Path(file).name.split(".")[0] or Path(file).name).translate(_CANNOT_MEAN)


def is_assembly(folder: Path) -> bool:
    """Whether a folder is a CDK assembly: it has a manifest that lists artifacts."""
    manifest = folder / MANIFEST
    if not manifest.is_file():
        return False
    try:
        return (folder / "cdk.out").is_file() or b'"artifacts"' in read_bytes(manifest, str(manifest))
    except DocumentError:
        return False  # then it is a file like the others, and said not to be readable


def find_outermost(folder: Path) -> Path:
    """The assembly around an assembly: its manifest says of which stage the inner one is."""
    around = folder.parent
    return find_outermost(around) if around != folder and is_assembly(around) else folder


def _take_path(spelled: str, inputs: Inputs) -> bool:
    path = Path(spelled)
    mode = _find_mode(path)
    if mode is None:
        matches = [Path(match) for match in sorted(_find_matches(spelled))]
        for match in matches:
            mode = _find_mode(match) or 0
            if not (stat.S_ISFIFO(mode) or stat.S_ISCHR(mode)):  # nobody named it, and it may never end
                _take(match, mode, inputs, is_named=False)
        return bool(matches)
    if path.name == MANIFEST and is_assembly(path.parent):
        _take_assembly(path.parent, inputs)
    else:
        _take(path, mode, inputs, is_named=True)
    return True


def _find_mode(path: Path) -> int | None:
    """What kind of file is there, as `stat` has it; None where there is none, or none that may be reached."""
    try:
        return path.stat().st_mode
    except OSError:
        return None


def _take(path: Path, mode: int, inputs: Inputs, *, is_named: bool) -> None:
    if stat.S_ISDIR(mode):
        _take_folder(path, inputs)
    else:
        is_regular = stat.S_ISREG(mode)
        is_synthesised = is_regular and is_assembly(path.parent)
        _take_file(path, inputs, is_named=is_named, is_regular=is_regular, is_synthesised=is_synthesised)


def _take_folder(folder: Path, inputs: Inputs) -> None:
    if is_assembly(folder):
        _take_assembly(folder, inputs)
        return
    closed: list[OSError] = []
    for found in walk(folder, is_assembly, closed):
        if found.is_dir():
            _take_assembly(found, inputs)
        else:
            _take_file(found, inputs, is_named=False)
    for error in closed:
        inputs.unread.append(Unread(str(error.filename), f"it could not be listed: {error.strerror}"))


def _find_matches(pattern: str) -> list[str]:
    if not any(sign in pattern for sign in "*?["):
        return []
    from glob import glob

    return glob(pattern, recursive=True)  # noqa: PTH207 - the pattern may be absolute


def _take_assembly(folder: Path, inputs: Inputs) -> None:
    if folder.resolve() not in inputs.seen:
        inputs.seen.add(folder.resolve())
        inputs.assemblies.append(folder)


def _may_be_template(data: bytes) -> bool:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16, as some shells write: not read, but not passed over
        data = data.replace(b"\0", b"")
    return b"Resources" in data and b"::" in data


def _take_file(
    path: Path, inputs: Inputs, *, is_named: bool, is_regular: bool = True, is_synthesised: bool = False
) -> None:
    try:
        resolved = Path(os.path.realpath(path))  # `resolve` raises where a link leads to itself
        if resolved in inputs.seen:
            return
        inputs.seen.add(resolved)
        data = read_bytes(path, str(path))
    except OSError as error:  # a link that is gone before it is followed
        inputs.unread.append(Unread(str(path), f"it could not be read: {error.strerror}"))
        return
    except DocumentError as error:
        inputs.unread.append(Unread(error.file, error.problem))
        return
    if not is_named and not _may_be_template(data):
        inputs.skipped += 1
        return
    is_linking = any(word in data for word in _LINKING)
    if is_regular:
        files = inputs.synthesised.setdefault(find_outermost(path.parent), []) if is_synthesised else inputs.files
        files.append(InputFile(str(path), path, is_named=is_named, is_linking=is_linking))
    else:  # a pipe is read once
        inputs.files.append(InputFile(str(path), None, data, is_linking=is_linking))
