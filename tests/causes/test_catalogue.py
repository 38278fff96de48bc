"""The catalogue is whole: every known cause stands in it, with its cure, its evidence and rules that exist."""

import json
from pathlib import Path

import pytest

from wellwired.causes.catalogue import EVIDENCE, Cause, all_causes, find_cause
from wellwired.rules import all_rules

FACTS = Path(__file__).parents[2].parent / "shared" / "facts" / "error_catalogue.json"
# Rows of the table that say what does not happen: facts, not causes.
NOT_CAUSES = {"502-authorizer-none", "504-authorizer", "504-get-gateway-response-lies"}


@pytest.mark.parametrize("cause", all_causes(), ids=lambda cause: cause.id)
def test_every_cause_says_what_to_do_and_how_sure_it_is(cause: Cause) -> None:
    assert cause.title
    assert cause.tell
    assert cause.cdk
    assert cause.console
    assert cause.retry.split(".")[0] in {"no", "yes", "later"}
    assert cause.evidence in EVIDENCE
    assert cause.source.startswith("https://")
    assert cause.signs.log or cause.signs.body or cause.signs.tags


def test_ids_are_unique() -> None:
    ids = [cause.id for cause in all_causes()]
    assert len(ids) == len(set(ids))


def test_the_rules_that_would_have_caught_a_cause_exist() -> None:
    named = {rule for cause in all_causes() for rule in cause.rules}
    assert named <= {rule.name for rule in all_rules()}


def test_every_status_that_a_client_can_see_is_covered() -> None:
    covered = {cause.status for cause in all_causes()}
    assert {400, 401, 403, 404, 405, 409, 413, 414, 415, 429, 500, 501, 502, 503, 504} <= covered


@pytest.mark.skipif(not FACTS.exists(), reason="the shared table of facts is not beside the repository")
def test_no_cause_of_the_table_of_facts_is_missing() -> None:
    rows = {row["id"] for row in json.loads(FACTS.read_text())["rows"]}
    assert rows - NOT_CAUSES <= {cause.id for cause in all_causes()}


def test_throttle_and_quota_are_two_causes_with_two_answers() -> None:
    throttle, quota = find_cause("429-usage-plan-throttle"), find_cause("429-usage-plan-quota")
    assert throttle is not None
    assert quota is not None
    assert throttle.retry.startswith("yes")
    assert quota.retry.startswith("later")
    assert throttle.sees != quota.sees
