"""The plugin at synth: what it sees across stacks, what fails, what can be silenced and what cannot."""

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import aws_cdk as cdk
import pytest
from aws_cdk import aws_apigateway as apigateway

import wellwired.engine
from tests.synth.sample_app import SampleApp, Synth, acknowledge, make_api, make_function, permissions, synthesise
from wellwired import __version__
from wellwired.constructs import AccountLogging
from wellwired.errors import UsageError
from wellwired.findings import Finding, Severity
from wellwired.model.wiring import Wiring
from wellwired.rules import Rule, all_rules
from wellwired.synth import WellWired


def cut(app: SampleApp) -> None:
    """Take away what lets the API of `Shop` call the function of `Functions`."""
    for permission in permissions(app.api):
        permission.node.scope.node.try_remove_child(permission.node.id)  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def cut_app(tmp_path_factory: pytest.TempPathFactory) -> Synth:
    """The sample with one permission cut, and things acknowledged and allowed elsewhere."""
    app = SampleApp(tmp_path_factory.mktemp("cut"))
    cut(app)
    acknowledge(app.inner, "unlogged-stage", "the inner API is a probe")
    stage = app.staged.deployment_stage.node.default_child
    assert isinstance(stage, apigateway.CfnStage)
    stage.add_metadata("wellwired", {"allow": {"unlogged-stage": "a rehearsal"}})
    return synthesise(app)


def test_a_cut_wire_between_two_stacks_fails_synth_with_place_effect_and_fix(cut_app: Synth) -> None:
    (violation,) = cut_app.violations("uninvokable-function")
    (place,) = violation["violatingConstructs"]

    assert violation["severity"] == "error"
    assert violation["description"].endswith("the client sees 500")
    assert violation["suggestedFix"]
    assert place["constructPath"] == "Functions/Orders/Resource"
    assert place["cloudFormationResource"]["templatePath"] == "Functions.template.json"
    assert "uninvokable-function" in cut_app.failure
    assert violation["suggestedFix"] in cut_app.failure


def test_the_same_api_in_a_stage_of_its_own_keeps_its_permission(cut_app: Synth) -> None:
    assert all(not path.startswith("Prod/") for path in cut_app.places("uninvokable-function"))


def test_a_nested_stack_and_a_stage_are_judged_and_named_by_construct_path(tmp_path: Path) -> None:
    synth = synthesise(SampleApp(tmp_path))

    assert synth.places("unlogged-stage") == {
        "Shop/Api/DeploymentStage.prod/Resource",
        "Shop/Inner/InnerApi/DeploymentStage.prod/Resource",
        "Prod/Shop/Api/DeploymentStage.prod/Resource",
    }


def test_a_property_is_named_as_the_template_spells_it(cut_app: Synth) -> None:
    (violation,) = cut_app.violations("unlogged-stage")
    (place,) = violation["violatingConstructs"]

    assert place["cloudFormationResource"]["propertyPaths"] == ["Properties.AccessLogSetting"]


def test_an_acknowledgement_silences_and_leaves_evidence_with_the_reason(cut_app: Synth) -> None:
    (suppressed,) = cut_app.suppressed("unlogged-stage")

    assert "Shop/Inner/InnerApi/DeploymentStage.prod/Resource" not in cut_app.places("unlogged-stage")
    assert suppressed["reason"] == "the inner API is a probe"
    assert suppressed["acknowledgedId"] == "wellwired::unlogged-stage"
    assert suppressed["acknowledgedAt"] == "Shop/Inner/InnerApi"


def test_what_the_template_allows_in_metadata_is_silent_but_told(cut_app: Synth) -> None:
    assert cut_app.places("unlogged-stage") == {"Shop/Api/DeploymentStage.prod/Resource"}
    assert "unlogged-stage" in cut_app.report["metadata"]["allowed in metadata"]
    assert "a rehearsal" in cut_app.report["metadata"]["allowed in metadata"]


def test_the_report_says_how_much_was_judged(cut_app: Synth) -> None:
    assert cut_app.report["metadata"]["judged"].startswith("3 REST APIs")
    assert cut_app.report["pluginVersion"] == __version__


def test_an_acknowledged_error_no_longer_fails_synth(tmp_path: Path) -> None:
    app = SampleApp(tmp_path)
    cut(app)
    acknowledge(app.function, "uninvokable-function", "the permission is granted by another team's stack")
    synth = synthesise(app)

    assert synth.failure == ""
    assert synth.report["conclusion"] == "success"
    assert len(synth.suppressed("uninvokable-function")) == 1


def test_warnings_do_not_fail_synth(tmp_path: Path) -> None:
    synth = synthesise(SampleApp(tmp_path))

    assert {one["severity"] for one in synth.violations("unlogged-stage")} == {"warning"}
    assert synth.failure == ""


def test_warnings_fail_synth_when_asked_to_also_beside_an_acknowledged_one(tmp_path: Path) -> None:
    app = SampleApp(tmp_path, fail_on="warning")
    acknowledge(app.inner, "unlogged-stage", "the inner API is a probe")
    synth = synthesise(app)

    assert {one["severity"] for one in synth.violations("unlogged-stage")} == {"error"}
    assert {one["ruleMetadata"]["severity"] for one in synth.violations("unlogged-stage")} == {"warning"}
    assert "unlogged-stage" in synth.failure


def test_nothing_found_ever_fails_synth_with_never_also_beside_an_acknowledged_one(tmp_path: Path) -> None:
    app = SampleApp(tmp_path, fail_on="never")
    cut(app)
    acknowledge(app.inner, "unlogged-stage", "the inner API is a probe")
    synth = synthesise(app)

    assert synth.violations("uninvokable-function")[0]["ruleMetadata"]["severity"] == "error"
    assert synth.failure == ""


