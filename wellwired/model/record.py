"""Records: what `dataclass(frozen=True, slots=True, kw_only=True)` makes, without generating code for each.

The model has some sixty of them. `dataclass` compiles three to six functions for each when it is imported, which is a
tenth of the time that a small template takes; here all records share those of their base. `dataclasses.fields` and
`replace` take a record as they take any dataclass.
"""

from collections.abc import Callable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from functools import partial
from typing import Any, ClassVar, NoReturn, TypeVar, dataclass_transform

R = TypeVar("R", bound="Record")


class Record:
    """What records share: two are equal where they are of one class and all their fields are equal."""

    __slots__ = ()
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]
    # Of each field its name, its default, and what makes a value where there is no default.
    _plan: ClassVar[tuple[tuple[str, Any, Callable[[], Any] | None], ...]]

    def __init__(self, **given: Any) -> None:
        put = object.__setattr__
        for name, default, make in self._plan:
            put(self, name, given.pop(name) if name in given else make() if make else default)
        if given:
            raise TypeError(f"{type(self).__name__} has no field {', '.join(given)}")

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise FrozenInstanceError(f"cannot assign to field {name!r}")

    def __delattr__(self, name: str) -> NoReturn:
        raise FrozenInstanceError(f"cannot delete field {name!r}")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        given = (f"{item.name}={getattr(self, item.name)!r}" for item in fields(self) if item.repr)
        return f"{type(self).__name__}({', '.join(given)})"

    def _values(self) -> tuple[Any, ...]:
        return tuple([getattr(self, name) for name, *_ in self._plan])


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def record(kind: type[R]) -> type[R]:
    """Make a class below `Record` one."""
    made = dataclass(init=False, repr=False, eq=False, slots=True, kw_only=True)(kind)
    made._plan = tuple((item.name, item.default, _maker(made, item)) for item in fields(made))
    return made


def _maker(kind: type[Record], item: Field[Any]) -> Callable[[], Any] | None:
    if item.default_factory is not MISSING:
        return item.default_factory
    return partial(_miss, kind, item.name) if item.default is MISSING else None


def _miss(kind: type[Record], name: str) -> NoReturn:
    raise TypeError(f"{kind.__name__} needs {name}")
