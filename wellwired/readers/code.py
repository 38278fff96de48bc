"""The code of functions and layers: inline text, a local folder or a local archive; never executed.

Source: https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html (how a handler names its file)
"""

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final, TypeVar

from wellwired.model.compute import CodePlace, HandlerSource
from wellwired.model.node import Json
from wellwired.model.setting import Setting, known, unknown
from wellwired.model.text import display, find_hole, is_literal
from wellwired.readers.assets import find_asset
from wellwired.readers.scope import Resource, Scope

N = TypeVar("N", frozenset[str], set[str])

_SUFFIXES: Final = {"python": (".py", "/__init__.py"), "nodejs": (".js", ".mjs", ".cjs", "/index.js")}
# Where one of these stands beside the handler, packages come with a build that has not happened here.
_REQUIREMENTS: Final = frozenset(
    {"requirements.txt", "pyproject.toml", "Pipfile", "poetry.lock", "uv.lock", "setup.py", "Makefile", "package.json"}
)
_IN_LAYER: Final = re.compile(r"python/(?:lib/python[0-9.]+/site-packages/)?(?P<module>[^/.]+)(?:[/.]|$)")
_BESIDE: Final = 2  # so deep in a layer a list of requirements is that of a package
_MAX_MODULE_BYTES: Final = 1_000_000
_MAX_ENTRIES: Final = 20_000
_NOT_AT_HAND: Final = "its code is not beside the template; read the folder that holds both, such as cdk.out"
_ATOM: Final = re.compile("\ue000[^\ue001]*\ue001")


def read_place(resource: Resource, properties: Mapping[str, Json], scope: Scope, *, holder: str) -> Setting[CodePlace]:
    """Where code that can be run is; unknown, with the reason, where it is not at hand.

    holder: the property that names it: "Code" of a function, "Content" of a layer.
    """
    code = properties.get(holder)
    inline = code.get("ZipFile") if isinstance(code, dict) else None
    if isinstance(inline, str):
        reason = find_hole(inline)
        return known(CodePlace(text=inline)) if reason is None else unknown(f"the inline code depends on {reason}")
    if properties.get("PackageType") == "Image":
        return unknown("its code is a container image")
    if _has_build(resource):
        return unknown("its code is made by a build; read the template that the build wrote")
    place = find_asset(code, resource, scope)
    return known(CodePlace(path=place)) if place is not None else unknown(_NOT_AT_HAND)


def read_source(resource: Resource, properties: Mapping[str, Json], scope: Scope) -> Setting[HandlerSource]:
    """The code behind a function; unknown, with the reason, where it is not at hand.

    resource: as the template spells it. properties: the same with functions worked out.
    """
    runtime, handler = properties.get("Runtime"), properties.get("Handler")
    if not isinstance(runtime, str) or not isinstance(handler, str) or not is_literal(runtime + handler):
        return unknown("the function names no runtime and handler that can be read")
    language = next((name for name in _SUFFIXES if runtime.startswith(name)), None)
    if language is None or runtime.startswith("python2"):
        return unknown(f"code for {display(runtime)} is not read")
    code = properties.get("Code")
    inline = code.get("ZipFile") if isinstance(code, dict) else None
    module = handler.rpartition(".")[0].replace(".", "/") if language == "python" else handler.rpartition(".")[0]
    if isinstance(inline, str):
        return _read_inline(inline, language, module)
    place = find_asset(code, resource, scope)
    if place is None:
        return unknown("the function's code is not beside the template")
    return _read_place(place, language, module, is_built=not _has_build(resource))


def read_layer_modules(place: Setting[CodePlace]) -> Setting[frozenset[str]]:
    """The top-level Python modules of a layer; unknown where it is not at hand, or packages are still to be put in."""
    content = place.if_known()
    if content is None or content.path is None:
        return unknown(place.reason or _NOT_AT_HAND)
    if content.path.is_file() and content.path.suffix != ".zip":
        return unknown(f"{content.path.name} is no archive that is read")
    from zipfile import BadZipFile

    try:
        names = _names_in(content.path)
    except (OSError, ValueError, BadZipFile) as error:
        return unknown(f"{content.path.name} could not be read: {error}")
    if any(name.rpartition("/")[2] in _REQUIREMENTS and name.count("/") < _BESIDE for name in names):
        return unknown(f"the packages of {content.path.name} come with a build")
    found = (_IN_LAYER.match(name) for name in names)
    return known(frozenset(match["module"] for match in found if match is not None))


