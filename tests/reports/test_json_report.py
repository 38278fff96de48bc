"""The report for other programs."""

import json
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from wellwired.findings import Severity
from wellwired.reports import Report, render
from wellwired.reports.json_report import SCHEMA

from .laid import HOSTILE, Judged


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def strict(schema: Any) -> Any:
    """The schema with every object closed, so that a key it does not describe is found."""
    if isinstance(schema, list):
        return [strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {key: strict(value) for key, value in schema.items()}
    joined = "allOf" in inner or "properties" not in inner
    return inner if joined else inner | {"additionalProperties": False}


def test_every_report_is_what_the_schema_says(
    validator: Draft202012Validator, shop: Judged, clean: Report, hostile: Report
) -> None:
    for report in (shop.report, clean, hostile):
        validator.validate(json.loads(render("json", report)))


def test_the_schema_describes_every_key(shop: Judged) -> None:
    document = json.loads(render("json", shop.report)) | {"allowed": []}
    schema = strict(json.loads(SCHEMA.read_text(encoding="utf-8")))
    Draft202012Validator(schema).validate(document)


def test_a_finding_carries_its_place_effect_and_cure(shop: Judged) -> None:
    findings = json.loads(render("json", shop.report))["findings"]
    found = next(item for item in findings if item["rule"] == "wrong-method")
    assert found == found | {
        "severity": "error",
        "status": "500",
        "fix": "set IntegrationHttpMethod to POST",
        "file": "shop.yaml",
        "line": 37,
        "column": 9,
        "address": "shop/OrdersPost",
        "property": "Integration/IntegrationHttpMethod",
        "wire": ["shop/OrdersPost", "shop/OrdersFunction"],
    }


def test_the_summary_counts_and_carries_the_verdict(shop: Judged) -> None:
    summary = json.loads(render("json", shop.report))["summary"]
    assert (summary["error"], summary["warning"], summary["note"]) == (4, 2, 1)
    assert (summary["allowed"], summary["open"]) == (1, 1)
    assert (summary["exit_code"], summary["fail_on"]) == (1, "error")
    never = json.loads(render("json", replace(shop.report, fail_on=None)))["summary"]
    assert (never["exit_code"], never["fail_on"]) == (0, "never")


def test_failing_on_notes_fails_on_everything(shop: Judged) -> None:
    only_note = replace(shop.outcome, findings=[item for item in shop.outcome.findings if item.severity < 2])
    report = replace(shop.report, outcome=only_note, fail_on=Severity.NOTE)
    assert json.loads(render("json", report))["summary"]["exit_code"] == 1


def test_the_text_is_ascii_and_keeps_hostile_names_as_data(hostile: Report) -> None:
    text = render("json", hostile)
    assert text.isascii()
    assert "\x1b" not in text
    assert json.loads(text)["findings"][0]["label"] == f"Stage {HOSTILE}"
