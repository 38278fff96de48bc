"""The engine: every node to the rules that want it, and what comes back parted into what it is."""

from collections.abc import Iterator

from wellwired.allowances import Allowance
from wellwired.engine import judge, merge
from wellwired.findings import CLEAN, FOUND, UNSURE, Crash, Finding, Outcome, Severity, Unread
from wellwired.model.api import Method, Stage
from wellwired.model.node import Node
from wellwired.model.origin import Origin, Position
from wellwired.model.setting import known, unknown
from wellwired.model.text import reference
from wellwired.model.wiring import Unplaced, Wiring
from wellwired.rules import Judge, Rule


def make_rule(judge: Judge, kind: type[Node] | None = Stage, severity: Severity = Severity.ERROR) -> Rule:
    name = judge.__name__.replace("_", "-")
    return Rule(name, "example", severity, "502", "0.1", kind, judge)


def every_stage(stage: Stage) -> Iterator[Finding]:
    yield Finding.on(stage, "StageName", f"{stage.label} is one", fix="none")


def with_wiring(stage: Stage, wiring: Wiring) -> Iterator[Finding]:
    yield Finding.on(stage, "", f"one of {len(wiring.nodes)}", fix="none")


def whole_wiring(wiring: Wiring) -> Iterator[Finding]:
    for stage in wiring.all(Stage):
        yield Finding.on(stage, "", "seen from above", fix="none")


def faulty(stage: Stage) -> Iterator[Finding]:
    yield Finding.on(stage, "", "before the fault", fix="none")
    raise ZeroDivisionError("by my own fault")


def doubtful(stage: Stage) -> Iterator[Finding]:
    yield Finding.on(stage, "", "before the doubt", fix="none")
    stage.description.known()


def stage(name: str = "Prod", line: int = 4, **more: object) -> Stage:
    origin = Origin("api.yaml", Position(line, 3), positions={"StageName": Position(line + 2, 7)})
    return Stage(address=f"api/{name}", origin=origin, **more)  # type: ignore[arg-type]


def test_a_rule_gets_the_nodes_of_its_kind_and_the_wiring_where_it_asks_for_it() -> None:
    wiring = Wiring([stage(), Method(address="api/Get")])
    for rule in (make_rule(every_stage), make_rule(with_wiring), make_rule(whole_wiring, None)):
        assert [item.address for item in judge(wiring, [rule]).findings] == ["api/Prod"]


def test_a_finding_carries_what_the_rule_is_worth() -> None:
    (finding,) = judge(Wiring([stage()]), [make_rule(every_stage, severity=Severity.NOTE)]).findings
    assert (finding.rule, finding.severity, finding.status) == ("every-stage", Severity.NOTE, "502")
    assert (finding.file, finding.position) == ("api.yaml", Position(6, 7))


def test_a_rule_that_raises_is_named_and_the_others_go_on() -> None:
    outcome = judge(Wiring([stage()]), [make_rule(faulty), make_rule(every_stage)])
    (crash,) = outcome.crashes
    assert (crash.rule, crash.address) == ("faulty", "api/Prod")
    assert "ZeroDivisionError: by my own fault at test_engine.py:" in crash.error
    assert [item.message for item in outcome.findings] == ["before the fault", "Stage Prod is one"]
    assert outcome.exit_code(None) == UNSURE


def test_a_rule_that_needs_an_unknown_value_leaves_it_open() -> None:
    wiring = Wiring([stage(description=unknown("parameter Text has no value")), stage("Dev")])
    outcome = judge(wiring, [make_rule(doubtful)])
    (left,) = outcome.open
    assert (left.rule, left.address, left.reason) == ("doubtful", "api/Prod", "parameter Text has no value")
    assert left.position == Position(4, 3)
    assert len(outcome.findings) == 2
    assert outcome.crashes == []


def test_messages_spell_references_as_people_write_them() -> None:
    def named(stage: Stage) -> Iterator[Finding]:
        yield Finding.on(stage, "", f"calls {reference('api/Fn', 'Arn')}", fix=f"name {reference('api/Fn')}")

    (finding,) = judge(Wiring([stage()]), [make_rule(named)]).findings
    assert (finding.message, finding.fix) == ("calls ${Fn.Arn}", "name ${Fn}")


