"""Read settings objects out of the CDK's context; a wrong key or value is an error that names it."""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from difflib import get_close_matches
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar, get_args, get_origin, get_type_hints

from constructs import Node

from stacks.settings import AccountSettings, Settings, StageSettings
from wellwired.errors import UsageError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

T = TypeVar("T", bound="DataclassInstance")
FILE: Final = "cdk.json"
WORDS: Final = {bool: "true or false", int: "a whole number", float: "a number", str: "text", NoneType: "null"}


def read_settings(node: Node) -> Settings:
    """Read the stage that was chosen (`--context stage=NAME`), its settings and the account's.

    Raises UsageError for a stage without settings, an unknown, missing or wrong key.
    """
    stage = node.try_get_context("stage")
    if not isinstance(stage, str) or not stage:
        raise UsageError("no stage is chosen", where=FILE, remedy='add "stage": "dev" to the context')
    chosen = node.try_get_context(stage)
    if not isinstance(chosen, Mapping):
        raise UsageError(f"the context has no settings for the stage {stage!r}", where=FILE, remedy=_offer(node))
    account = node.try_get_context("account")
    return Settings(
        stage=stage,
        account=read_object(AccountSettings, {} if account is None else account, "account"),
        api=read_object(StageSettings, chosen, stage),
    )


def _offer(node: Node) -> str:
    context = node.get_all_context()
    known = sorted(key for key, value in context.items() if isinstance(value, Mapping) and "rate" in value)
    return f"choose one of {', '.join(known)}, or add an object of that name" if known else "add an object of that name"


def read_object(kind: type[T], given: Any, where: str) -> T:
    """Return a settings object of the dataclass `kind` made from JSON; `where` is its place in the context."""
    if not isinstance(given, Mapping):
        raise _wrong(where, "an object", given)
    known = {field.name: field for field in fields(kind)}
    for key in given:
        if key not in known:
            near = get_close_matches(key, known, n=1, cutoff=0.5)
            meant = f"did you mean {near[0]}?" if near else f"the keys are {', '.join(known)}"
            raise UsageError(f"unknown key {where}.{key}", where=FILE, remedy=meant)
    hints = get_type_hints(kind)
    values = {}
    for name, field in known.items():
        if name in given:
            values[name] = read_value(hints[name], given[name], f"{where}.{name}")
        elif field.default is MISSING and field.default_factory is MISSING:
            raise UsageError(f"missing key {where}.{name}", where=FILE, remedy=(kind.__doc__ or "").split("\n")[0])
    return kind(**values)


def read_value(wanted: Any, given: Any, where: str) -> Any:
    """Return a JSON value as the annotated type `wanted`: scalars, null, literals, tuples, settings objects."""
    if get_origin(wanted) is UnionType:
        options = get_args(wanted)
        if given is None and NoneType in options:
            return None
        (wanted,) = (option for option in options if option is not NoneType)
    if is_dataclass(wanted) and isinstance(wanted, type):
        return read_object(wanted, given, where)
    if get_origin(wanted) is Literal:
        if given not in get_args(wanted):
            raise _wrong(where, f"one of {', '.join(get_args(wanted))}", given)
        return given
    if get_origin(wanted) is tuple:
        if not isinstance(given, list):
            raise _wrong(where, "a list", given)
        return tuple(read_value(get_args(wanted)[0], one, f"{where}[{index}]") for index, one in enumerate(given))
    if get_origin(wanted) is Mapping:
        if not isinstance(given, Mapping):
            raise _wrong(where, "an object", given)
        return {name: read_value(get_args(wanted)[1], one, f"{where}[{name!r}]") for name, one in given.items()}
    accepted = (int, float) if wanted is float else wanted
    if not isinstance(given, accepted) or (isinstance(given, bool) and wanted is not bool):
        raise _wrong(where, WORDS[wanted], given)
    return given


def _wrong(where: str, wanted: str, given: Any) -> UsageError:
    return UsageError(f"{where} is {given!r}", where=FILE, remedy=f"give {wanted}")
