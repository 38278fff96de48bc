"""By which names a stage is known: to CloudWatch, in alarm names, in log queries. Literal, so that they never move."""

from dataclasses import dataclass
from typing import Final

import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from constructs import IConstruct

from wellwired.constructs.existing import (
    ExistingApi,
    ExistingStage,
    find_api_resource,
    find_rest_api,
    find_stage_resource,
    spell,
    spell_api_name,
)
from wellwired.errors import WiringError

# Metric names, namespaces and alarm rules give these a meaning of their own.
_RESERVED: Final = frozenset(':*$"\\')


@dataclass(frozen=True, slots=True)
class StageIdentity:
    """A stage as CloudWatch knows it: REST metrics carry the names of API and stage, and no ids.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
    """

    stack_name: str
    api_name: str
    stage_name: str

    @property
    def path(self) -> str:
        """The prefix of alarms, queries and metrics: unique per stack and stage, and free of deployment-time tokens."""
        api = self.api_name if self.api_name.startswith(self.stack_name) else f"{self.stack_name}/{self.api_name}"
        return f"{api}/{self.stage_name}"

    @property
    def dimensions(self) -> dict[str, str]:
        """The dimensions of the stage's metrics in the namespace AWS/ApiGateway."""
        return {"ApiName": self.api_name, "Stage": self.stage_name}


def get_stage_identity(scope: IConstruct, stage: ExistingStage) -> StageIdentity:
    """Read the names of a stage, made here or imported. Raises `WiringError` where one is not literal ASCII text."""
    names = {
        "the stack's name": _top_stack(scope).stack_name,
        "the API's name": _read_api_name(find_rest_api(stage), where=scope.node.path),
        "the stage's name": _read_stage_name(stage),
    }
    for what, name in names.items():
        _check_name(what, name, where=scope.node.path)
    return StageIdentity(*names.values())


def get_place(scope: IConstruct) -> str:
    """Return how alarms of what is no stage are named: the stack's name, and the path below it, which stays."""
    stack = _top_stack(scope)
    _check_name("the stack's name", stack.stack_name, where=scope.node.path)
    return f"{stack.stack_name}/{scope.node.path.removeprefix(stack.node.path).strip('/')}"


def _read_stage_name(stage: ExistingStage) -> str:
    # Stage.stage_name is a reference even where the name is known; the resource below it holds the text.
    resource = find_stage_resource(stage)
    if resource is not None:
        return spell(resource, resource.stage_name)
    return stage.stage_name or ""


def _read_api_name(rest_api: ExistingApi | None, *, where: str) -> str:
    if rest_api is None:
        return ""
    if isinstance(rest_api, apigateway.CfnRestApi):
        return spell_api_name(rest_api)
    # Imported by its id alone, an API is given the construct's id as a name, and no metric carries that.
    if find_api_resource(rest_api) is None and rest_api.rest_api_name == rest_api.node.id:
        raise WiringError(
            f"the API {rest_api.node.id} is imported by its id, and metrics know it by its name",
            where=where,
            remedy="import it with RestApi.from_rest_api_attributes(rest_api_name=...), under another construct id "
            "than that name; `aws apigateway get-rest-apis` lists the names",
        )
    return rest_api.rest_api_name


def _top_stack(scope: IConstruct) -> cdk.Stack:
    stack = cdk.Stack.of(scope)
    while stack.nested_stack_parent is not None:  # a nested stack's own name is made up at deployment
        stack = stack.nested_stack_parent
    return stack


def _check_name(what: str, name: str, *, where: str) -> None:
    if not name or cdk.Token.is_unresolved(name):
        raise WiringError(
            f"{what} is known only at deployment, so alarms and queries cannot be named after it",
            where=where,
            remedy="give it as literal text: rest_api_name= or stage_name= of what is made, RestApi."
            "from_rest_api_attributes(rest_api_name=...) of what is imported, CfnInclude(parameters=...) of a template",
        )
    if not name.isascii() or not name.isprintable() or set(name) & _RESERVED:
        raise WiringError(
            f"{what}, {name!r}, cannot be part of a metric's or an alarm's name",
            where=where,
            remedy=f"use ASCII letters, digits, space and .-_/ (none of {' '.join(sorted(_RESERVED))})",
        )
