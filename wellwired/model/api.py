"""The API itself: REST API, resources, methods, integrations, deployments, stages, and what hangs on them.

Attributes are the snake_case of the CloudFormation properties; a field whose property is spelled otherwise says so
in its metadata. An attribute that names another resource holds symbolic text: `Wiring` follows it.
Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_ApiGateway.html
"""

from collections.abc import Mapping
from dataclasses import field

from wellwired.model.node import LIVE, Json, Node
from wellwired.model.record import Record, record
from wellwired.model.setting import Setting, absent


@record
class EndpointConfiguration(Record):
    """REGIONAL, EDGE or PRIVATE, and the VPC endpoints of a private one."""

    types: Setting[tuple[str, ...]] = absent()
    vpc_endpoint_ids: Setting[tuple[str, ...]] = absent()


@record
class RestApi(Node):
    """AWS::ApiGateway::RestApi. `body`: the OpenAPI document as read; its methods are nodes of their own."""

    api_name: Setting[str] = field(default=absent(), metadata={"property": "Name"})
    description: Setting[str] = absent()
    endpoint_configuration: Setting[EndpointConfiguration] = absent()
    binary_media_types: Setting[tuple[str, ...]] = absent()
    policy: Setting[Json] = absent()
    disable_execute_api_endpoint: Setting[bool] = absent()
    api_key_source_type: Setting[str] = absent()
    minimum_compression_size: Setting[int] = absent()
    fail_on_warnings: Setting[bool] = absent()
    clone_from: Setting[str] = absent()
    body: Setting[Json] = absent()
    body_s3_location: Setting[Json] = field(default=absent(), metadata={"property": "BodyS3Location"})


@record
class Resource(Node):
    """AWS::ApiGateway::Resource. `path`: the whole path from the root, such as /items/{id}."""

    rest_api_id: Setting[str] = absent()
    parent_id: Setting[str] = absent()
    path_part: Setting[str] = absent()
    path: Setting[str] = field(default=absent(), metadata={"derived": True})


@record
class IntegrationResponse(Record):
    """How an integration's answer maps to a method response; not used by proxy integrations."""

    status_code: Setting[str] = absent()
    selection_pattern: Setting[str] = absent()
    response_parameters: Setting[Mapping[str, str]] = absent()
    response_templates: Setting[Mapping[str, str]] = absent()
    content_handling: Setting[str] = absent()


@record
class MethodResponse(Record):
    """A status that a method declares."""

    status_code: Setting[str] = absent()
    response_parameters: Setting[Mapping[str, Json]] = absent()
    response_models: Setting[Mapping[str, str]] = absent()


@record
class Integration(Record):
    """What a method calls. `timeout_in_millis`: milliseconds, 29,000 when absent."""

    type: Setting[str] = absent()
    integration_http_method: Setting[str] = absent()
    uri: Setting[str] = absent()
    credentials: Setting[str] = absent()
    connection_type: Setting[str] = absent()
    connection_id: Setting[str] = absent()
    timeout_in_millis: Setting[int] = absent()
    passthrough_behavior: Setting[str] = absent()
    content_handling: Setting[str] = absent()
    request_templates: Setting[Mapping[str, str]] = absent()
    request_parameters: Setting[Mapping[str, Json]] = absent()
    integration_responses: Setting[tuple[IntegrationResponse, ...]] = absent()
    cache_key_parameters: Setting[tuple[str, ...]] = absent()
    cache_namespace: Setting[str] = absent()
    response_transfer_mode: Setting[str] = absent()


@record
class Method(Node):
    """AWS::ApiGateway::Method, or an operation of an OpenAPI body.

    path: the resource's whole path. http_method: upper case; "ANY" for x-amazon-apigateway-any-method.
    in_body: whether it comes from an OpenAPI body (deployed with the API, needs no DependsOn of its own).
    unenforced_security: the security schemes that the document asks of it, and API Gateway does not.
    """

    rest_api_id: Setting[str] = absent()
    resource_id: Setting[str] = absent()
    path: Setting[str] = field(default=absent(), metadata={"derived": True})
    http_method: Setting[str] = absent()
    authorization_type: Setting[str] = absent()
    authorizer_id: Setting[str] = absent()
    authorization_scopes: Setting[tuple[str, ...]] = absent()
    api_key_required: Setting[bool] = absent()
    request_validator_id: Setting[str] = absent()
    request_models: Setting[Mapping[str, str]] = absent()
    request_parameters: Setting[Mapping[str, Json]] = absent()
    method_responses: Setting[tuple[MethodResponse, ...]] = absent()
    integration: Setting[Integration] = absent()
    operation_name: Setting[str] = absent()
    in_body: bool = False
    unenforced_security: tuple[str, ...] = ()

    @property
    def route(self) -> str:
        """The route as people say it, such as "POST /orders"."""
        return f"{self.http_method.if_known() or '?'} {self.path.if_known() or self.name}"

    @property
    def label(self) -> str:
        """The route with the resource's name."""
        return f"{self.route} ({self.name})" if "#" not in self.address else self.route


