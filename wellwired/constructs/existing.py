"""What is behind the objects of an existing stack: made by the CDK, imported, or included from a template."""

import re
from collections.abc import Iterator
from typing import Any, Final, TypeVar

from aws_cdk import CfnResource, Stack
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_
from constructs import IConstruct

# What a construct of the CDK makes or imports, or what `CfnInclude.get_resource` returns.
ExistingApi = apigateway.IRestApi | apigateway.CfnRestApi
ExistingStage = apigateway.IStage | apigateway.CfnStage
ExistingFunction = lambda_.IFunction | lambda_.CfnFunction

_Resource = TypeVar("_Resource", bound=CfnResource)
_SUBSTITUTED: Final = re.compile(r"\$\{([A-Za-z0-9]+)")


def find_stage_resource(stage: ExistingStage) -> apigateway.CfnStage | None:
    """The stage's resource, or None for an imported stage."""
    return _find_resource(stage, apigateway.CfnStage)


def find_api_resource(rest_api: ExistingApi) -> apigateway.CfnRestApi | None:
    """The API's resource, or None for an imported API."""
    return _find_resource(rest_api, apigateway.CfnRestApi)


def find_function_resource(function: ExistingFunction) -> lambda_.CfnFunction | None:
    """The function's resource, or None for an imported function."""
    return _find_resource(function, lambda_.CfnFunction)


def find_rest_api(stage: ExistingStage) -> ExistingApi | None:
    """The API of a stage, or None where an included stage names one that its template does not make."""
    if not isinstance(stage, apigateway.CfnStage):
        return stage.rest_api
    return next(iter(find_referred(stage, stage.rest_api_id, apigateway.CfnRestApi)), None)


def get_api_id(stage: ExistingStage) -> str:
    """The id of a stage's API, as the template refers to it."""
    return stage.rest_api_id if isinstance(stage, apigateway.CfnStage) else stage.rest_api.rest_api_id


def get_stage_name(stage: ExistingStage) -> str:
    """The name of a stage, as the template refers to it."""
    return stage.ref if isinstance(stage, apigateway.CfnStage) else stage.stage_name


def find_referred(scope: IConstruct, value: Any, kind: type[_Resource]) -> list[_Resource]:
    """The resources of a kind, in the stack of `scope`, that a value refers to by Ref, GetAtt or Sub."""
    names = read_references(scope, value)
    return [one for one in find_in_stack(scope, kind) if get_logical_id(one) in names]


def read_references(scope: IConstruct, value: Any) -> frozenset[str]:
    """The logical ids that a value refers to."""
    return frozenset(_read_references(Stack.of(scope).resolve(value)))


def spell(resource: CfnResource, value: str | None) -> str:
    """The text of a property where it is known; SAM names its APIs `Ref: AWS::StackName`. Else what stands there."""
    stack = Stack.of(resource)
    resolved = stack.resolve(value)
    if resolved == {"Ref": "AWS::StackName"}:
        return stack.stack_name
    return resolved if isinstance(resolved, str) else value or ""


def spell_api_name(rest_api: apigateway.CfnRestApi) -> str:
    """The name of an API where it is known: its own, or its OpenAPI document's title."""
    info = rest_api.body.get("info") if isinstance(rest_api.body, dict) else None
    return spell(rest_api, rest_api.name or (info.get("title") if isinstance(info, dict) else None))


def find_in_stack(scope: IConstruct, kind: type[_Resource]) -> list[_Resource]:
    """The resources of a kind in the stack of `scope`, without those of stacks below it."""
    stack = Stack.of(scope)
    return [one for one in stack.node.find_all() if isinstance(one, kind) and Stack.of(one) is stack]


def get_logical_id(resource: CfnResource) -> str:
    """The name of a resource in its template."""
    return str(Stack.of(resource).resolve(resource.logical_id))


def _find_resource(construct: IConstruct, kind: type[_Resource]) -> _Resource | None:
    resource = construct if isinstance(construct, kind) else construct.node.default_child
    return resource if isinstance(resource, kind) else None


def _read_references(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _read_references(one)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key == "Ref":
                yield inner
            elif key == "Fn::GetAtt":
                yield inner.split(".")[0] if isinstance(inner, str) else inner[0]
            elif key == "Fn::Sub":
                yield from _SUBSTITUTED.findall(inner if isinstance(inner, str) else inner[0])
                yield from _read_references(inner)
            else:
                yield from _read_references(inner)
