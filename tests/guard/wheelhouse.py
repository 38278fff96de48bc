"""Wheels made of what is installed, so that pip installs this project in a test without asking an index."""

import zipfile
from collections.abc import Iterable
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

BUILD = ("hatchling",)  # what pyproject.toml builds with


def make_wheelhouse(folder: Path, project: str = "wellwired") -> Path:
    """A wheel for each distribution that the base install of a project needs, and for its build."""
    folder.mkdir(parents=True)
    needed = [str(Requirement(item).name) for item in distribution(project).requires or () if _holds(Requirement(item))]
    for found in _closure([*needed, *BUILD]):
        _pack(found, folder)
    return folder


def pip_environment(wheelhouse: Path) -> dict[str, str]:
    """What keeps pip, and the builds it starts, from any index."""
    return {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(wheelhouse), "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def _holds(requirement: Requirement) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": ""})


def _closure(names: Iterable[str]) -> list[Distribution]:
    found: dict[str, Distribution] = {}
    waiting = list(names)
    while waiting:
        name = canonicalize_name(waiting.pop())
        if name not in found:
            found[name] = distribution(name)
            wanted = map(Requirement, found[name].requires or ())
            waiting += [item.name for item in wanted if _holds(item)]
    return list(found.values())


def _pack(found: Distribution, folder: Path) -> None:
    about = found.read_text("WHEEL") or ""
    tag = next(line.removeprefix("Tag: ") for line in about.splitlines() if line.startswith("Tag: "))
    name = canonicalize_name(found.metadata["Name"]).replace("-", "_")
    files = [file for file in found.files or () if ".." not in file.parts and "__pycache__" not in file.parts]
    kept = [file for file in files if file.name not in ("RECORD", "INSTALLER", "REQUESTED", "direct_url.json")]
    (record,) = (file for file in files if file.name == "RECORD")
    with zipfile.ZipFile(folder / f"{name}-{found.version}-{tag}.whl", "w") as wheel:
        for file in kept:
            wheel.write(str(file.locate()), str(file))
        wheel.writestr(str(record), "".join(f"{file},,\n" for file in [*kept, record]))