def _read_inline(text: str, language: str, module: str) -> Setting[HandlerSource]:
    """Inline code is one file, called index."""
    if len(text) > _MAX_MODULE_BYTES:
        return unknown("the inline code is larger than 1 MB")
    if find_hole(text) is not None:
        return unknown(f"the inline code holds a value that is not known: {find_hole(text)}")
    suffix = _SUFFIXES[language][0]
    # A reference inside inline code becomes plain text when it is deployed, mostly inside a string.
    plain = _ATOM.sub("reference", text)
    found = plain if module in ("", "index") else None
    return known(HandlerSource(language=language, module_file=f"{module or 'index'}{suffix}", text=found))


def _has_build(resource: Resource) -> bool:
    metadata = resource.block.get("Metadata")
    return isinstance(metadata, dict) and ("BuildMethod" in metadata or "BuildProperties" in metadata)


def _read_place(place: Path, language: str, module: str, *, is_built: bool) -> Setting[HandlerSource]:
    from zipfile import BadZipFile  # takes longer to load than a template takes to read

    try:
        names = _names_in(place)
    except (OSError, ValueError, BadZipFile) as error:
        return unknown(f"{place.name} could not be read: {error}")
    tops = {name.partition("/")[0] for name in names}
    built = is_built and not tops & _REQUIREMENTS
    wanted = [f"{module}{suffix}".lstrip("/") for suffix in _SUFFIXES[language]]
    found = next((name for name in wanted if name in names), None)
    if found is None and not (built and any(name.endswith(_SUFFIXES[language]) for name in names)):
        return unknown(f"{place.name} holds no {wanted[0]}: it may come with a build")
    try:
        text = None if found is None else _text_of(place, found)
    except (OSError, ValueError, BadZipFile) as error:
        return unknown(f"{found} could not be read: {error}")
    modules = frozenset(name.partition(".")[0] for name in tops)
    return known(
        HandlerSource(language=language, module_file=found or wanted[0], text=text, modules=modules, built=built)
    )


def _names_in(place: Path) -> frozenset[str]:
    """Files in a folder or archive, as relative paths with forward slashes."""
    if place.is_file():
        if place.suffix != ".zip":
            return frozenset({place.name})
        from zipfile import ZipFile

        with ZipFile(place) as archive:
            return _bounded(frozenset(archive.namelist()))
    names: set[str] = set()
    for folder, folders, files in os.walk(place):
        folders[:] = [name for name in folders if name not in ("node_modules", "__pycache__", ".git")]
        names.update((Path(folder) / name).relative_to(place).as_posix() for name in files)
        _bounded(names)
    return frozenset(names)


def _bounded(names: N) -> N:
    if len(names) > _MAX_ENTRIES:
        raise ValueError(f"it holds more than {_MAX_ENTRIES} files")
    return names


def _text_of(place: Path, name: str) -> str:
    if place.is_file() and place.suffix == ".zip":
        from zipfile import ZipFile

        with ZipFile(place) as archive:
            if archive.getinfo(name).file_size > _MAX_MODULE_BYTES:
                raise ValueError("it is larger than 1 MB")
            return archive.read(name).decode("utf-8")
    path = place if place.is_file() else place / name
    if not path.is_file():  # a link to a device would never end
        raise ValueError(f"{name} is no file")
    with path.open("rb") as stream:
        data = stream.read(_MAX_MODULE_BYTES + 1)
    if len(data) > _MAX_MODULE_BYTES:
        raise ValueError("it is larger than 1 MB")
    return data.decode("utf-8").replace("\r\n", "\n")
