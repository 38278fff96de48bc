"""The resources of a stack to nodes of the model."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from wellwired.documents import Block
from wellwired.model import access, api, compute, edge, operations, plans
from wellwired.model.node import Json, Node, Other
from wellwired.model.origin import Origin
from wellwired.model.setting import Setting
from wellwired.model.text import find_hole
from wellwired.readers.api_v2 import V2_MODELLED, may_serve_rest, read_as_v1
from wellwired.readers.code import read_layer_modules, read_place, read_source
from wellwired.readers.conditions import find_verdict
from wellwired.readers.made_stages import find_made_stage
from wellwired.readers.nodes import Fitting, read_fields, unknown_fields
from wellwired.readers.openapi import read_body, read_stored_body
from wellwired.readers.paths import find_path_of, path_of
from wellwired.readers.places import PropertyPlaces
from wellwired.readers.scope import Resource, Scope

MODELLED: Final[Mapping[str, type[Node]]] = {
    "AWS::ApiGateway::Account": api.Account,
    "AWS::ApiGateway::ApiKey": plans.ApiKey,
    "AWS::ApiGateway::Authorizer": api.Authorizer,
    "AWS::ApiGateway::BasePathMapping": edge.BasePathMapping,
    "AWS::ApiGateway::Deployment": api.Deployment,
    "AWS::ApiGateway::DomainName": edge.DomainName,
    "AWS::ApiGateway::GatewayResponse": api.GatewayResponse,
    "AWS::ApiGateway::Method": api.Method,
    "AWS::ApiGateway::Model": api.Model,
    "AWS::ApiGateway::RequestValidator": api.RequestValidator,
    "AWS::ApiGateway::Resource": api.Resource,
    "AWS::ApiGateway::RestApi": api.RestApi,
    "AWS::ApiGateway::Stage": api.Stage,
    "AWS::ApiGateway::UsagePlan": plans.UsagePlan,
    "AWS::ApiGateway::UsagePlanKey": plans.UsagePlanKey,
    "AWS::Chatbot::SlackChannelConfiguration": operations.SlackChannel,
    "AWS::CloudWatch::Alarm": operations.Alarm,
    "AWS::CloudWatch::CompositeAlarm": operations.CompositeAlarm,
    "AWS::Cognito::UserPool": access.UserPool,
    "AWS::IAM::ManagedPolicy": access.Policy,
    "AWS::IAM::Policy": access.Policy,
    "AWS::IAM::Role": access.Role,
    "AWS::IAM::RolePolicy": access.Policy,
    "AWS::KMS::Key": access.Key,
    "AWS::Lambda::Alias": compute.Alias,
    "AWS::Lambda::EventInvokeConfig": compute.EventInvokeConfig,
    "AWS::Lambda::Function": compute.Function,
    "AWS::Lambda::LayerVersion": compute.LayerVersion,
    "AWS::Lambda::Permission": compute.Permission,
    "AWS::Lambda::Version": compute.Version,
    "AWS::Logs::LogGroup": operations.LogGroup,
    "AWS::Logs::MetricFilter": operations.MetricFilter,
    "AWS::SNS::Subscription": operations.Subscription,
    "AWS::SNS::Topic": operations.Topic,
    "AWS::SNS::TopicPolicy": operations.TopicPolicy,
    "AWS::WAFv2::WebACL": edge.WebAcl,
    "AWS::WAFv2::WebACLAssociation": edge.WebAclAssociation,
}


def read_nodes(scope: Scope) -> Iterator[Node]:
    """Every node of one stack, those of an OpenAPI body right after their API."""
    for resource in scope.resources.values():
        if scope.is_left_out(resource.name):
            continue
        node = _read_node(resource, scope)
        if isinstance(node, api.RestApi) and "Body" in resource.properties:
            yield from read_body(node, resource.properties["Body"], scope)
        elif isinstance(node, api.RestApi) and "BodyS3Location" in resource.properties:
            yield from read_stored_body(node, resource, scope)
        else:
            yield node
        if isinstance(node, api.Deployment):
            yield from _read_made_stage(node, scope)


def _read_made_stage(deployment: api.Deployment, scope: Scope) -> Iterator[Node]:
    if _is_made_elsewhere(deployment, scope):
        return
    fitting = Fitting()
    stage = find_made_stage(deployment, fitting)
    for misfit in fitting.misfits:
        scope.note(f"resource {deployment.name}", f"in its StageDescription, {misfit}")
    if stage is not None:
        yield stage


def _is_made_elsewhere(deployment: api.Deployment, scope: Scope) -> bool:
    """Whether a Stage resource makes the stage that a deployment names: there is one stage of a name."""
    name, api_id = deployment.stage_name.if_known(), deployment.rest_api_id.if_known()
    for resource in scope.resources.values():
        if resource.type != "AWS::ApiGateway::Stage" or scope.is_left_out(resource.name):
            continue
        of = scope.resolve_apart(resource.properties.get("RestApiId"))
        if of == api_id and scope.identity(resource.name).physical_id == name:
            return True
    return False


def _read_node(resource: Resource, scope: Scope) -> Node:
    kind = MODELLED.get(resource.type, Other)
    scope.touched = set()
    fitting = Fitting()
    settings: dict[str, Any]
    properties = _properties(resource, scope)
    if isinstance(properties, str):
        settings = unknown_fields(kind, find_hole(properties) or properties)
    else:
        if resource.type in V2_MODELLED and may_serve_rest(resource, properties, scope):
            kind, properties = V2_MODELLED[resource.type], read_as_v1(resource.type, properties)
        settings = dict(read_fields(kind, properties, fitting))
        if kind is Other:
            settings["properties"] = properties
        settings |= _derive(kind, resource, properties, settings, scope)
    for misfit in fitting.misfits:
        scope.note(f"resource {resource.name}", misfit)
    identity = scope.identity(resource.name)
    construct_path = _construct_path(resource, scope)
    return kind(
        address=scope.address(resource.name),
        origin=_origin(resource, construct_path),
        physical_id=identity.physical_id,
        arn=identity.arn,
        depends_on=_depends_on(resource, scope),
        condition=_undecided(resource, scope),
        allow=_read_allow(resource, construct_path, scope),
        resource_type=resource.type,
        **settings,
    )


def _properties(resource: Resource, scope: Scope) -> dict[str, Json] | str:
    """The properties worked out, or a hole where it is not known which there are."""
    written = resource.block.get("Properties")
    if written is not None and not isinstance(written, Block):
        return scope.give_up(f"resource {resource.name}", "its Properties are no mapping")
    properties = scope.resolve(resource.properties)
    if isinstance(properties, dict):
        return properties
    if isinstance(properties, str) and find_hole(properties) is not None:
        return properties
    return scope.give_up(f"resource {resource.name}", "its Properties come to no mapping")


def _derive(
    kind: type[Node],
    resource: Resource,
    properties: Mapping[str, Json],
    settings: Mapping[str, Setting[Any]],
    scope: Scope,
) -> dict[str, Any]:
    """The fields that no property gives by itself."""
    if kind is api.Resource:
        return {"path": path_of(resource.name, scope)}
    if kind is api.Method:
        derived = {"path": find_path_of(settings.get("resource_id"), scope)}
        if "http_method" in settings:
            derived["http_method"] = settings["http_method"].map(str.upper)
        return derived
    if kind is plans.ApiKey:
        spelled = resource.properties.get("Value")
        return {"has_value": isinstance(spelled, str) and "{{resolve:" not in spelled}
    if kind is compute.Function:
        place = read_place(resource, properties, scope, holder="Code")
        return {"code_place": place, "source": read_source(resource, properties, scope)}
    if kind is compute.LayerVersion:
        place = read_place(resource, properties, scope, holder="Content")
        return {"content_place": place, "modules": read_layer_modules(place)}
    return {}


def _origin(resource: Resource, construct_path: str) -> Origin:
    place = resource.place
    return Origin(
        file=place.file,
        position=place.position,
        construct_path=construct_path,
        positions=PropertyPlaces(place.properties),
    )


def _construct_path(resource: Resource, scope: Scope) -> str:
    metadata = resource.block.get("Metadata")
    path = metadata.get("aws:cdk:path") if isinstance(metadata, dict) else None
    return path if isinstance(path, str) else scope.app.find_construct_path(scope.template.file, resource.name)


def _depends_on(resource: Resource, scope: Scope) -> frozenset[str]:
    """Addresses of what DependsOn and references name; what a condition leaves out is waited for by nobody."""
    declared = resource.block.get("DependsOn")
    names = declared if isinstance(declared, list) else [] if declared is None else [declared]
    found = set(scope.touched)
    for name in names:
        if not isinstance(name, str) or name not in scope.resources:
            scope.note(f"resource {resource.name}", f"it depends on {str(name)[:80]}, which the template does not have")
        elif not scope.is_left_out(name):
            found.add(scope.address(name))
    return frozenset(found - {scope.address(resource.name)})


def _undecided(resource: Resource, scope: Scope) -> str:
    condition = resource.block.get("Condition")
    return "" if condition is None or find_verdict(condition, scope).truth else str(condition)


def _read_allow(resource: Resource, construct_path: str, scope: Scope) -> dict[str, str]:
    """`Metadata: {wellwired: {allow: {rule: reason}}}`, and what the CDK acknowledges."""
    allow = scope.app.find_acknowledged(construct_path)
    metadata = resource.block.get("Metadata")
    declared = metadata.get("wellwired") if isinstance(metadata, dict) else None
    if declared is None:
        return allow
    rules = declared.get("allow") if isinstance(declared, dict) else None
    if not isinstance(rules, dict) or not all(isinstance(reason, str) and reason.strip() for reason in rules.values()):
        scope.note(f"Metadata of {resource.name}", "wellwired.allow must map each rule to a reason")
        return allow
    return allow | dict(rules)
