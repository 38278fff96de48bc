"""Local files that a template names: read only below the project that the template belongs to."""

from pathlib import Path
from urllib.parse import unquote

from wellwired.readers.template import Template


def find_local(template: Template, spelled: str) -> Path | None:
    """The file or folder that `spelled` names beside the template, or None.

    An address on the web, an absolute path, and a path that leads out of the project name nothing here: what a
    stranger's template asks for must not read the reader's own files.
    """
    if template.folder is None or "://" in spelled or "\0" in spelled or not spelled.strip():
        return None
    written = Path(unquote(spelled) if spelled.startswith("file:") else spelled)
    if written.is_absolute():
        return None
    try:
        found = (template.folder / written).resolve()
        inside = found.is_relative_to(find_project(template.folder)) and found.exists()
    except (OSError, ValueError, RuntimeError):
        return None
    return found if inside else None


def find_project(folder: Path) -> Path:
    """The folder of the repository around `folder`, or, outside of any, the folder itself."""
    resolved = folder.resolve()
    return next((parent for parent in (resolved, *resolved.parents) if (parent / ".git").exists()), resolved)
