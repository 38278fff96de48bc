"""What is diagnosed: stages of REST APIs as they are deployed, with where and what they log."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from wellwired.aws_access import AbsentError, Account, DeniedError, plain_errors
from wellwired.errors import UsageError
from wellwired.facts import EXECUTION_LOG_GROUP

if TYPE_CHECKING:
    from mypy_boto3_apigateway.type_defs import RestApiTypeDef, StageResponseTypeDef, StageTypeDef

_DEPTH: Final = 5  # of nested stacks
EVERY_METHOD: Final = "*/*"


@dataclass(frozen=True, slots=True)
class Target:
    """A stage and its logs.

    access_group: the log group of the access log, "" where there is none in CloudWatch Logs; access_destination says
    where it goes instead. levels: logging level of every method setting, by its key ("*/*" is the stage's own).
    role: of the account settings, "" for none, None where it could not be read. variables: of the stage.
    """

    region: str
    rest_api_id: str
    api_name: str
    stage_name: str
    access_format: str = ""
    access_group: str = ""
    access_destination: str = ""
    levels: Mapping[str, str] = field(default_factory=dict)
    data_trace: bool = False
    role: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)

    @property
    def execution_group(self) -> str:
        """The log group that API Gateway writes the execution log to."""
        return EXECUTION_LOG_GROUP.format(rest_api_id=self.rest_api_id, stage_name=self.stage_name)

    @property
    def label(self) -> str:
        """Name, id and stage for people."""
        return f"{self.api_name} ({self.rest_api_id}), stage {self.stage_name}"

    @property
    def logs_execution(self) -> bool:
        """Whether any method writes the execution log."""
        return any(level != "OFF" for level in self.levels.values())


def find_targets(account: Account, *, stack: str | None, api: str | None, stage: str | None) -> tuple[Target, ...]:
    """The stages that are meant; raises `UsageError` where none or too many are."""
    role = _read_role(account)
    apis = list(_stack_apis(account, stack)) if stack else _find_apis(account, api)
    found = []
    for item in apis:
        with plain_errors(f"the stages of {item['id']}"):
            stages = account.apigateway.get_stages(restApiId=item["id"])["item"]
        found += [_target(account.region, item, one, role) for one in stages if stage in (None, one["stageName"])]
    if not found:
        of = f"stack {stack}" if stack else f"API {api}" if api else f"region {account.region}"
        raise UsageError(
            f"{of} has no stage {stage}" if stage else f"{of} has no stage",
            remedy="`aws apigateway get-stages` lists them",
        )
    if not stack and not api and len({item.rest_api_id for item in found}) > 1:
        raise UsageError(
            "several APIs could be meant", remedy="name one with --api: " + "; ".join(item.label for item in found[:10])
        )
    return tuple(found)


def get_target(account: Account, api: str, stage: str) -> Target:
    """One stage of one API, given by id or name."""
    return find_targets(account, stack=None, api=api, stage=stage)[0]


def _target(
    region: str, api: "RestApiTypeDef", stage: "StageTypeDef | StageResponseTypeDef", role: str | None
) -> Target:
    access: Mapping[str, Any] = stage.get("accessLogSettings") or {}
    destination = str(access.get("destinationArn", ""))
    _, is_group, group = destination.partition(":log-group:")
    settings = stage.get("methodSettings") or {}
    return Target(
        region=region,
        rest_api_id=api["id"],
        api_name=api.get("name", api["id"]),
        stage_name=stage["stageName"],
        access_format=str(access.get("format", "")),
        access_group=group.removesuffix(":*") if is_group else "",
        access_destination=destination,
        levels={key: item.get("loggingLevel") or "OFF" for key, item in settings.items()},
        data_trace=any(item.get("dataTraceEnabled", False) for item in settings.values()),
        role=role,
        variables=stage.get("variables") or {},
    )


def _read_role(account: Account) -> str | None:
    try:
        with plain_errors("the account settings of API Gateway"):
            return account.apigateway.get_account().get("cloudwatchRoleArn") or ""
    except DeniedError:
        return None


def _find_apis(account: Account, api: str | None) -> "list[RestApiTypeDef]":
    if api is not None:
        try:
            with plain_errors(api):
                found = account.apigateway.get_rest_api(restApiId=api)
            return [{"id": found["id"], "name": found.get("name", "")}]
        except AbsentError:
            pass  # then it is a name
    with plain_errors("the REST APIs"):
        pages = account.apigateway.get_paginator("get_rest_apis").paginate(PaginationConfig={"PageSize": 500})
        apis = [item for page in pages for item in page["items"]]
    if api is None:
        return apis
    named = [item for item in apis if item.get("name") == api]
    if not named:
        raise UsageError(
            f"there is no REST API {api!r} in {account.region}",
            remedy="`aws apigateway get-rest-apis` lists them; HTTP APIs (v2) are not read",
        )
    if len(named) > 1:
        ids = ", ".join(item["id"] for item in named)
        raise UsageError(f"{len(named)} REST APIs are named {api!r}", remedy=f"name one by its id: {ids}")
    return named


def _stack_apis(account: Account, stack: str) -> "Iterator[RestApiTypeDef]":
    ids = list(_api_ids(account, stack, 0))
    if not ids:
        raise UsageError(f"stack {stack} holds no REST API", remedy="name the API itself with --api")
    for rest_api_id in ids:
        with plain_errors(f"REST API {rest_api_id}"):
            found = account.apigateway.get_rest_api(restApiId=rest_api_id)
        yield {"id": found["id"], "name": found.get("name", "")}


def _api_ids(account: Account, stack: str, depth: int) -> Iterator[str]:
    with plain_errors(f"stack {stack}"):
        pages = account.cloudformation.get_paginator("list_stack_resources").paginate(StackName=stack)
        resources = [item for page in pages for item in page["StackResourceSummaries"]]
    for item in resources:
        physical = item.get("PhysicalResourceId", "")
        if item["ResourceType"] == "AWS::ApiGateway::RestApi" and physical:
            yield physical
        elif item["ResourceType"] == "AWS::CloudFormation::Stack" and physical and depth < _DEPTH:
            yield from _api_ids(account, physical, depth + 1)
