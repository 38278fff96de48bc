"""Records: what `dataclass(frozen=True, kw_only=True)` makes, without generating code for each.

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

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]
    _names: ClassVar[tuple[str, ...]]
    # Of the fields whose value is not simply that of the class: what makes it.
    _makers: ClassVar[dict[str, Callable[[], Any]]]

    def __init__(self, **given: Any) -> None:
        for name, make in self._makers.items():
            if name not in given:
                given[name] = make()
        if not given.keys() <= self.__dataclass_fields__.keys():
            unknown = ", ".join(given.keys() - self.__dataclass_fields__.keys())
            raise TypeError(f"{type(self).__name__} has no field {unknown}")
        self.__dict__.update(given)

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
        return tuple([getattr(self, name) for name in self._names])


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def record(kind: type[R]) -> type[R]:
    """Make a class below `Record` one."""
    made = dataclass(init=False, repr=False, eq=False, kw_only=True)(kind)
    made._names = tuple(item.name for item in fields(made))
    made._makers = {item.name: _maker(made, item) for item in fields(made) if item.default is MISSING}
    return made


def _maker(kind: type[Record], item: Field[Any]) -> Callable[[], Any]:
    return partial(_miss, kind, item.name) if item.default_factory is MISSING else item.default_factory


def _miss(kind: type[Record], name: str) -> NoReturn:
    raise TypeError(f"{kind.__name__} needs {name}")
