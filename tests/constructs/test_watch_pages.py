"""docs/alarms.md, docs/errors.md: whoever is sent to a page finds the section there, and it says what the code does."""

import re
from pathlib import Path

import pytest

from wellwired.constructs.alarm_texts import ALARM_TEXTS, COMPOSITE_TEXT
from wellwired.constructs.alarm_thresholds import AlarmThresholds
from wellwired.constructs.error_responses import QUOTA_RETRY_AFTER_S, render_problem
from wellwired.constructs.log_queries import SAVED_QUERIES
from wellwired.facts import GATEWAY_REFERENCE_CODE

DOCS = Path(__file__).parents[2] / "docs"
ALARMS = (DOCS / "alarms.md").read_text()
ERRORS = (DOCS / "errors.md").read_text()
EVERY_TEXT = {**ALARM_TEXTS, "paging": COMPOSITE_TEXT}


def section(page: str, heading: str) -> str:
    [found] = re.findall(rf"^## {re.escape(heading)}\n(.*?)(?=^## |\Z)", page, flags=re.MULTILINE | re.DOTALL)
    return str(found)


@pytest.mark.parametrize("key", EVERY_TEXT)
def test_each_alarm_has_a_section_with_numbered_steps_and_its_command(key: str) -> None:
    text = EVERY_TEXT[key]
    body = section(ALARMS, text.name)
    assert "\n1. " in body
    assert f"`wellwired explain {text.explain}`" in body


@pytest.mark.parametrize("key", ALARM_TEXTS)
def test_the_table_of_alarms_says_the_default_threshold_and_whom_it_wakes(key: str) -> None:
    text, threshold = ALARM_TEXTS[key], getattr(AlarmThresholds(), key)
    [row] = [line for line in ALARMS.splitlines() if line.startswith(f"| [{text.name}](#{text.name}) |")]
    _, _, fires_when, spell, who, _ = (cell.strip() for cell in row.split("|"))
    assert who == ("page" if text.pages else "ticket")
    if threshold is None:
        assert spell == "as you say"
    else:
        assert spell == f"{threshold.datapoints} of {threshold.of} x {threshold.period} s"
        value = f"{threshold.value:.0%}".replace("%", " %") if threshold.value < 1 else f"{threshold.value:,}"
        assert re.search(rf">=? {re.escape(value)}(?!\d)", fires_when)


def test_every_saved_query_that_the_alarm_page_names_exists() -> None:
    named = set(re.findall(r"`((?:errors|slow|one|refused) [a-zA-Z ]+)`", ALARMS))
    assert named
    assert named <= set(SAVED_QUERIES)


@pytest.mark.parametrize("code", GATEWAY_REFERENCE_CODE.values())
def test_the_link_in_a_problem_lands_on_its_section(code: str) -> None:
    assert ERRORS.count(f'### <a id="{code}"></a>{code}\n') == 1


def test_the_page_names_no_code_that_does_not_exist() -> None:
    assert set(re.findall(r"WW-[45][0-9X]{2}-[A-Z0-9-]*[A-Z0-9]", ERRORS)) == set(GATEWAY_REFERENCE_CODE.values())


def test_the_example_on_the_page_is_what_callers_get() -> None:
    [example] = re.findall(r"```json\n(.*?)```", ERRORS, flags=re.DOTALL)
    rendered = (
        render_problem("THROTTLED", "https://docs.example.com/errors")
        .replace("$context.requestId", "c6af9ac6-7b61-11e6-9a41-93e8deadbeef")
        .replace("$context.error.messageString", '"Too Many Requests"')
    )
    assert re.sub(r"\s+", "", example) == re.sub(r"\s+", "", rendered)


def test_the_page_says_the_retry_after_of_a_spent_quota() -> None:
    assert f"{QUOTA_RETRY_AFTER_S:,} seconds when the quota is used" in ERRORS
