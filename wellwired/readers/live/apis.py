"""One REST API of the account: resources, methods, stages and all that hangs on it, in a constant number of calls."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from wellwired.facts import EXECUTION_LOG_GROUP
from wellwired.model.api import (
    Authorizer,
    Deployment,
    GatewayResponse,
    Method,
    RequestValidator,
    Resource,
    RestApi,
    Stage,
)
from wellwired.model.api import Model as RequestModel
from wellwired.model.edge import WebAclAssociation
from wellwired.model.node import Node
from wellwired.model.setting import Setting, known, unknown
from wellwired.readers.live import calls, spelling
from wellwired.readers.live.access import Missing, Unanswered
from wellwired.readers.live.calls import Call
from wellwired.readers.live.export import find_undeployed
from wellwired.readers.live.ground import Ground

N = TypeVar("N", bound=Node)
# What API Gateway puts into every API: https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings.html
_OWN_MODELS: Final = frozenset({"Empty", "Error"})


@dataclass(frozen=True, slots=True)
class ApiReader:
    """Reads one API. answer: as GetRestApis lists it. limits: the account's throttle. stage: the only one wanted."""

    ground: Ground
    answer: Mapping[str, Any]
    limits: Mapping[str, Any]
    account: str
    stage: str = ""

    @property
    def id(self) -> str:
        """The API's id."""
        return str(self.answer["id"])

    @property
    def name(self) -> str:
        """What its nodes are called by: name and id, as two APIs may have one name."""
        return f"{self.answer.get('name', '')} ({self.id})"

    @property
    def path(self) -> str:
        """The API in the ARNs of API Gateway."""
        return f"/restapis/{self.id}"

    def read(self) -> None:
        """Put the API and all that belongs to it onto the ground."""
        properties = spelling.rest_api(self.answer)
        self.ground.add(RestApi, self.name, properties, at=self.ground.api_arn(self.path), physical_id=self.id)
        methods = self._read_resources()
        self._read_hanging(Authorizer, calls.AUTHORIZERS, "authorizer", "authorizers")
        self._read_hanging(RequestValidator, calls.VALIDATORS, "validator", "requestvalidators")
        self._read_models()
        self._read_gateway_responses()
        self._read_stages(methods)

    def _listed(self, call: Call, kind: type[N], what: str) -> list[Any]:
        """The items of a list of this API; where it is not answered, a node that stands for them and knows nothing."""
        try:
            return self.ground.access.listed(call, restApiId=self.id)
        except (Unanswered, Missing) as failure:
            unanswered = failure if isinstance(failure, Unanswered) else Unanswered(f"{self.name} is gone meanwhile")
            reason = self.ground.miss(f"the {what}s of {self.name}", unanswered)
            at = self.ground.api_arn(self.path)
            self.ground.add_unread(kind, f"{self.name}/{what}s", reason, at=at, rest_api_id=known(self.id))
            return []

    def _read_resources(self) -> list[Method]:
        methods = []
        for resource in self._listed(calls.RESOURCES, Method, "method"):
            path = resource.get("path", "")
            at = self.ground.api_arn(f"{self.path}/resources/{resource['id']}")
            if resource.get("parentId"):  # the root is part of the API itself, as it is in a template
                properties = {
                    "RestApiId": self.id,
                    "ParentId": resource["parentId"],
                    "PathPart": resource.get("pathPart"),
                }
                name = f"{self.name}#{path}"
                self.ground.add(Resource, name, properties, at=at, physical_id=resource["id"], path=known(path))
            for verb, answer in sorted((resource.get("resourceMethods") or {}).items()):
                method = self.ground.add(
                    Method,
                    f"{self.name}#{verb} {path}",
                    spelling.method(self.id, resource, {"httpMethod": verb, **answer}),
                    at=f"{at}/methods/{verb}",
                    path=known(path),
                )
                methods.append(method)
        return methods

    def _read_hanging(self, kind: type[N], call: Call, what: str, segment: str) -> None:
        for item in self._listed(call, kind, what):
            properties = spelling.given(kind.__name__, spelling.pascal(item)) | {"RestApiId": self.id}
            at = self.ground.api_arn(f"{self.path}/{segment}/{item['id']}")
            name = f"{self.name}/{what} {item.get('name') or item['id']}"
            self.ground.add(kind, name, properties, at=at, physical_id=item["id"])

    def _read_models(self) -> None:
        for item in self._listed(calls.MODELS, RequestModel, "model"):
            name = item.get("name", "")
            if name in _OWN_MODELS:
                continue
            properties = spelling.given("Model", spelling.pascal(item)) | {"RestApiId": self.id}
            properties["Schema"] = spelling.read_document(item.get("schema"))
            at = self.ground.api_arn(f"{self.path}/models/{name}")
            self.ground.add(RequestModel, f"{self.name}/model {name}", properties, at=at, physical_id=name)

    def _read_gateway_responses(self) -> None:
        for item in self._listed(calls.GATEWAY_RESPONSES, GatewayResponse, "gateway response"):
            if item.get("defaultResponse"):
                continue
            kind = item.get("responseType", "")
            properties = spelling.given("GatewayResponse", spelling.pascal(item)) | {"RestApiId": self.id}
            at = self.ground.api_arn(f"{self.path}/gatewayresponses/{kind}")
            self.ground.add(GatewayResponse, f"{self.name}#{kind}", properties, at=at)

    def _read_stages(self, methods: list[Method]) -> None:
        stages = [item for item in self._listed(calls.STAGES, Stage, "stage") if self._is_wanted(item)]
        deployments: dict[str, Setting[tuple[str, ...]]] = {}
        for item in stages:
            shown = item.get("deploymentId", "")
            if shown and shown not in deployments:
                deployments[shown] = self._find_undeployed(item["stageName"], methods)
        described = {one["id"]: one for one in self._listed(calls.DEPLOYMENTS, Deployment, "deployment")}
        for identity, undeployed in deployments.items():
            self.ground.add(
                Deployment,
                self._deployment(identity),
                {"RestApiId": self.id, "Description": described.get(identity, {}).get("description") or None},
                at=self.ground.api_arn(f"{self.path}/deployments/{identity}"),
                physical_id=identity,
                depends_on=self._deployed(),
                undeployed=undeployed,
            )
        for item in stages:
            self._add_stage(item)

    def _is_wanted(self, item: Mapping[str, Any]) -> bool:
        return not self.stage or item["stageName"] == self.stage

    def _deployment(self, identity: str) -> str:
        return f"{self.name}/deployment {identity}"

    def _deployed(self) -> Iterator[str]:
        """What every deployment comes after: whether it holds all of it is asked of the stage's export."""
        yield self.ground.address(self.name)

    def _add_stage(self, item: Mapping[str, Any]) -> None:
        name = item["stageName"]
        at = self.ground.api_arn(f"{self.path}/stages/{name}")
        group = (item.get("accessLogSettings") or {}).get("destinationArn", "").partition(":log-group:")[2]
        execution = EXECUTION_LOG_GROUP.format(rest_api_id=self.id, stage_name=name)
        awaited = (
            self.account,
            self._deployment(item.get("deploymentId", "")),
            *(f"logs:{one}" for one in (group.removesuffix(":*"), execution)),
        )
        self.ground.add(
            Stage,
            f"{self.name}/{name}",
            spelling.stage(self.id, item, self.limits),
            at=at,
            physical_id=name,
            depends_on=map(self.ground.address, awaited),
        )
        if item.get("webAclArn"):
            properties = {"ResourceArn": at, "WebACLArn": item["webAclArn"]}
            self.ground.add(WebAclAssociation, f"{self.name}/{name} web ACL", properties, at=at)

    def _find_undeployed(self, stage: str, methods: list[Method]) -> Setting[tuple[str, ...]]:
        try:
            answer = self.ground.access.ask(calls.EXPORT, restApiId=self.id, stageName=stage)
        except Missing:
            return unknown(f"what stage {stage} of {self.name} serves could not be exported")
        except Unanswered as unanswered:
            return unknown(self.ground.miss(f"what stage {stage} of {self.name} serves", unanswered))
        return find_undeployed(answer["body"].read(), methods)
