"""By which names a stage is known: the ones CloudWatch uses, known at synth, and nobody else's."""

import aws_cdk as cdk
import pytest
from aws_cdk import aws_apigateway as apigateway

from wellwired.constructs.stage_identity import StageIdentity, get_stage_identity
from wellwired.errors import WiringError


def imported(stack: cdk.Stack, *, api_name: str | None = "Orders-prod", stage_name: str = "prod") -> apigateway.IStage:
    api = apigateway.RestApi.from_rest_api_attributes(
        stack, "Api", rest_api_id="abcde12345", root_resource_id="root", rest_api_name=api_name
    )
    return apigateway.Stage.from_stage_attributes(stack, "Stage", stage_name=stage_name, rest_api=api)


@pytest.mark.parametrize(
    ("api_name", "path"),
    [("Orders-prod", "Orders-prod/prod"), ("Api", "Orders/Api/prod"), ("orders", "Orders/orders/prod")],
)
def test_the_path_is_unique_per_stack_and_stage(api_name: str, path: str) -> None:
    assert StageIdentity("Orders", api_name, "prod").path == path


def test_dimensions_are_names_and_not_ids() -> None:
    assert StageIdentity("Orders", "Api", "prod").dimensions == {"ApiName": "Api", "Stage": "prod"}


def test_a_made_stage_is_known_by_its_text_and_not_by_its_reference() -> None:
    stack = cdk.Stack(cdk.App(), "Orders")
    api = apigateway.RestApi(stack, "Api", cloud_watch_role=False)
    assert cdk.Token.is_unresolved(api.deployment_stage.stage_name)
    assert get_stage_identity(stack, api.deployment_stage) == StageIdentity("Orders", "Api", "prod")


def test_an_imported_stage_is_known_by_the_names_given() -> None:
    stack = cdk.Stack(cdk.App(), "Orders")
    assert get_stage_identity(stack, imported(stack)) == StageIdentity("Orders", "Orders-prod", "prod")


def test_a_nested_stack_goes_by_the_name_of_the_one_that_is_deployed() -> None:
    nested = cdk.NestedStack(cdk.Stack(cdk.App(), "Orders"), "Inner")
    assert cdk.Token.is_unresolved(nested.stack_name)
    assert get_stage_identity(nested, imported(nested)).stack_name == "Orders"


def test_a_name_known_only_at_deployment_is_refused() -> None:
    stack = cdk.Stack(cdk.App(), "Orders")
    with pytest.raises(WiringError, match="the stage's name is known only at deployment"):
        get_stage_identity(stack, imported(stack, stage_name=cdk.Fn.import_value("StageName")))


@pytest.mark.parametrize("api_name", ["Bücher", 'say "hi"', "a:b", "a*b", "$api", "two\nlines"])
def test_a_name_that_metrics_cannot_carry_is_refused(api_name: str) -> None:
    stack = cdk.Stack(cdk.App(), "Orders")
    with pytest.raises(WiringError, match="cannot be part of a metric's or an alarm's name"):
        get_stage_identity(stack, imported(stack, api_name=api_name))
