"""Findings of two sides: what is new, what is known, what is mended; by rule and place, never by line."""

from wellwired.comparison.against import Side, compare
from wellwired.findings import Allowed, Finding, Outcome, Severity, Unread
from wellwired.model.origin import Position

FAULT = Finding(
    message="m", fix="f", address="t/Stage", label="Stage Prod", property="MethodSettings/0/LoggingLevel",
    file="t.yaml", position=Position(3, 1), rule="unlogged-stage", severity=Severity.WARNING,
)  # fmt: skip


def sides(before: list[Finding], after: list[Finding]) -> tuple[list[Finding], list[Finding], list[Finding]]:
    """What is new, known and mended."""
    outcome, comparison = compare(Side(Outcome(before), ()), Side(Outcome(after), ()), "main")
    return list(outcome.findings), list(outcome.known), list(comparison.mended)


def test_a_finding_that_was_there_is_known() -> None:
    assert sides([FAULT], [FAULT]) == ([], [FAULT], [])


def test_a_finding_is_the_same_on_another_line_and_at_another_place_in_its_list() -> None:
    moved = FAULT._replace(position=Position(30, 1), property="MethodSettings/4/LoggingLevel", message="other words")

    assert sides([FAULT], [moved]) == ([], [moved], [])


def test_a_second_finding_of_the_same_kind_is_new() -> None:
    assert sides([FAULT], [FAULT, FAULT]) == ([FAULT], [FAULT], [])


def test_a_finding_that_is_gone_is_mended() -> None:
    assert sides([FAULT], []) == ([], [], [FAULT])


def test_a_finding_of_another_rule_file_or_resource_is_new() -> None:
    for other in (
        FAULT._replace(rule="untraced-stage"),
        FAULT._replace(file="u.yaml"),
        FAULT._replace(address="t/Other"),
    ):
        assert sides([FAULT], [other]) == ([other], [], [FAULT])


def test_a_deployment_whose_id_ends_in_another_hash_is_the_same() -> None:
    one = FAULT._replace(address="t/ApiDeployment1A2B3C4D" + "0" * 32)
    two = FAULT._replace(address="t/ApiDeployment1A2B3C4D" + "f" * 32)

    assert sides([one], [two]) == ([], [two], [])


def test_the_stack_of_a_template_is_no_part_of_what_is_compared() -> None:
    assert sides([FAULT._replace(address="old/Stage")], [FAULT]) == ([], [FAULT], [])


def test_a_finding_allowed_or_known_by_now_is_not_called_mended() -> None:
    for after in (Outcome(allowed=[Allowed(FAULT, "why", "x")]), Outcome(known=[FAULT])):
        _, comparison = compare(Side(Outcome([FAULT]), ()), Side(after, ()), "main")
        assert list(comparison.mended) == []


def test_a_file_that_could_not_be_read_before_is_remarked_on() -> None:
    before = Outcome(unread=[Unread("t.yaml", "it is no YAML")])
    outcome, _ = compare(Side(before, ()), Side(Outcome([FAULT]), ()), "main")

    assert list(outcome.findings) == [FAULT]
    assert "t.yaml of main could not be read (it is no YAML)" in outcome.remarks[0].text


def test_files_of_the_earlier_side_go_by_their_names_on_this_one() -> None:
    side = Side(Outcome([FAULT._replace(file="/elsewhere/t.yaml")]), ()).renamed(lambda file: file.rpartition("/")[2])
    outcome, comparison = compare(side, Side(Outcome([FAULT]), ()), "main")

    assert (list(outcome.findings), list(comparison.mended)) == ([], [])
