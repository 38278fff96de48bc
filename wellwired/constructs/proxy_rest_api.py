"""A REST API in one statement: routes to functions, wired, deployed, logged, limited, and honest when it fails."""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, cast

from aws_cdk import Duration, Stack
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from wellwired.constructs.account_logging import AccountLogging, LoggingManagedElsewhere
from wellwired.constructs.authorization import Authorization
from wellwired.constructs.budgets import check_api_budgets
from wellwired.constructs.cors import Cors
from wellwired.constructs.definition import Definition
from wellwired.constructs.error_responses import ErrorResponses, render_errors
from wellwired.constructs.openapi_body import render_body
from wellwired.constructs.route_body import RouteBody
from wellwired.constructs.route_methods import RouteMethods
from wellwired.constructs.route_plan import RoutePlan, plan_routes
from wellwired.constructs.routes import Route, check_routes
from wellwired.constructs.stage_logs import StageLogs
from wellwired.constructs.stage_settings import StageSettings
from wellwired.errors import WiringError
from wellwired.facts import STAGE_NAME_PATTERN

_API_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._/-]{0,254}")


class ProxyRestApi(Construct):
    """One REST API with one stage. Nothing about it is open, unlogged or unlimited unless a line of yours says so.

    `api_name` is `STACK-STAGE` unless given; metrics and alarms carry it alone, so it has to be the only one of its
    name. `help_url` is the page that error bodies point to. `integration_timeout_quota` declares that the account's
    quota was raised above 29 s. A PRIVATE API needs its resource `policy`. `disable_execute_api_endpoint` leaves a
    CustomDomain as the only way in. `definition` chooses how the template says
    the routes; docs/route-tables.md tells what an API that is deployed already goes through when it changes.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
    """

    rest_api: apigateway.RestApiBase
    stage: apigateway.Stage
    deployment: apigateway.Deployment
    stage_logs: StageLogs
    functions: tuple[lambda_.IFunction, ...]
    _methods: Mapping[str, apigateway.Method] | None = None
    _error_responses: ErrorResponses | None = None

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        stage_name: str,
        routes: Sequence[Route],
        authorization: Authorization,
        account_logging: AccountLogging | LoggingManagedElsewhere,
        stage_settings: StageSettings,
        help_url: str,
        definition: Definition = Definition.METHODS,
        cors: Cors | None = None,
        api_name: str | None = None,
        description: str | None = None,
        endpoint_type: apigateway.EndpointType = apigateway.EndpointType.REGIONAL,
        policy: iam.PolicyDocument | None = None,
        binary_media_types: Sequence[str] = (),
        integration_timeout_quota: Duration | None = None,
        disable_execute_api_endpoint: bool = False,
    ) -> None:
        super().__init__(scope, construct_id)
        self.routes = tuple(routes)
        check_routes(self.routes, where=self.node.path)
        self._check_stage(stage_name, stage_settings, endpoint_type, policy)
        plan = plan_routes(
            self,
            self.routes,
            authorization=authorization,
            cors=cors,
            endpoint_type=endpoint_type,
            integration_timeout_quota=integration_timeout_quota,
        )
        self.functions = plan.functions
        make = self._make_from_body if definition is Definition.OPENAPI else self._make_from_resources
        make(
            plan,
            help_url,
            cors,
            rest_api_name=self._choose_name(api_name, stage_name),
            description=description,
            policy=policy,
            endpoint_configuration=apigateway.EndpointConfiguration(types=[endpoint_type]),
            binary_media_types=list(binary_media_types) or None,
            disable_execute_api_endpoint=disable_execute_api_endpoint or None,
            cloud_watch_role=False,  # one role per account and region: AccountLogging
            deploy_options=apigateway.StageOptions(stage_name=stage_name),
        )
        caches = {route.name: route.cache for route in self.routes if route.cache is not None}
        self.stage_logs = StageLogs(
            self,
            "StageLogs",
            stage=self.stage,
            account_logging=account_logging,
            settings=stage_settings.with_caches(caches, where=self.node.path),
        )
        check_api_budgets(self, self.rest_api)

    def _make_from_resources(self, plan: RoutePlan, help_url: str, cors: Cors | None, **given: Any) -> None:
        rest_api = apigateway.RestApi(self, "RestApi", **given)
        self._take(rest_api)
        wired = RouteMethods(self, "Routes", rest_api=rest_api, deployment=self.deployment, plan=plan)
        self._methods = MappingProxyType(wired.methods)
        self._error_responses = ErrorResponses(self, "ErrorResponses", rest_api=rest_api, help_url=help_url, cors=cors)

    def _make_from_body(self, plan: RoutePlan, help_url: str, cors: Cors | None, **given: Any) -> None:
        policy = given.pop("policy") or iam.PolicyDocument()  # an empty one is left out of the template
        body = render_body(
            self,
            plan,
            name=given["rest_api_name"],
            description=given["description"],
            errors=render_errors(help_url, cors, where=self.node.path),
            binary_media_types=given["binary_media_types"] or (),
            policy=policy,
            disable_execute_api_endpoint=given["disable_execute_api_endpoint"] is True,
        )
        rest_api = apigateway.SpecRestApi(
            self,
            "RestApi",
            api_definition=apigateway.ApiDefinition.from_inline(body),
            # The default merges: what a later body no longer says would stay.
            # https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-restapi.html
            mode=apigateway.RestApiMode.OVERWRITE,
            policy=policy,
            **given,
        )
        self._take(rest_api)
        RouteBody(self, "Routes", rest_api=rest_api, deployment=self.deployment, plan=plan)

    def _take(self, rest_api: apigateway.RestApiBase) -> None:
        self.rest_api = rest_api
        self.stage = rest_api.deployment_stage
        # Made with the API, as deploy is not switched off.
        self.deployment = cast("apigateway.Deployment", rest_api.latest_deployment)

    @property
    def methods(self) -> Mapping[str, apigateway.Method]:
        """The methods by name, such as `POST /orders`. Raises `WiringError` where the body holds them."""
        if self._methods is None:
            raise self._held_by_body("methods", "name a route's ARN by rest_api.arn_for_execute_api(method, path)")
        return self._methods

    @property
    def error_responses(self) -> ErrorResponses:
        """The gateway responses. Raises `WiringError` where the body holds them."""
        if self._error_responses is None:
            raise self._held_by_body("gateway responses", "choose them by help_url and cors")
        return self._error_responses

    def _held_by_body(self, what: str, remedy: str) -> WiringError:
        return WiringError(
            f"the {what} are in the OpenAPI body of the API, where no construct stands for them",
            where=self.node.path,
            remedy=f"{remedy}, or define the API by Definition.METHODS",
        )

    @property
    def url(self) -> str:
        """Where the stage answers, with a final slash."""
        return self.stage.url_for_path("/")

    def _check_stage(
        self,
        stage_name: str,
        settings: StageSettings,
        endpoint_type: apigateway.EndpointType,
        policy: iam.PolicyDocument | None,
    ) -> None:
        where = self.node.path
        if not re.fullmatch(STAGE_NAME_PATTERN, stage_name):
            raise WiringError(
                f"{stage_name!r} is no stage name",
                where=where,
                remedy="use up to 128 letters, digits, hyphens and underscores, known at synth",
            )
        labels = {route.label.removeprefix("route ") for route in self.routes}
        unknown = sorted(set(settings.method_overrides) - labels)
        if unknown:
            raise WiringError(
                f"method_overrides names {', '.join(unknown)}, which is no route",
                where=where,
                remedy=f"use a name of the route table: {', '.join(sorted(labels))}",
            )
        if endpoint_type == apigateway.EndpointType.PRIVATE and policy is None:
            raise WiringError(
                "a PRIVATE API without a resource policy cannot be deployed",
                where=where,
                remedy="pass policy= with the VPC endpoints (aws:SourceVpce) that may call it",
            )

    def _choose_name(self, api_name: str | None, stage_name: str) -> str:
        name = api_name or f"{Stack.of(self).stack_name}-{stage_name}"
        if not _API_NAME.fullmatch(name):
            raise WiringError(
                f"{name!r} is no API name that is known at synth",
                where=self.node.path,
                remedy="pass api_name= in plain ASCII: letters, digits, space and ._/-; metrics lose other characters",
            )
        return name
