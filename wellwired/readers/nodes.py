"""Resolved properties to the model's dataclasses, field by field, from the classes' own annotations."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import Field, dataclass, field, fields, is_dataclass
from functools import cache
from types import NoneType
from typing import Any, Final, cast, get_args, get_origin

from wellwired.model.node import Json
from wellwired.model.setting import Setting, absent, known, unknown
from wellwired.model.text import find_hole, find_whole_hole
from wellwired.readers.intrinsics import spell

# Settings whose text is one of a few words: rules compare them whole, so a word with a hole in it is unknown.
_KEYWORDS: Final = frozenset(
    {
        "action",
        "api_key_source_type",
        "authorization_type",
        "cache_cluster_size",
        "comparison_operator",
        "connection_type",
        "content_handling",
        "extended_statistic",
        "function_url_auth_type",
        "http_method",
        "integration_http_method",
        "key_type",
        "logging_level",
        "metric_name",
        "namespace",
        "package_type",
        "passthrough_behavior",
        "period",
        "protocol",
        "response_type",
        "runtime",
        "scope",
        "security_policy",
        "stat",
        "statistic",
        "status_code",
        "treat_missing_data",
        "type",
        "types",
    }
)
_SPELLED: Final = {dict: "a mapping", list: "a list", str: "text", bool: "true or false", NoneType: "null"}


class Misfit(Exception):  # noqa: N818 - becomes an unknown setting, never an error
    """A value that is not of the setting's type."""


@dataclass(slots=True)
class Fitting:
    """What was met on the way that does not fit: reasons, in order."""

    misfits: list[str] = field(default_factory=list)


Convert = Callable[[Json, Fitting], Any]


def read_fields(kind: type[object], properties: Mapping[str, Json], fitting: Fitting) -> dict[str, Setting[Any]]:
    """The settings of a dataclass of the model, by field name, from resolved properties."""
    return {
        name: _read_setting(property_name, properties[property_name], convert, fitting)
        for name, property_name, convert in plan(cast("Hashable", kind))
        if property_name in properties
    }


def unknown_fields(kind: type[object], reason: str) -> dict[str, Setting[Any]]:
    """Every setting that a template can give to a dataclass of the model, unknown for one reason."""
    return {
        item.name: unknown(reason)
        for item in fields(cast("Any", kind))
        if get_origin(item.type) is Setting and not item.metadata.get("live")
    }


@cache
def plan(kind: Hashable) -> tuple[tuple[str, str, Convert], ...]:
    """The fields that a reader fills from properties: name, property, and the conversion."""
    return tuple(
        (item.name, property_name(item), _converter(get_args(item.type)[0], keyword=item.name in _KEYWORDS))
        for item in fields(cast("Any", kind))
        if get_origin(item.type) is Setting and not item.metadata.get("derived")
    )


def property_name(item: Field[Any]) -> str:
    """The CloudFormation property behind a field."""
    spelled = item.metadata.get("property")
    return str(spelled) if spelled else "".join(part.capitalize() for part in item.name.split("_"))


def _read_setting(name: str, value: Json, convert: Convert, fitting: Fitting) -> Setting[Any]:
    if value is None:
        return absent()
    if isinstance(value, str):
        reason = find_whole_hole(value)
        if reason is not None:
            return unknown(reason)
    try:
        return known(convert(value, fitting))
    except Misfit as misfit:
        reason = f"{name} {misfit}"
        if find_hole(value) is None if isinstance(value, str) else True:
            fitting.misfits.append(reason)
        return unknown(reason)


def _converter(wanted: Any, *, keyword: bool) -> Convert:
    if wanted is Any:
        return lambda value, _: value
    if wanted is str:
        return _to_keyword if keyword else _to_text
    if wanted is bool:
        return _to_truth
    if wanted in (int, float):
        return _to_whole if wanted is int else _to_number
    origin, arguments = get_origin(wanted), get_args(wanted)
    if origin is tuple:
        return _list_of(_converter(arguments[0], keyword=keyword))
    if origin is not None and issubclass(origin, Mapping):
        return _mapping_of(_converter(arguments[1], keyword=keyword))
    if is_dataclass(wanted):
        return _record(cast("type[Any]", wanted))
    raise TypeError(f"no conversion to {wanted}")


def _list_of(convert: Convert) -> Convert:
    def to_list(value: Json, fitting: Fitting) -> tuple[Any, ...]:
        if not isinstance(value, list):
            raise Misfit(f"is {_describe(value)}, not a list")
        return tuple(convert(item, fitting) for item in value)

    return to_list


def _mapping_of(convert: Convert) -> Convert:
    def to_mapping(value: Json, fitting: Fitting) -> Mapping[str, Any]:
        if not isinstance(value, dict):
            raise Misfit(f"is {_describe(value)}, not a mapping")
        return {key: convert(item, fitting) for key, item in value.items() if item is not None}

    return to_mapping


def _record(kind: type[Any]) -> Convert:
    def to_record(value: Json, fitting: Fitting) -> Any:
        if isinstance(value, dict):
            return kind(**read_fields(kind, value, fitting))
        reason = find_whole_hole(value) if isinstance(value, str) else None
        if reason is None:  # an item that a condition may take away is there with nothing known about it
            raise Misfit(f"is {_describe(value)}, not a mapping")
        return kind(**unknown_fields(kind, reason))

    return to_record


def _to_text(value: Json, _: Fitting) -> str:
    text = spell(value)
    if text is None:
        raise Misfit(f"is {_describe(value)}, not text")
    return text


def _to_keyword(value: Json, fitting: Fitting) -> str:
    text = _to_text(value, fitting)
    reason = find_hole(text)
    if reason is not None:
        raise Misfit(f"depends on {reason}")
    return text


def _to_truth(value: Json, _: Fitting) -> bool:
    if isinstance(value, str) and value.lower() in ("true", "false"):
        return value.lower() == "true"
    if not isinstance(value, bool):
        raise Misfit(f"is {_describe(value)}, not true or false")
    return value


def _to_whole(value: Json, fitting: Fitting) -> int:
    number = _to_number(value, fitting)
    if number != int(number):
        raise Misfit("is no whole number")
    return int(number)


def _to_number(value: Json, _: Fitting) -> float:
    if isinstance(value, str) and value.strip().isascii():
        try:
            number = float(value)
        except ValueError:
            raise Misfit("is text, not a number") from None
        if abs(number) < 1e300:
            return int(value) if value.strip().lstrip("+-").isdigit() else number
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Misfit(f"is {_describe(value)}, not a number")
    return value


def _describe(value: Json) -> str:
    return _SPELLED.get(type(value), "a number")
