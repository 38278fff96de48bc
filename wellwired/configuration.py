"""What a project has settled for itself: `.wellwired.toml`, or `[tool.wellwired]` in pyproject.toml."""

import os
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from wellwired.allowances import Allowance, make_allowance
from wellwired.documents import DocumentError, load_text
from wellwired.errors import UsageError

OWN_FILE: Final = ".wellwired.toml"
SHARED_FILE: Final = "pyproject.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Configuration:
    """The settings of a file; each one is the default of the command line option with its name.

    file: where they were read, "" without a file. Paths in it are relative to that file's folder, and come out
    relative to the folder that the search began in.
    """

    file: str = ""
    paths: tuple[str, ...] = ()
    format: str = ""
    fail_on: str = ""
    only: tuple[str, ...] = ()
    allow: tuple[Allowance, ...] = ()
    baseline: str = ""
    parameters: Mapping[str, str] = field(default_factory=dict)
    parameters_file: str = ""
    region: str = ""
    account: str = ""


def read_configuration(given: str | None, start: Path, rules: Collection[str]) -> Configuration:
    """The configuration in `given`, else in the nearest file at or above `start`, else an empty one.

    The search ends at the root of the repository. Raises `UsageError` for what cannot be meant.
    """
    found = (Path(given), None) if given else _find_file(start)
    if found is None:
        return Configuration()
    path, document = found
    document = _load(path) if document is None else document
    table = _own_table(document) or {} if path.name == SHARED_FILE else document
    shown = Path(_from(start, path))
    return _parse(_check_table(table, str(shown)), shown, rules)


def _find_file(start: Path) -> tuple[Path, dict[str, Any] | None] | None:
    for folder in (start, *start.parents):
        own, shared = folder / OWN_FILE, folder / SHARED_FILE
        if own.is_file():
            return own, None
        if shared.is_file():
            document = _load(shared)
            if _own_table(document) is not None:
                return shared, document
        if (folder / ".git").exists():
            return None
    return None


def _own_table(document: dict[str, Any]) -> Any:
    tool = document.get("tool")
    return tool.get("wellwired") if isinstance(tool, dict) else None


def _load(path: Path) -> dict[str, Any]:
    import tomllib  # a run without a configuration file does not pay for it

    try:
        return tomllib.loads(load_text(path, str(path)))
    except DocumentError as error:
        raise UsageError(error.problem, where=error.where, remedy=error.remedy) from None
    except (ValueError, RecursionError) as error:  # no TOML, a number of too many digits, too deep a nest
        raise UsageError(f"is no TOML: {error}", where=str(path)) from error


def _parse(table: Mapping[str, Any], path: Path, rules: Collection[str]) -> Configuration:
    folder = path.parent
    readers: dict[str, Callable[[Any, str], Any]] = {
        "paths": lambda value, where: tuple(_relative(folder, item) for item in _texts(value, where)),
        "format": _text,
        "fail-on": _text,
        "only": _texts,
        "allow": lambda value, where: tuple(_allowances(value, where, rules)),
        "baseline": lambda value, where: _relative(folder, _text(value, where)),
        "parameters": lambda value, where: {
            name: parameter_text(item, f"{where}.{name}") for name, item in _check_table(value, where).items()
        },
        "parameters-file": lambda value, where: _relative(folder, _text(value, where)),
        "region": _text,
        "account": _text,
    }
    settings = {}
    for key, value in table.items():
        if key not in readers:
            from difflib import get_close_matches

            near = get_close_matches(key, readers, n=1)
            remedy = f"did you mean '{near[0]}'?" if near else f"the keys are {', '.join(readers)}"
            raise UsageError(f"there is no setting '{key}'", where=str(path), remedy=remedy)
        settings[key.replace("-", "_")] = readers[key](value, f"{path}: {key}")
    return Configuration(file=str(path), **settings)


def _allowances(value: Any, where: str, rules: Collection[str]) -> list[Allowance]:
    """`rule = "reason"`, or `rule = {reason = "...", at = ["pattern"]}`, or a list of such tables."""
    allowances = []
    for rule, given in _check_table(value, where).items():
        for item in given if isinstance(given, list) else [given]:
            table = {"reason": item} if isinstance(item, str) else _check_table(item, f"{where}.{rule}")
            if not table.keys() <= {"reason", "at"}:
                raise UsageError("an allowance has a 'reason' and an 'at'", where=f"{where}.{rule}")
            reason = _text(table.get("reason", ""), f"{where}.{rule}.reason")
            at = _texts(table.get("at", []), f"{where}.{rule}.at")
            allowances.append(make_allowance(rule, reason, by=where, rules=rules, at=at))
    return allowances


def parameter_text(value: object, where: str) -> str:
    """A parameter's value as CloudFormation takes it: text; a list is joined by commas."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    if isinstance(value, list):
        return ",".join(parameter_text(item, where) for item in value)
    raise UsageError("a parameter's value is a text, a number or a list of them", where=where)


def _relative(folder: Path, path: str) -> str:
    return os.path.normpath(folder / path)


def _from(start: Path, path: Path) -> str:
    try:
        return os.path.relpath(path, start)
    except ValueError:  # another drive, on Windows
        return str(path)


def _check_table(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise UsageError("must be a table", where=where)
    return value


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise UsageError("must be a text", where=where)
    return value


def _texts(value: Any, where: str) -> tuple[str, ...]:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise UsageError("must be a list of texts", where=where)
    return tuple(items)
