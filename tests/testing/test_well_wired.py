"""The assertion: what it takes, what it fails on, what it allows, and what its failure says."""

import json
import warnings
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import assertions

from tests.bench.draft import Draft
from tests.synth.sample_app import SampleApp, acknowledge, permissions
from wellwired.errors import UnreadableError, UsageError
from wellwired.testing import assert_well_wired
from wellwired.testing.assertion import UnusedAllowanceWarning
from wellwired.testing.subjects import Subject


@pytest.fixture
def good() -> dict[str, Any]:
    return Draft("handwritten").template


@pytest.fixture
def cut(good: dict[str, Any]) -> dict[str, Any]:
    del good["Resources"]["ItemsPermission"]
    return good


def failure(subject: Subject, **options: Any) -> str:
    with pytest.raises(AssertionError) as caught:
        assert_well_wired(subject, **options)
    return str(caught.value)


def cut_permission(app: SampleApp) -> None:
    for permission in permissions(app.api):
        scope = permission.node.scope
        assert scope is not None
        scope.node.try_remove_child(permission.node.id)


# What it takes


def test_a_good_template_passes_as_a_dict_and_as_a_file(good: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "template.json").write_text(json.dumps(good))

    assert_well_wired(good)
    assert_well_wired(tmp_path / "template.json")
    assert_well_wired(str(tmp_path))


def test_a_cut_wire_fails_with_place_effect_and_fix(cut: dict[str, Any]) -> None:
    lines = failure(cut).splitlines()

    assert lines[0] == "1 error in the wiring of the template"
    assert lines[2].startswith("Function ItemsFunction (template.json:")
    assert lines[3].startswith("  error uninvokable-function: no permission lets API Gateway invoke")
    assert lines[4] == "    effect: the client sees 500"
    assert lines[5].startswith("    fix: add an AWS::Lambda::Permission")
    assert lines[-1].startswith(
        "wellwired rules uninvokable-function explains the first; keep one with a reason: allow="
    )


def test_an_app_is_judged_across_its_stacks_and_named_by_construct(sample: SampleApp) -> None:
    cut_permission(sample)

    assert "Functions/Orders/Resource (Functions.template.json:" in failure(sample, fail_on="error")


def test_a_stack_is_judged_with_its_app_and_reported_alone(sample: SampleApp) -> None:
    cut_permission(sample)
    functions = sample.function.stack

    assert "uninvokable-function" in failure(functions, fail_on="error")
    assert "unlogged-stage" not in failure(functions, fail_on="error")
    assert_well_wired(sample.shop, fail_on="error")
    said = failure(sample.shop)
    assert "Shop/Api/DeploymentStage.prod/Resource" in said
    assert "Shop/Inner/InnerApi/DeploymentStage.prod/Resource" in said
    assert "Prod/Shop" not in said


def test_a_stage_of_the_app_is_judged_alone(sample: SampleApp) -> None:
    said = failure(sample.prod)

    assert "Prod/Shop/Api/DeploymentStage.prod/Resource" in said
    assert "Inner" not in said


def test_a_template_of_the_cdk_s_own_assertions_is_taken(sample: SampleApp) -> None:
    assert "unlogged-stage" in failure(assertions.Template.from_stack(sample.shop))


@pytest.mark.parametrize("subject", [None, 7, [], object()], ids=["nothing", "a number", "a list", "an object"])
def test_anything_else_is_refused(subject: Any) -> None:
    with pytest.raises(UsageError, match="nothing that can be judged"):
        assert_well_wired(subject)


def test_what_cannot_be_read_is_no_pass(tmp_path: Path) -> None:
    (tmp_path / "template.yaml").write_text("{")
    with pytest.raises(UnreadableError):
        assert_well_wired(tmp_path / "template.yaml")
    with pytest.raises(UnreadableError):
        assert_well_wired(tmp_path / "missing.yaml")
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="there is no template"):
        assert_well_wired(tmp_path / "empty")
    with pytest.raises(UnreadableError):
        assert_well_wired({"AWSTemplateFormatVersion": "2010-09-09"})


def test_a_stack_without_an_app_is_taken_with_the_one_the_cdk_makes() -> None:
    stack = cdk.Stack()
    cdk.CfnResource(stack, "Queue", type="AWS::SQS::Queue")

    assert_well_wired(stack)


# What it fails on, what it allows


def test_warnings_fail_unless_errors_alone_are_asked_for(sample: SampleApp) -> None:
    assert "warning unlogged-stage" in failure(sample)
    assert_well_wired(sample, fail_on="error")


def test_a_rule_is_allowed_with_a_reason(cut: dict[str, Any]) -> None:
    assert_well_wired(cut, allow={"uninvokable-function": "another stack grants it"})


@pytest.mark.parametrize(
    ("allow", "said"),
    [
        ({"uninvokable-functions": "x"}, "did you mean uninvokable-function"),
        ({"uninvokable-function": " "}, "gives no reason"),
    ],
)
def test_an_allowance_that_cannot_be_meant_is_refused(cut: dict[str, Any], allow: dict[str, str], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        assert_well_wired(cut, allow=allow)

    assert said in str(caught.value)


def test_an_allowance_that_allows_nothing_is_warned_of(good: dict[str, Any]) -> None:
    with pytest.warns(UnusedAllowanceWarning, match="uninvokable-function"):
        assert_well_wired(good, allow={"uninvokable-function": "another stack grants it"})


def test_what_is_allowed_in_metadata_or_acknowledged_passes(sample: SampleApp, cut: dict[str, Any]) -> None:
    cut_permission(sample)
    acknowledge(sample.function, "uninvokable-function", "granted elsewhere")
    assert_well_wired(sample, fail_on="error")

    cut["Resources"]["ItemsFunction"]["Metadata"] = {"wellwired": {"allow": {"uninvokable-function": "elsewhere"}}}
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert_well_wired(cut)


def test_another_word_for_fail_on_is_refused(good: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match="fail_on is 'high'"):
        assert_well_wired(good, fail_on="high")  # type: ignore[arg-type]


def test_findings_are_grouped_by_place_the_worst_place_first(cut: dict[str, Any]) -> None:
    del cut["Resources"]["ProdStage"]["Properties"]["AccessLogSetting"]
    said = failure(cut)

    assert said.splitlines()[0] == "1 error and 1 warning in the wiring of the template"
    assert said.index("uninvokable-function: ") < said.index("unlogged-stage: ")


def test_a_hostile_name_stays_on_its_line(cut: dict[str, Any]) -> None:
    cut["Resources"]["ItemsFunction"]["Properties"]["FunctionName"] = "x\x1b[31m\n\nred"

    assert "\x1b" not in failure(cut)