@record
class RequestValidator(Node):
    """AWS::ApiGateway::RequestValidator."""

    rest_api_id: Setting[str] = absent()
    validator_name: Setting[str] = field(default=absent(), metadata={"property": "Name"})
    validate_request_body: Setting[bool] = absent()
    validate_request_parameters: Setting[bool] = absent()


@record
class Model(Node):
    """AWS::ApiGateway::Model: a JSON schema for a request or response body."""

    rest_api_id: Setting[str] = absent()
    model_name: Setting[str] = field(default=absent(), metadata={"property": "Name"})
    content_type: Setting[str] = absent()
    schema: Setting[Json] = absent()


@record
class Authorizer(Node):
    """AWS::ApiGateway::Authorizer. `type`: TOKEN, REQUEST or COGNITO_USER_POOLS. TTL in seconds, 300 when absent."""

    rest_api_id: Setting[str] = absent()
    authorizer_name: Setting[str] = field(default=absent(), metadata={"property": "Name"})
    type: Setting[str] = absent()
    authorizer_uri: Setting[str] = absent()
    authorizer_credentials: Setting[str] = absent()
    authorizer_result_ttl_in_seconds: Setting[int] = absent()
    identity_source: Setting[str] = absent()
    identity_validation_expression: Setting[str] = absent()
    provider_arns: Setting[tuple[str, ...]] = field(default=absent(), metadata={"property": "ProviderARNs"})
    in_body: bool = False


@record
class GatewayResponse(Node):
    """AWS::ApiGateway::GatewayResponse, or an entry of x-amazon-apigateway-gateway-responses."""

    rest_api_id: Setting[str] = absent()
    response_type: Setting[str] = absent()
    status_code: Setting[str] = absent()
    response_parameters: Setting[Mapping[str, str]] = absent()
    response_templates: Setting[Mapping[str, str]] = absent()
    in_body: bool = False


@record
class MethodSetting(Record):
    """Settings of a stage for the methods that `resource_path` and `http_method` name (`/*` and `*` for all)."""

    resource_path: Setting[str] = absent()
    http_method: Setting[str] = absent()
    logging_level: Setting[str] = absent()
    data_trace_enabled: Setting[bool] = absent()
    metrics_enabled: Setting[bool] = absent()
    throttling_rate_limit: Setting[float] = absent()
    throttling_burst_limit: Setting[int] = absent()
    caching_enabled: Setting[bool] = absent()
    cache_ttl_in_seconds: Setting[int] = absent()
    cache_data_encrypted: Setting[bool] = absent()


@record
class AccessLogSetting(Record):
    """Where a stage writes its access log, and in what format."""

    destination_arn: Setting[str] = absent()
    format: Setting[str] = absent()


@record
class Deployment(Node):
    """AWS::ApiGateway::Deployment: a snapshot of the API's resources; what comes later is not in it."""

    rest_api_id: Setting[str] = absent()
    stage_name: Setting[str] = absent()
    stage_description: Setting[Json] = absent()
    description: Setting[str] = absent()
    undeployed: Setting[tuple[str, ...]] = field(default=absent(), metadata=LIVE)  # changes that it does not hold yet

    @property
    def makes_sam_stage(self) -> bool:
        """Whether it makes the stage called "Stage" that aws-sam-translator adds where OpenApiVersion is not set."""
        described = (self.description.if_known() or "").startswith("RestApi deployment id: ")
        return described and self.stage_name.if_known() == "Stage"


@record
class Stage(Node):
    """AWS::ApiGateway::Stage."""

    rest_api_id: Setting[str] = absent()
    deployment_id: Setting[str] = absent()
    stage_name: Setting[str] = absent()
    description: Setting[str] = absent()
    method_settings: Setting[tuple[MethodSetting, ...]] = absent()
    access_log_setting: Setting[AccessLogSetting] = absent()
    tracing_enabled: Setting[bool] = absent()
    variables: Setting[Mapping[str, str]] = absent()
    cache_cluster_enabled: Setting[bool] = absent()
    cache_cluster_size: Setting[str] = absent()
    client_certificate_id: Setting[str] = absent()


@record
class Account(Node):
    """AWS::ApiGateway::Account: the settings of one account and region, shared by all of its APIs."""

    cloud_watch_role_arn: Setting[str] = absent()