def test_added_to_a_stage_it_judges_that_stage_alone(tmp_path: Path) -> None:
    app = cdk.App(outdir=str(tmp_path), builtin_cloud_formation_validation=False)
    for name in ("Beta", "Prod"):
        stack = cdk.Stack(cdk.Stage(app, name), "Shop")
        make_api(stack, "Api", make_function(stack, "Orders"))
    beta = app.node.find_child("Beta")
    cdk.Validations.of(beta).add_plugins(WellWired())

    assert synthesise(app).places("unlogged-stage") == {"Beta/Shop/Api/DeploymentStage.prod/Resource"}


def test_the_stages_of_a_pipeline_stack_are_judged(tmp_path: Path) -> None:
    app = cdk.App(outdir=str(tmp_path), builtin_cloud_formation_validation=False)
    pipeline = cdk.Stack(app, "Pipeline")
    cdk.CfnResource(pipeline, "Queue", type="AWS::SQS::Queue")
    stack = cdk.Stack(cdk.Stage(pipeline, "Live"), "Shop")
    make_api(stack, "Api", make_function(stack, "Orders"))
    cdk.Validations.of(app).add_plugins(WellWired())

    assert synthesise(app).places("unlogged-stage") == {"Pipeline/Live/Shop/Api/DeploymentStage.prod/Resource"}


def test_the_account_stack_of_an_app_serves_the_api_of_a_stage_in_it(tmp_path: Path) -> None:
    context = {"@aws-cdk/aws-apigateway:disableCloudWatchRole": True}
    app = cdk.App(outdir=str(tmp_path), builtin_cloud_formation_validation=False, context=context)
    AccountLogging(cdk.Stack(app, "Account"), "Logging")
    stack = cdk.Stack(cdk.Stage(app, "Prod"), "Shop")
    api = make_api(stack, "Api", make_function(stack, "Orders"))
    stage = api.deployment_stage.node.default_child
    assert isinstance(stage, apigateway.CfnStage)
    stage.add_property_override("MethodSettings", [{"ResourcePath": "/*", "HttpMethod": "*", "LoggingLevel": "INFO"}])
    cdk.Validations.of(app).add_plugins(WellWired())

    synth = synthesise(app)
    assert "Prod/Shop/Api/DeploymentStage.prod/Resource" in synth.places("unlogged-stage")
    assert synth.places("missing-execution-log") == synth.places("assumed-account") == set()


def test_copies_of_a_stage_are_judged_apart_each_with_what_is_around_them(tmp_path: Path) -> None:
    context = {"@aws-cdk/aws-apigateway:disableCloudWatchRole": True}
    app = cdk.App(outdir=str(tmp_path), builtin_cloud_formation_validation=False, context=context)
    AccountLogging(cdk.Stack(app, "Account"), "Logging")
    for name in ("Dev", "Prod"):
        stack = cdk.Stack(cdk.Stage(app, name), "Shop")
        api = make_api(stack, "Api", make_function(stack, "Orders"))
        api.deployment_stage.node.default_child.add_property_override(  # type: ignore[union-attr]
            "MethodSettings", [{"ResourcePath": "/*", "HttpMethod": "*", "LoggingLevel": "INFO"}]
        )
        if name == "Prod":
            for permission in permissions(stack):
                permission.node.scope.node.try_remove_child(permission.node.id)  # type: ignore[union-attr]
    cdk.Validations.of(app).add_plugins(WellWired())

    synth = synthesise(app)
    assert synth.report["metadata"]["judged"].startswith("2 REST APIs")
    assert synth.places("uninvokable-function") == {"Prod/Shop/Orders/Resource"}
    for rule in ("assumed-account", "contested-account", "shared-api-name"):
        assert synth.places(rule) == set()


def test_each_rule_is_announced_by_the_id_that_acknowledges_it() -> None:
    assert set(WellWired().rule_ids) == {f"wellwired::{rule.name}" for rule in all_rules()}


def test_another_word_for_fail_on_is_refused() -> None:
    with pytest.raises(UsageError, match="fail_on is 'high'"):
        WellWired(fail_on="high")  # type: ignore[arg-type]


def test_a_rule_that_fails_by_its_own_fault_is_named_and_cannot_be_acknowledged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken_rule(wiring: Wiring) -> Iterator[Finding]:
        raise KeyError(wiring.region)
        yield

    rules = (*all_rules(), Rule("broken-rule", "test", Severity.ERROR, "", "0.1", None, broken_rule))
    monkeypatch.setattr(wellwired.engine, "all_rules", lambda: rules)
    app = SampleApp(tmp_path)
    acknowledge(app, "internal-error", "no")
    synth = synthesise(app)

    (violation,) = synth.violations("internal-error")
    assert violation["severity"] == "fatal"
    assert "broken-rule" in violation["description"]
    assert "broken-rule" in synth.failure
    assert synth.places("unlogged-stage")


def test_a_template_that_cannot_be_read_fails_synth_and_is_named(tmp_path: Path) -> None:
    (tmp_path / "Shop.template.json").write_text("[")
    stack = {"type": "aws:cloudformation:stack", "properties": {"templateFile": "Shop.template.json"}}
    (tmp_path / "manifest.json").write_text(json.dumps({"artifacts": {"Shop": stack}}))
    context = SimpleNamespace(stack_templates=[SimpleNamespace(template_path=str(tmp_path / "Shop.template.json"))])
    report = WellWired().validate(context)

    (violation,) = report.violations
    assert report.success is False
    assert violation.rule_name == "wellwired::unreadable-template"
    assert "Shop.template.json" in violation.description
