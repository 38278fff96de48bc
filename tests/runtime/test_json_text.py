"""to_json writes what AWS code meets daily, and names what JSON has no form for."""

import json
import uuid
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum, IntEnum, StrEnum
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellwired.runtime import NotJsonError, to_json


class _Colour(Enum):
    RED = "red"


class _Level(IntEnum):
    LOW = 1


class _Name(StrEnum):
    ANN = "ann"


@dataclass
class _Line:
    item: str
    price: Decimal


IDENTIFIER = uuid.UUID("12345678-1234-5678-1234-567812345678")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), '"2026-01-02T03:04:05+00:00"'),
        (date(2026, 1, 2), '"2026-01-02"'),
        (time(3, 4), '"03:04:00"'),
        (Decimal(42), "42"),
        (Decimal("1E+3"), "1000"),
        (Decimal("19.99"), "19.99"),
        (Decimal("-0.5"), "-0.5"),
        (b"\x00\xff", '"AP8="'),
        (bytearray(b"ab"), '"YWI="'),
        (memoryview(b"ab"), '"YWI="'),
        (IDENTIFIER, f'"{IDENTIFIER}"'),
        (_Colour.RED, '"red"'),
        (_Level.LOW, "1"),
        (_Name.ANN, '"ann"'),
        ({3, 1, 2}, "[1,2,3]"),
        (frozenset({"b", "a"}), '["a","b"]'),
        (_Line("pen", Decimal("1.5")), '{"item":"pen","price":1.5}'),
        (MappingProxyType({"a": 1}), '{"a":1}'),
        (OrderedDict(b=1, a=2), '{"b":1,"a":2}'),
        ((1, "a"), '[1,"a"]'),
        ("é", '"é"'),
        ("\ud800", '"\\ud800"'),
        ({IDENTIFIER: 1, date(2026, 1, 2): 2, _Colour.RED: 3, Decimal(4): 5}, None),
    ],
)
def test_writes(value: object, text: str | None) -> None:
    expected = text or f'{{"{IDENTIFIER}":1,"2026-01-02":2,"red":3,"4":5}}'
    assert to_json(value) == expected
    assert to_json({"deep": [value]}) == f'{{"deep":[{expected}]}}'


def test_a_set_of_things_that_cannot_be_compared_has_one_order() -> None:
    assert to_json({1, "a", None}) == to_json({None, "a", 1})


def _itself() -> list[Any]:
    endless: list[Any] = []
    endless.append(endless)
    return endless


@pytest.mark.parametrize(
    ("value", "where"),
    [
        ({"items": [{"price": float("nan")}]}, "/items/0/price"),
        ({"rate": float("inf")}, "/rate"),
        ({"rate": Decimal("NaN")}, "/rate"),
        ({"rate": Decimal("sNaN")}, "/rate"),
        ({"huge": Decimal("1E+999999")}, "/huge"),
        ({"huge": 10**5_000}, "/huge"),
        ({"when": timedelta(1)}, "/when"),
        ({"a/b": object()}, "/a~1b"),
        ({"kind": _Line}, "/kind"),
        ([1, {(1, 2): 3}], "/1"),
        (object(), ""),
    ],
)
def test_refuses_by_name_what_json_has_no_form_for(value: object, where: str) -> None:
    with pytest.raises(NotJsonError) as caught:
        to_json(value)
    assert caught.value.where == where


def test_refuses_a_value_that_contains_itself() -> None:
    with pytest.raises(NotJsonError, match="contains itself"):
        to_json(_itself())


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_json_comes_back_as_it_went(value: object) -> None:
    assert json.loads(to_json(value)) == value
