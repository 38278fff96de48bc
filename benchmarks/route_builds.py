"""One function and N GET routes, as ProxyRestApi makes them, as the CDK does, and as Solutions Constructs do."""

from typing import Any, Final

import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs

from wellwired.access_log import render_format
from wellwired.constructs import AccountLogging, Authorization, Definition, ProxyRestApi, Route, StageSettings, Throttle
from wellwired.constructs.error_responses import render_errors

HELP_URL: Final = "https://docs.example.com/errors"


def make_function(stack: cdk.Stack) -> lambda_.Function:
    """The function that every build has."""
    return lambda_.Function(
        stack,
        "Handler",
        runtime=lambda_.Runtime.PYTHON_3_13,
        handler="index.handler",
        timeout=cdk.Duration.seconds(10),
        code=lambda_.Code.from_inline("def handler(event, context):\n    return {'statusCode': 204}\n"),
    )


def make_proxy_api(stack: cdk.Stack, routes: int, definition: Definition) -> None:
    """The kit."""
    function = make_function(stack)
    ProxyRestApi(
        stack,
        "Api",
        definition=definition,
        stage_name="prod",
        authorization=Authorization.open(reason="a benchmark"),
        account_logging=AccountLogging.managed_elsewhere(),
        stage_settings=StageSettings(throttle=Throttle(rate=100, burst=200)),
        help_url=HELP_URL,
        routes=[Route(method="GET", path=f"/items{number}", function=function) for number in range(routes)],
    )


def make_proxy_methods(stack: cdk.Stack, routes: int) -> None:
    """The kit, a resource for each part."""
    make_proxy_api(stack, routes, Definition.METHODS)


def make_proxy_body(stack: cdk.Stack, routes: int) -> None:
    """The kit, all parts in a body."""
    make_proxy_api(stack, routes, Definition.OPENAPI)


def make_methods_by_hand(stack: cdk.Stack, routes: int) -> None:
    """The resources of METHODS, by the CDK's own classes alone."""
    function = make_function(stack)
    api = apigateway.RestApi(
        stack,
        "Api",
        rest_api_name="Shop-prod",
        cloud_watch_role=False,
        endpoint_configuration=apigateway.EndpointConfiguration(types=[apigateway.EndpointType.REGIONAL]),
        deploy_options=make_stage_options(stack),
    )
    make_execution_log(stack, api)
    validator = api.add_request_validator("Validator", validate_request_parameters=True)
    integration = apigateway.LambdaIntegration(
        function, scope_permission_to_method=False, allow_test_invoke=False, timeout=cdk.Duration.seconds(29)
    )
    for number in range(routes):
        api.root.add_resource(f"items{number}").add_method(
            "GET",
            integration,
            authorization_type=apigateway.AuthorizationType.NONE,
            api_key_required=False,
            request_validator=validator,
        )
    for kind, error in render_errors(HELP_URL, None, where="benchmark").items():
        api.add_gateway_response(
            kind,
            type=apigateway.ResponseType.of(kind),
            response_headers=error.headers,
            templates=error.templates,
        )


def make_body_by_hand(stack: cdk.Stack, routes: int) -> None:
    """The resources of OPENAPI, by SpecRestApi and a body that says the same."""
    function = make_function(stack)
    uri = f"arn:aws:apigateway:{stack.region}:lambda:path/2015-03-31/functions/{function.function_arn}/invocations"
    operation = {
        "responses": {"200": {"description": "What the function answers"}},
        "x-amazon-apigateway-request-validator": "ValidateParameters",
        "x-amazon-apigateway-integration": {
            "type": "aws_proxy",
            "httpMethod": "POST",
            "uri": uri,
            "timeoutInMillis": 29_000,
        },
    }
    responses = {
        kind: {
            "responseParameters": {f"gatewayresponse.header.{name}": value for name, value in error.headers.items()},
            "responseTemplates": error.templates,
        }
        for kind, error in render_errors(HELP_URL, None, where="benchmark").items()
    }
    body = {
        "openapi": "3.0.1",
        "info": {"title": "Shop-prod", "version": "1.0"},
        "paths": {f"/items{number}": {"get": operation} for number in range(routes)},
        "x-amazon-apigateway-request-validators": {
            "ValidateParameters": {"validateRequestBody": False, "validateRequestParameters": True}
        },
        "x-amazon-apigateway-gateway-responses": responses,
    }
    api = apigateway.SpecRestApi(
        stack,
        "Api",
        rest_api_name="Shop-prod",
        cloud_watch_role=False,
        api_definition=apigateway.ApiDefinition.from_inline(body),
        mode=apigateway.RestApiMode.OVERWRITE,
        deploy_options=make_stage_options(stack),
    )
    make_execution_log(stack, api)
    grant(function, api)


