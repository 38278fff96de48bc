"""What a whole stack or app runs into is said at synth: resources, function policies, API names."""

import aws_cdk as cdk
import pytest
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_

from tests.constructs.construct_samples import make_api, make_function, new_app, new_stack
from wellwired.constructs import Route
from wellwired.constructs.budgets import estimate_statement_bytes
from wellwired.facts import FUNCTION_POLICY_LIMIT


def add_plain_api(stack: cdk.Stack, function: lambda_.IFunction, routes: int) -> apigateway.RestApi:
    """An API as the CDK makes it: two permissions a route."""
    api = apigateway.RestApi(stack, "PlainApi", cloud_watch_role=False)
    for number in range(routes):
        api.root.add_resource(f"route{number}").add_method("GET", apigateway.LambdaIntegration(function))
    return api


def fill(stack: cdk.Stack, count: int) -> None:
    for number in range(count):
        cdk.CfnResource(stack, f"Filler{number}", type="AWS::CloudFormation::WaitConditionHandle")


def synth(stack: cdk.Stack) -> None:
    app = stack.node.root
    assert isinstance(app, cdk.App)
    app.synth()


def resource_count(stack: cdk.Stack) -> int:
    return sum(isinstance(c, cdk.CfnResource) for c in stack.node.find_all())


def test_a_stack_above_the_limit_fails_synth_and_says_what_to_do() -> None:
    stack = new_stack()
    make_api(stack, [Route(method="GET", path="/", function=make_function(stack))])
    fill(stack, 501 - resource_count(stack))
    with pytest.raises(
        RuntimeError, match=r"Orders: 501 resources, 1 of them API methods; CloudFormation takes 500"
    ) as e:
        synth(stack)
    assert "define the API by Definition.OPENAPI" in str(e.value)
    assert "{proxy+}" in str(e.value)
    assert str(e.value).count("501 resources") == 1


def test_a_stack_at_the_limit_passes() -> None:
    stack = new_stack()
    make_api(stack, [Route(method="GET", path="/", function=make_function(stack))])
    fill(stack, 500 - resource_count(stack))
    synth(stack)


def test_resources_of_a_nested_stack_are_its_own() -> None:
    stack = new_stack()
    make_api(stack, [Route(method="GET", path="/", function=make_function(stack))])
    nested = cdk.NestedStack(stack, "Nested")
    fill(stack, 495 - resource_count(stack))
    fill(nested, 30)
    synth(stack)


@pytest.mark.parametrize("routes", [26, 27])
def test_the_estimate_passes_the_limit_where_a_real_policy_does(routes: int) -> None:
    stack = new_stack()
    add_plain_api(stack, make_function(stack), routes)
    permissions = [c for c in stack.node.find_all() if isinstance(c, lambda_.CfnPermission)]
    size = sum(estimate_statement_bytes(permission) for permission in permissions)
    assert len(permissions) == 2 * routes
    assert (size > FUNCTION_POLICY_LIMIT) is (routes == 27), size


def test_a_function_whose_policy_would_be_too_long_fails_synth() -> None:
    stack = new_stack()
    function = make_function(stack)
    add_plain_api(stack, function, 40)
    make_api(stack, [Route(method="GET", path="/", function=function)])
    with pytest.raises(RuntimeError, match=r"81 permissions on one function, about .* bytes; Lambda takes 20,480") as e:
        synth(stack)
    assert "scope_permission_to_method" in str(e.value)


def test_a_full_policy_of_a_function_that_is_not_the_apis_is_not_its_matter() -> None:
    stack = new_stack()
    add_plain_api(stack, make_function(stack, "Other"), 40)
    make_api(stack, [Route(method="GET", path="/", function=make_function(stack))])
    synth(stack)


def test_two_apis_of_one_name_fail_synth() -> None:
    stack = new_stack()
    function = make_function(stack)
    for construct_id in ("One", "Two"):
        make_api(stack, [Route(method="GET", path="/", function=function)], construct_id)
    with pytest.raises(
        RuntimeError, match="Orders/One/RestApi: Orders/Two/RestApi/Resource has the same API name"
    ) as e:
        synth(stack)
    assert "give one of them another name, by api_name" in str(e.value)


def test_an_api_made_otherwise_counts_too() -> None:
    app = new_app()
    stack = cdk.Stack(app, "Orders")
    make_api(stack, [Route(method="GET", path="/", function=make_function(stack))])
    apigateway.CfnRestApi(cdk.Stack(app, "Other"), "Theirs", name="Orders-prod")
    with pytest.raises(RuntimeError, match="Other/Theirs has the same API name, Orders-prod"):
        app.synth()


def test_one_name_in_two_regions_is_fine() -> None:
    app = new_app()
    for region in ("eu-west-1", "us-east-1"):
        stack = cdk.Stack(app, region, env=cdk.Environment(account="111122223333", region=region))
        make_api(stack, [Route(method="GET", path="/", function=make_function(stack))], api_name="orders")
    assert len(app.synth().stacks) == 2


def test_two_names_in_one_stack_are_fine() -> None:
    stack = new_stack()
    function = make_function(stack)
    make_api(stack, [Route(method="GET", path="/", function=function)], "One")
    make_api(stack, [Route(method="GET", path="/", function=function)], "Two", api_name="two")
    synth(stack)
