"""A record is what a frozen, keyword-only dataclass is."""

from dataclasses import FrozenInstanceError, field, fields, replace

import pytest

from wellwired.model.node import Node
from wellwired.model.record import Record, record


@record
class Point(Record):
    x: int
    y: int = 2
    tags: list[str] = field(default_factory=list)
    secret: str = field(default="hidden", repr=False)


def test_fields_are_given_by_name_or_come_from_their_defaults() -> None:
    one, two = Point(x=1), Point(x=1, y=2, tags=[])

    assert (one.x, one.y, one.tags) == (1, 2, [])
    assert one.tags is not two.tags
    assert [item.name for item in fields(Point)] == ["x", "y", "tags", "secret"]
    assert repr(one) == "Point(x=1, y=2, tags=[])"


def test_a_field_that_is_missing_or_unknown_is_refused() -> None:
    with pytest.raises(TypeError, match="Point needs x"):
        Point()  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="Point has no field z"):
        Point(x=1, z=3)  # type: ignore[call-arg]


def test_nothing_can_be_changed_afterwards() -> None:
    point = Point(x=1)
    with pytest.raises(FrozenInstanceError):
        point.x = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del point.x
    with pytest.raises(FrozenInstanceError):
        point.z = 3
    assert replace(point, y=5).y == 5


def test_records_are_equal_by_value_and_nodes_only_by_identity() -> None:
    assert Point(x=1) == Point(x=1) != Point(x=2)
    assert Point(x=1) != (1, 2, [])
    assert Node(address="t/A") != Node(address="t/A")
    assert len({Node(address="t/A"), Node(address="t/A")}) == 2
