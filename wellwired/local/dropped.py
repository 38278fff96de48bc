"""Settings the embedded AWS's CloudFormation silently drops: found in a template, set by API calls after the deploy.

Values in a template are intrinsics. The emulator itself resolves them: each setting becomes an output of the local
copy, its parts joined, and is read back once the stack stands.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from wellwired.local.trimming import Template, resource_name

if TYPE_CHECKING:
    import boto3

OUTPUT_PREFIX: Final = "WellwiredLocal"
SEPARATOR: Final = "\n"  # in no id, name or ARN; the access log format, which may hold one, comes last


@dataclass(frozen=True)
class DroppedSetting:
    """One setting to set afterwards: what is set, on what, and the parts of the call, as the template spells them."""

    kind: str
    name: str
    parts: tuple[Any, ...]
    condition: str | None = None

    def output(self) -> dict[str, Any]:
        """Return the template output that carries the parts resolved."""
        joined = {"Value": {"Fn::Join": [SEPARATOR, list(self.parts)]}}
        return {**joined, "Condition": self.condition} if self.condition else joined


ACCESS_LOG: Final = "access log"
CONCURRENCY: Final = "reserved concurrency"
VALIDATION: Final = "request validation"
METHOD_THROTTLE: Final = "method throttle"


def find_dropped(template: Template) -> list[DroppedSetting]:
    """Return the settings of a template that its deployment would lose."""
    return [found for logical_id in template.get("Resources", {}) for found in _dropped_of(template, logical_id)]


def _dropped_of(template: Template, logical_id: str) -> Iterator[DroppedSetting]:
    resource = template["Resources"][logical_id]
    given, name, condition = (
        resource.get("Properties", {}),
        resource_name(logical_id, resource),
        resource.get("Condition"),
    )
    match resource.get("Type"):
        case "AWS::ApiGateway::Stage" if "AccessLogSetting" in given:
            log = given["AccessLogSetting"]
            parts = (
                given["RestApiId"],
                given.get("StageName", ""),
                log.get("DestinationArn", ""),
                log.get("Format", ""),
            )
            yield DroppedSetting(ACCESS_LOG, name, parts, condition)
        case "AWS::ApiGateway::Method" if "Ref" in given.get("RequestValidatorId", ()):
            validator = given["RequestValidatorId"]["Ref"]
            wanted = template["Resources"].get(validator, {}).get("Properties", {})
            flags = [
                str(wanted.get(flag, False)).lower() for flag in ("ValidateRequestBody", "ValidateRequestParameters")
            ]
            method = (given["RestApiId"], given["ResourceId"], given["HttpMethod"])
            yield DroppedSetting(VALIDATION, name, (*method, *flags, wanted.get("Name", validator)), condition)
        case "AWS::Lambda::Function" if "ReservedConcurrentExecutions" in given:
            reserved = str(given["ReservedConcurrentExecutions"])
            yield DroppedSetting(CONCURRENCY, name, ({"Ref": logical_id}, reserved), condition)


def with_outputs(template: Template, dropped: list[DroppedSetting]) -> Template:
    """Return the template with one more output for each dropped setting."""
    if not dropped:
        return template
    carried = {f"{OUTPUT_PREFIX}{number}": setting.output() for number, setting in enumerate(dropped)}
    return {**template, "Outputs": {**template.get("Outputs", {}), **carried}}


def respelled(template: Template) -> tuple[Template, list[DroppedSetting]]:
    """Return the template with method throttles spelled as the emulator's data plane reads them, and which they were.

    CloudFormation there hands on the keys of a plan's method throttle unchanged (`RateLimit`), and the `~1` of a
    stage's method setting; requests are judged by `rateLimit` and `/`.
    """
    resources, changed = {}, []
    for logical_id, resource in template.get("Resources", {}).items():
        new = _respelled_resource(resource)
        resources[logical_id] = new
        if new != resource:
            changed.append(DroppedSetting(METHOD_THROTTLE, resource_name(logical_id, resource), ()))
    return ({**template, "Resources": resources} if changed else template), changed


def _respelled_resource(resource: dict[str, Any]) -> dict[str, Any]:
    given = resource.get("Properties", {})
    match resource.get("Type"):
        case "AWS::ApiGateway::UsagePlan" if isinstance(given.get("ApiStages"), list):
            stages = [_respelled_plan_stage(stage) for stage in given["ApiStages"]]
            return {**resource, "Properties": {**given, "ApiStages": stages}}
        case "AWS::ApiGateway::Stage" if isinstance(given.get("MethodSettings"), list):
            settings = [_respelled_setting(setting) for setting in given["MethodSettings"]]
            return {**resource, "Properties": {**given, "MethodSettings": settings}}
    return resource


def _respelled_plan_stage(stage: Any) -> Any:
    if not isinstance(stage, dict) or not isinstance(stage.get("Throttle"), dict):
        return stage
    limits = {
        route: {f"{key[0].lower()}{key[1:]}": value for key, value in limit.items()}
        for route, limit in stage["Throttle"].items()
    }
    return {**stage, "Throttle": limits}


def _respelled_setting(setting: Any) -> Any:
    path = setting.get("ResourcePath") if isinstance(setting, dict) else None
    if not isinstance(path, str) or not path.startswith("/~1"):
        return setting
    return {**setting, "ResourcePath": path[1:].replace("~1", "/")}


class Setter:
    """Sets dropped settings on the embedded AWS through its own API, as a deploy on AWS would have."""

    def __init__(self, session: "boto3.Session", endpoint: str) -> None:
        self.gateway = session.client("apigateway", endpoint_url=endpoint)
        self.functions = session.client("lambda", endpoint_url=endpoint)

    def set(self, kind: str, resolved: str) -> None:
        """Set one setting; `resolved` is the value of its output."""
        match kind:
            case "access log":
                self._access_log(*resolved.split(SEPARATOR, 3))
            case "request validation":
                self._request_validation(*resolved.split(SEPARATOR, 5))
            case "reserved concurrency":
                function, reserved = resolved.split(SEPARATOR)
                self.functions.put_function_concurrency(
                    FunctionName=function, ReservedConcurrentExecutions=int(reserved)
                )

    def _access_log(self, api: str, stage: str, destination: str, log_format: str) -> None:
        paths = {"/accessLogSettings/destinationArn": destination, "/accessLogSettings/format": log_format}
        self.gateway.update_stage(
            restApiId=api,
            stageName=stage,
            patchOperations=[{"op": "replace", "path": path, "value": value} for path, value in paths.items()],
        )

    def _request_validation(self, api: str, resource: str, method: str, body: str, parameters: str, name: str) -> None:
        known = {one["name"]: one["id"] for one in self.gateway.get_request_validators(restApiId=api).get("items", [])}
        validator = (
            known.get(name)
            or self.gateway.create_request_validator(
                restApiId=api,
                name=name,
                validateRequestBody=body == "true",
                validateRequestParameters=parameters == "true",
            )["id"]
        )
        self.gateway.update_method(
            restApiId=api,
            resourceId=resource,
            httpMethod=method,
            patchOperations=[{"op": "replace", "path": "/requestValidatorId", "value": validator}],
        )
