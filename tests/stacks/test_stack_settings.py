"""The context of cdk.json: what is read from it, and what is refused by the name of its key."""

import copy
from dataclasses import fields
from typing import Any

import aws_cdk as cdk
import pytest

from stacks.context import read_settings
from stacks.settings import (
    AccountSettings,
    LimitSettings,
    PlanSettings,
    ReceiverSettings,
    SlackSettings,
    StageSettings,
)
from tests.stacks.conftest import ROOT, context_of_cdk_json
from wellwired.errors import UsageError

pytestmark = pytest.mark.xdist_group("stacks")  # they share one synthesis


def read(change: dict[str, Any] | None = None, *, without: tuple[str, str] | None = None, **context: Any) -> Any:
    """Read the settings of dev as cdk.json has them, but for one change."""
    whole = copy.deepcopy(context_of_cdk_json())
    whole["dev"] |= change or {}
    if without:
        del whole[without[0]][without[1]]
    return read_settings(cdk.App(context={**whole, **context}).node)


@pytest.mark.parametrize("stage", ["dev", "prod"])
def test_the_settings_that_come_with_the_kit_are_read(stage: str) -> None:
    settings = read(stage=stage)

    assert settings.stage == stage
    assert settings.api.production == (stage == "prod")
    assert settings.account.logging_role == "create"


def test_an_unknown_key_is_named_with_the_one_that_was_meant() -> None:
    with pytest.raises(UsageError, match=r"cdk\.json: unknown key dev\.memory") as caught:
        read({"memory": 1024})

    assert "did you mean memory_size?" in str(caught.value)


def test_an_unknown_key_deep_inside_is_named_with_its_place() -> None:
    with pytest.raises(UsageError, match=r"unknown key dev\.plans\[0\]\.color"):
        read({"plans": [{"name": "basic", "rate": 1, "burst": 1, "keys": ["a"], "color": "red"}]})


def test_an_unknown_key_of_the_account_is_named() -> None:
    with pytest.raises(UsageError, match=r"unknown key account\.role"):
        read(account={"page": {"nobody": "x"}, "role": "create"})


def test_a_missing_key_is_named() -> None:
    with pytest.raises(UsageError, match=r"missing key dev\.rate"):
        read(without=("dev", "rate"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"rate": "fast"}, r"dev\.rate is 'fast'\n  give a number"),
        ({"burst": 1.5}, r"dev\.burst is 1\.5\n  give a whole number"),
        ({"burst": True}, r"dev\.burst is True\n  give a whole number"),
        ({"production": "no"}, r"dev\.production is 'no'\n  give true or false"),
        ({"help_url": 7}, r"dev\.help_url is 7\n  give text"),
        ({"allow_origins": "*"}, r"dev\.allow_origins is '\*'\n  give a list"),
        ({"allow_origins": [1]}, r"dev\.allow_origins\[0\] is 1\n  give text"),
        ({"log_retention": "FOREVER"}, r"dev\.log_retention is 'FOREVER'\n  give one of ONE_WEEK"),
        ({"page": []}, r"dev\.page is \[\]\n  give an object"),
        (
            {"plans": [{"name": "b", "rate": 1, "burst": 1, "keys": ["a"], "method_throttles": {"GET /o": 5}}]},
            r"dev\.plans\[0\]\.method_throttles\['GET /o'\] is 5\n  give an object",
        ),
    ],
)
def test_a_value_of_the_wrong_kind_is_named_with_what_to_give(change: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError, match=said):
        read(change)


def test_a_stage_without_settings_is_refused_with_those_that_have_some() -> None:
    with pytest.raises(UsageError, match="no settings for the stage 'staging'") as caught:
        read(stage="staging")

    assert "choose one of dev, prod" in str(caught.value)


@pytest.mark.parametrize("stage", ["", 7])
def test_no_stage_at_all_is_refused(stage: object) -> None:
    with pytest.raises(UsageError, match="no stage is chosen"):
        read(stage=stage)


def test_an_account_left_out_is_missing_its_receiver() -> None:
    context = context_of_cdk_json()
    del context["account"]

    with pytest.raises(UsageError, match=r"missing key account\.page"):
        read_settings(cdk.App(context=context).node)


@pytest.mark.parametrize(
    "kind", [AccountSettings, LimitSettings, PlanSettings, ReceiverSettings, SlackSettings, StageSettings]
)
def test_the_page_names_every_key(kind: type) -> None:
    page = (ROOT / "docs" / "settings.md").read_text()

    assert [field.name for field in fields(kind) if f"`{field.name}`" not in page] == []
