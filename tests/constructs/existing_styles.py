"""APIs as teams have them before they know the kit: one function below /orders, in each style that is common."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_ssm as ssm
from aws_cdk import cloudformation_include
from aws_solutions_constructs.aws_apigateway_lambda import ApiGatewayToLambda

from wellwired.constructs import AccountLogging, ExistingAccessLog

INCLUDED: Final = Path(__file__).parent / "included"
CODE: Final = "def handler(event, context):\n    return {'statusCode': 200, 'body': 'orders'}\n"
ExistingApi = apigateway.RestApiBase | apigateway.CfnRestApi


def make_orders(stack: cdk.Stack) -> lambda_.Function:
    return lambda_.Function(
        stack,
        "Handler",
        runtime=lambda_.Runtime.PYTHON_3_13,
        handler="index.handler",
        code=lambda_.Code.from_inline(CODE),
        timeout=cdk.Duration.seconds(9),
    )


def rest_api(stack: cdk.Stack) -> apigateway.RestApi:
    """The CDK's own way, with a usage plan, and something that waits for the API."""
    api = apigateway.RestApi(stack, "Api", rest_api_name=f"{stack.stack_name}-api", cloud_watch_role=False)
    integration = apigateway.LambdaIntegration(make_orders(stack))
    api.root.add_resource("orders").add_method("GET", integration, api_key_required=False)
    plan = api.add_usage_plan("Partners", throttle=apigateway.ThrottleSettings(rate_limit=10, burst_limit=5))
    plan.add_api_stage(stage=api.deployment_stage)
    ssm.StringParameter(stack, "Address", string_value="orders").node.add_dependency(api)
    return api


def lambda_rest_api(stack: cdk.Stack) -> apigateway.LambdaRestApi:
    """Everything to the alias of one function; the API sets the account's logging role itself."""
    alias = lambda_.Alias(stack, "Live", alias_name="live", version=make_orders(stack).current_version)
    return apigateway.LambdaRestApi(
        stack, "Api", handler=alias, rest_api_name=f"{stack.stack_name}-api", cloud_watch_role=True
    )


def spec_rest_api(stack: cdk.Stack) -> apigateway.SpecRestApi:
    """An OpenAPI document in the template."""
    function = make_orders(stack)
    uri = f"arn:aws:apigateway:{stack.region}:lambda:path/2015-03-31/functions/{function.function_arn}/invocations"
    integration = {"type": "aws_proxy", "httpMethod": "POST", "uri": uri}
    document = {
        "openapi": "3.0.1",
        "info": {"title": "orders", "version": "1"},
        "paths": {"/orders": {"get": {"responses": {}, "x-amazon-apigateway-integration": integration}}},
    }
    definition = apigateway.ApiDefinition.from_inline(document)
    api = apigateway.SpecRestApi(stack, "Api", api_definition=definition, cloud_watch_role=False)
    source = api.arn_for_execute_api("GET", "/orders", "*")
    lambda_.CfnPermission(
        stack,
        "Invoke",
        action="lambda:InvokeFunction",
        function_name=function.function_name,
        principal="apigateway.amazonaws.com",
        source_arn=source,
    )
    return api


def included_sam(stack: cdk.Stack) -> apigateway.CfnRestApi:
    """A SAM template as its transform wrote it."""
    return _get_included(stack, "sam.json")


def included_methods(stack: cdk.Stack) -> apigateway.CfnRestApi:
    """CloudFormation by hand, a resource a method."""
    return _get_included(stack, "methods.yaml")


def _get_included(stack: cdk.Stack, name: str) -> apigateway.CfnRestApi:
    template = cloudformation_include.CfnInclude(stack, "Template", template_file=str(INCLUDED / name))
    api = template.get_resource("Api")
    assert isinstance(api, apigateway.CfnRestApi)
    return api


def solutions_constructs(stack: cdk.Stack) -> apigateway.RestApi:
    """AWS Solutions Constructs: a stage that logs, with an access log, and the account's role."""
    made = ApiGatewayToLambda(
        stack,
        "Orders",
        existing_lambda_obj=make_orders(stack),
        api_gateway_props={
            "restApiName": f"{stack.stack_name}-api",
            "defaultMethodOptions": {"authorizationType": apigateway.AuthorizationType.NONE},
        },
    )
    return made.api_gateway


STYLES: Final[Mapping[str, Callable[[cdk.Stack], ExistingApi]]] = {
    "RestApi": rest_api,
    "LambdaRestApi": lambda_rest_api,
    "SpecRestApi": spec_rest_api,
    "SAM": included_sam,
    "CloudFormation": included_methods,
    "Solutions Constructs": solutions_constructs,
}


def attach_options(style: str, stack: cdk.Stack) -> dict[str, Any]:
    """What a style has to say beside what all say alike."""
    match style:
        case "LambdaRestApi":
            return {}  # the account settings are the API's own
        case "Solutions Constructs":
            return {"existing_access_log": ExistingAccessLog.EXTEND}
        case _:
            return {"account_logging": AccountLogging(stack, "AccountLogging")}
