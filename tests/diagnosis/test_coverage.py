"""What a stage does not log is named, with the command that switches it on."""

from dataclasses import replace

import pytest

from wellwired.access_log import render_format
from wellwired.diagnosis.coverage import command_on, find_gaps, is_dark
from wellwired.diagnosis.target import Target

GOOD = Target(
    region="eu-west-1",
    rest_api_id="a1b2c3d4e5",
    api_name="orders",
    stage_name="prod",
    access_format=render_format(),
    access_group="orders-access",
    access_destination="arn:aws:logs:eu-west-1:123456789012:log-group:orders-access",
    levels={"*/*": "INFO"},
    role="arn:aws:iam::123456789012:role/logs",
)


def test_a_stage_that_logs_well_has_no_gap() -> None:
    assert find_gaps(GOOD) == ()
    assert not is_dark(GOOD)


@pytest.mark.parametrize(
    ("target", "said"),
    [
        (replace(GOOD, levels={}), "the execution log is off: the gateway does not say why"),
        (replace(GOOD, levels={"*/*": "INFO", "~1orders/GET": "OFF"}), "the execution log is off for /orders/GET"),
        (replace(GOOD, levels={"*/*": "ERROR"}), "holds errors only: no 4xx"),
        (replace(GOOD, access_group="", access_destination=""), "there is no access log"),
        (replace(GOOD, access_group="", access_destination="arn:aws:firehose:x"), "arn:aws:firehose:x, which is not"),
        (replace(GOOD, access_format="$context.requestId $context.status"), "does not say $context.error.message"),
        (replace(GOOD, role=""), "name no CloudWatch role"),
    ],
)
def test_each_gap_is_named(target: Target, said: str) -> None:
    assert any(said in gap.problem for gap in find_gaps(target)), find_gaps(target)


def test_a_role_that_may_not_be_read_is_no_gap() -> None:
    assert find_gaps(replace(GOOD, role=None)) == ()


def test_the_command_names_api_stage_region_and_profile_safely() -> None:
    assert command_on(GOOD, None) == "wellwired logs on --api a1b2c3d4e5 --stage prod --region eu-west-1"
    assert command_on(GOOD, "my team; rm").endswith("--region eu-west-1 --profile 'my team; rm'")