def make_stage_options(stack: cdk.Stack) -> apigateway.StageOptions:
    """What StageLogs sets."""
    group = logs.LogGroup(stack, "AccessLog", retention=logs.RetentionDays.THREE_MONTHS)
    return apigateway.StageOptions(
        stage_name="prod",
        tracing_enabled=True,
        metrics_enabled=True,
        logging_level=apigateway.MethodLoggingLevel.INFO,
        throttling_rate_limit=100,
        throttling_burst_limit=200,
        access_log_destination=apigateway.LogGroupLogDestination(group),
        access_log_format=apigateway.AccessLogFormat.custom(render_format()),
    )


def make_execution_log(stack: cdk.Stack, api: apigateway.RestApiBase) -> None:
    """The group that API Gateway would make itself, never to expire."""
    group = logs.LogGroup(
        stack,
        "ExecutionLog",
        log_group_name=f"API-Gateway-Execution-Logs_{api.rest_api_id}/prod",
        retention=logs.RetentionDays.THREE_MONTHS,
    )
    api.deployment_stage.node.add_dependency(group)


def grant(function: lambda_.Function, api: apigateway.RestApiBase) -> None:
    """One permission for every route."""
    lambda_.CfnPermission(
        api,
        "Invoke",
        action="lambda:InvokeFunction",
        function_name=function.function_arn,
        principal="apigateway.amazonaws.com",
        source_arn=api.arn_for_execute_api(),
    )


def make_rest_api(stack: cdk.Stack, routes: int) -> None:
    """RestApi as its documentation shows it."""
    integration = apigateway.LambdaIntegration(make_function(stack))
    api = apigateway.RestApi(stack, "Api")
    for number in range(routes):
        api.root.add_resource(f"items{number}").add_method("GET", integration)


def make_spec_rest_api(stack: cdk.Stack, routes: int) -> None:
    """SpecRestApi with a body that names the function, and nothing else."""
    function = make_function(stack)
    uri = f"arn:aws:apigateway:{stack.region}:lambda:path/2015-03-31/functions/{function.function_arn}/invocations"
    operation = {
        "responses": {},
        "x-amazon-apigateway-integration": {"type": "aws_proxy", "httpMethod": "POST", "uri": uri},
    }
    body: dict[str, Any] = {
        "openapi": "3.0.1",
        "info": {"title": "shop", "version": "1.0"},
        "paths": {f"/items{number}": {"get": operation} for number in range(routes)},
    }
    api = apigateway.SpecRestApi(stack, "Api", api_definition=apigateway.ApiDefinition.from_inline(body))
    grant(function, api)


def make_solutions_construct(stack: cdk.Stack, routes: int) -> None:
    """ApiGatewayToLambda without its catch-all, and the routes on its API."""
    from aws_solutions_constructs.aws_apigateway_lambda import ApiGatewayToLambda  # an import that the others spare

    made = ApiGatewayToLambda(
        stack,
        "Api",
        existing_lambda_obj=make_function(stack),
        api_gateway_props={"proxy": False},
    )
    integration = apigateway.LambdaIntegration(made.lambda_function)
    for number in range(routes):
        made.api_gateway.root.add_resource(f"items{number}").add_method("GET", integration)