def test_an_allowance_on_the_resource_parts_the_finding_with_its_reason() -> None:
    outcome = judge(Wiring([stage(allow={"every-stage": "meant"})]), [make_rule(every_stage)])
    assert outcome.findings == []
    assert [(item.reason, item.by) for item in outcome.allowed] == [("meant", "the template")]
    assert outcome.exit_code(Severity.NOTE) == CLEAN


def test_an_operation_takes_over_what_its_api_allows() -> None:
    def every_method(method: Method) -> Iterator[Finding]:
        yield Finding.on(method, "", "one", fix="none")

    api = stage("Api", allow={"every-method": "meant"})
    outcome = judge(Wiring([api, Method(address="api/Api#GET /")]), [make_rule(every_method, Method)])
    assert [item.finding.address for item in outcome.allowed] == ["api/Api#GET /"]
    assert outcome.remarks == []


def test_allowances_that_cannot_hold_are_remarked_on() -> None:
    allow = {"every-stage": " ", "no-such-rule": "why not", "whole-wiring": "nothing there"}
    rules = [make_rule(every_stage), Rule("whole-wiring", "example", Severity.ERROR, "", "0.1", None, finds_nothing)]
    outcome = judge(Wiring([stage(allow=allow)]), rules)
    assert [item.text for item in outcome.remarks] == [
        "Stage Prod allows every-stage without a reason, so it is not allowed",
        "Stage Prod allows 'no-such-rule', which is no rule",
        "Stage Prod allows whole-wiring, which finds nothing there: the allowance can go",
    ]
    assert len(outcome.findings) == 1


def finds_nothing(wiring: Wiring) -> Iterator[Finding]:
    yield from ()


def test_nothing_is_said_of_an_allowance_whose_rule_did_not_run_or_stayed_open() -> None:
    held = stage(allow={"unlogged-stage": "meant", "doubtful": "meant"}, description=unknown("no value"))
    outcome = judge(Wiring([held]), [make_rule(doubtful)])
    assert outcome.remarks == []


def test_an_allowance_from_outside_covers_where_it_says() -> None:
    def allowed(*at: str) -> list[str]:
        wiring = Wiring([stage(), stage("Dev")])
        outcome = judge(wiring, [make_rule(every_stage)], allowances=[Allowance("every-stage", "meant", at, "--allow")])
        return [item.finding.address for item in outcome.allowed]

    assert allowed() == ["api/Prod", "api/Dev"]
    assert allowed("Dev") == ["api/Dev"]
    assert allowed("api/P*") == ["api/Prod"]
    assert allowed("*.yaml") == ["api/Prod", "api/Dev"]
    assert allowed("other.yaml") == []


def test_merging_sorts_by_place_and_says_everything_once() -> None:
    one = judge(Wiring([stage(line=9), stage("Dev", line=2)]), [make_rule(every_stage)])
    both = merge([one, one], unread=[Unread("b.yaml", "is no template")], files=["api.yaml", "api.yaml"])
    assert [item.address for item in both.findings] == ["api/Dev", "api/Prod"]
    assert both.files == ("api.yaml",)
    assert both.unread == (Unread("b.yaml", "is no template"),)


def test_the_outcome_says_how_much_was_looked_at() -> None:
    outcome = merge([judge(Wiring([stage(), stage("Dev")]), []), judge(Wiring([stage()]), [])])
    assert (outcome.apis, outcome.resources) == (0, 3)


def test_what_the_reader_could_not_place_is_carried_along() -> None:
    unplaced = Unplaced("resource X", "its type is a macro")
    assert judge(Wiring([], unplaced=[unplaced]), []).unplaced == (unplaced,)


def test_exit_codes_follow_the_failing_severity() -> None:
    def outcome(severity: Severity) -> Outcome:
        return judge(Wiring([stage(stage_name=known("prod"))]), [make_rule(every_stage, severity=severity)])

    assert outcome(Severity.WARNING).exit_code(Severity.ERROR) == CLEAN
    assert outcome(Severity.WARNING).exit_code(Severity.WARNING) == FOUND
    assert outcome(Severity.ERROR).exit_code(Severity.WARNING) == FOUND
    assert outcome(Severity.ERROR).exit_code(None) == CLEAN
    assert Outcome(unread=[Unread("a", "b")]).exit_code(None) == UNSURE
    assert Outcome(crashes=[Crash("a", "b", "c")]).exit_code(None) == UNSURE
