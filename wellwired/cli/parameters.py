"""Parameter values from the command line and from the files that deployment tools use."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from wellwired.configuration import parameter_text
from wellwired.documents import load, load_text, read_document
from wellwired.errors import UsageError, WellwiredError


def parse_parameters(given: Iterable[str]) -> dict[str, str]:
    """The values that `NAME=VALUE` options give; raises `UsageError`."""
    values = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise UsageError(f"'{text}' is not NAME=VALUE", where="--parameter", remedy="as in --parameter Stage=prod")
        values[name.strip()] = value
    return values


def read_parameters_file(path: Path) -> dict[str, str]:
    """The values in a parameter file; raises `UsageError`.

    It takes what these tools take, in JSON or YAML: CloudFormation (a list of `ParameterKey` and `ParameterValue`),
    `aws cloudformation deploy` (a list of "NAME=VALUE"), CodePipeline and Git sync (`Parameters` or `parameters`, a
    mapping), a plain mapping of names to values; and SAM's samconfig.toml (its `default` environment).
    """
    import tomllib  # few runs name such a file

    where = str(path)
    try:
        if path.suffix == ".toml":
            return _from_samconfig(tomllib.loads(load_text(path, where)), where)
        return _from_document(read_document(load(path, where)), where)
    except (ValueError, RecursionError) as error:  # no TOML, a number of too many digits, too deep a nest
        raise UsageError(f"is no TOML: {error}", where=where) from error
    except UsageError:
        raise
    except WellwiredError as error:
        raise UsageError(error.problem, where=error.where or where, remedy=error.remedy) from error


def _from_document(document: Any, where: str) -> dict[str, str]:
    if isinstance(document, list):
        return dict(_pair(item, where) for item in document)
    if isinstance(document, Mapping):
        inner = document.get("Parameters", document.get("parameters"))
        if inner is not None and not isinstance(inner, Mapping | list):
            raise _unknown_shape(where)
        table = document if inner is None else inner
        if isinstance(table, list):
            return dict(_pair(item, where) for item in table)
        return {str(name): parameter_text(value, f"{where}: {name}") for name, value in table.items()}
    raise _unknown_shape(where)


def _pair(item: Any, where: str) -> tuple[str, str]:
    if isinstance(item, str) and "=" in item:
        name, _, value = item.partition("=")
        return name, value
    if isinstance(item, Mapping) and isinstance(item.get("ParameterKey"), str):
        name = item["ParameterKey"]
        return name, parameter_text(item.get("ParameterValue", ""), f"{where}: {name}")
    raise _unknown_shape(where)


def _from_samconfig(document: Mapping[str, Any], where: str) -> dict[str, str]:
    values: dict[str, str] = {}
    environment = _table(document, "default")
    for command in ("global", "deploy"):
        overrides = _table(_table(environment, command), "parameters").get("parameter_overrides", [])
        try:
            import shlex

            words = shlex.split(overrides) if isinstance(overrides, str) else list(overrides)
        except (TypeError, ValueError):
            raise _unknown_shape(where) from None
        for word in words:
            name, _, value = str(word).partition("=")
            if name == "ParameterKey":  # the longer spelling: ParameterKey=Stage,ParameterValue=prod
                name, _, value = value.partition(",ParameterValue=")
            values[name] = value
    return values


def _table(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    inner = document.get(key, {})
    return inner if isinstance(inner, Mapping) else {}


def _unknown_shape(where: str) -> UsageError:
    return UsageError(
        "is no parameter file",
        where=where,
        remedy="a list of ParameterKey and ParameterValue, a mapping of names to values, or a samconfig.toml",
    )
