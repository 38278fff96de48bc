"""What is sure to exist before what."""

from wellwired.model.node import Node
from wellwired.model.order import awaits, awaits_any, may_coexist, pairs_that_meet
from wellwired.model.wiring import Wiring


def node(name: str, *waits: str, condition: str = "", kind: str = "") -> Node:
    return Node(
        address=f"s/{name}",
        depends_on=frozenset(f"s/{each}" for each in waits),
        condition=condition,
        resource_type=kind,
    )


def test_waiting_goes_through_any_number_of_others() -> None:
    first, second, third = node("A"), node("B", "A"), node("C", "B")
    wiring = Wiring([first, second, third])
    assert awaits(wiring, third, first)
    assert not awaits(wiring, first, third)
    assert not awaits(wiring, first, first)


def test_a_circle_ends() -> None:
    first, second = node("A", "B"), node("B", "A")
    assert awaits(Wiring([first, second]), first, second)


def test_what_is_inside_another_resource_comes_with_it() -> None:
    api, inside, other = node("Api"), node("Api#GET /"), node("Stage", "Api")
    wiring = Wiring([api, inside, other])
    assert awaits(wiring, other, inside)
    assert awaits(wiring, inside, api)


def test_a_kind_is_awaited_by_the_beginning_of_its_type() -> None:
    nested = node("N", kind="AWS::CloudFormation::Stack")
    waiting = node("W", "N")
    wiring = Wiring([nested, waiting])
    assert awaits_any(wiring, waiting, ("AWS::CloudFormation::",))
    assert not awaits_any(wiring, waiting, ("Custom::",))


def test_only_two_different_undecided_conditions_part_two_nodes() -> None:
    always, one, two = node("A"), node("B", condition="One"), node("C", condition="Two")
    assert may_coexist(always, one)
    assert may_coexist(one, one)
    assert not may_coexist(one, two)
    assert list(pairs_that_meet([one, two, always])) == [(one, always)]
