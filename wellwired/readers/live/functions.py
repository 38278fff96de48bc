"""The functions behind integrations and authorizers: settings, state, policies, aliases and versions."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from wellwired.facts import APIGATEWAY_PRINCIPAL, INVOKE_ACTION
from wellwired.model.api import Authorizer, Method, Stage
from wellwired.model.compute import Alias, EventInvokeConfig, Function, Permission, Version
from wellwired.model.function_name import find_function_in_uri, parse_function_name
from wellwired.model.node import Node
from wellwired.model.setting import known, unknown
from wellwired.model.wiring import expand_stage_variables
from wellwired.readers.live import calls, spelling
from wellwired.readers.live.access import Missing, Unanswered
from wellwired.readers.live.ground import Ground
from wellwired.readers.live.roles import RoleReader

_LATEST: Final = "$LATEST"


@dataclass(slots=True)
class Named:
    """A function that something names: by qualifier ("" for none), who names it and in which property."""

    name: str
    by: dict[str, list[tuple[Node, str]]] = field(default_factory=lambda: defaultdict(list))


def find_named(ground: Ground) -> list[Named]:
    """Every function of this account and region that a method or authorizer on the ground invokes."""
    found: dict[str, Named] = {}
    for node, property_path, uri in _uris(ground):
        text = find_function_in_uri(uri)
        if text is None:
            continue
        spelled = parse_function_name(text)
        place = ground.place
        if spelled.account not in ("", place.account) or spelled.region not in ("", place.region):
            ground.note(f"function {text}", "it belongs to another account or region")
            continue
        named = found.setdefault(spelled.name, Named(spelled.name))
        named.by[spelled.qualifier].append((node, property_path))
    return list(found.values())


def _uris(ground: Ground) -> Iterator[tuple[Node, str, str]]:
    nodes = list(ground.nodes.values())
    stages: dict[str | None, list[Stage]] = defaultdict(list)
    for node in nodes:
        if isinstance(node, Stage):
            stages[node.rest_api_id.if_known()].append(node)
    for node in nodes:
        if isinstance(node, Method):
            integration = node.integration.if_known()
            uri = integration.uri.if_known() if integration is not None else None
            property_path = "Integration/Uri"
        elif isinstance(node, Authorizer):
            uri, property_path = node.authorizer_uri.if_known(), "AuthorizerUri"
        else:
            continue
        if not uri:
            continue
        of_api = stages[node.rest_api_id.if_known()] if "${stageVariables." in uri else [None]
        spelled = (uri if stage is None else _expanded(uri, stage) for stage in of_api)
        yield from ((node, property_path, text) for text in dict.fromkeys(spelled) if text)


def _expanded(uri: str, stage: Stage) -> str | None:
    return None if stage.variables.is_unknown else expand_stage_variables(uri, stage.variables)


@dataclass(frozen=True, slots=True)
class FunctionReader:
    """Reads one function."""

    ground: Ground
    roles: RoleReader
    named: Named

    @property
    def arn(self) -> str:
        """The function's ARN, without a qualifier."""
        return self.ground.arn("lambda", f"function:{self.named.name}")

    @property
    def name(self) -> str:
        """What its node is called."""
        return f"lambda:{self.named.name}"

    def read(self) -> None:
        """Put the function and what hangs on it onto the ground, or say that it is gone."""
        name = self.named.name
        try:
            answer = self.ground.access.ask(calls.FUNCTION, FunctionName=name)
        except Missing:
            for by, property_path in self._namers():
                self.ground.gone("function", name, by, property_path)
            return
        except Unanswered as unanswered:
            reason = self.ground.miss(f"function {name}", unanswered)
            self.ground.add_unread(Function, self.name, reason, physical_id=name, arn=self.arn)
        else:
            self._add(answer)
        aliases = self._read_aliases()
        for qualifier in dict.fromkeys(("", *self.named.by, *aliases)):
            self._read_policy(qualifier)
        self._read_invoke_configs()

    def _namers(self) -> Iterator[tuple[Node, str]]:
        return (one for pairs in self.named.by.values() for one in pairs)

    def _add(self, answer: Mapping[str, Any]) -> None:
        concurrency: Mapping[str, Any] = {}
        live = {
            "state": answer.get("State"),
            "state_reason": answer.get("StateReason"),
            "last_update_status": answer.get("LastUpdateStatus"),
        }
        settings: dict[str, Any] = {key: known(value) for key, value in live.items() if value}
        try:
            concurrency = self.ground.access.ask(calls.CONCURRENCY, FunctionName=self.named.name)
        except Missing:
            pass
        except Unanswered as unanswered:
            reason = self.ground.miss(f"the concurrency of function {self.named.name}", unanswered)
            settings["reserved_concurrent_executions"] = unknown(reason)
        node = self.ground.add(
            Function,
            self.name,
            spelling.function(answer, concurrency),
            at=self.arn,
            physical_id=self.named.name,
            arn=self.arn,
            **settings,
        )
        self.roles.read(answer.get("Role"), node, "Role")

    def _read_policy(self, qualifier: str) -> None:
        target = f"{self.arn}:{qualifier}" if qualifier else self.arn
        called = f"{self.name}:{qualifier}" if qualifier else self.name
        wanted = {"Qualifier": qualifier} if qualifier else {}
        try:
            answer = self.ground.access.ask(calls.FUNCTION_POLICY, FunctionName=self.named.name, **wanted)
        except Missing:
            return  # no policy: nobody but the account itself may invoke it
        except Unanswered as unanswered:
            reason = self.ground.miss(f"the policy of function {target}", unanswered)
            self.ground.add_unread(Permission, f"{called} policy", reason, at=target, function_name=known(target))
            return
        document = json.loads(answer.get("Policy") or "{}")
        for sid, properties in spelling.permissions(target, document):
            # one statement may hold several principals and actions, and two policies the same statement
            about, principal, action = (str(properties[key]) for key in ("FunctionName", "Principal", "Action"))
            called = f"lambda:{about.partition(':function:')[2]} statement {sid}"
            if principal != APIGATEWAY_PRINCIPAL or action != INVOKE_ACTION:
                called += f" for {principal} to {action}"
            self.ground.add(Permission, called, properties, at=about)

    def _read_aliases(self) -> list[str]:
        name = self.named.name
        try:
            answers = self.ground.access.listed(calls.ALIASES, FunctionName=name)
        except Missing:
            answers = []
        except Unanswered as unanswered:
            reason = self.ground.miss(f"the aliases of function {name}", unanswered)
            for qualifier in self.named.by:
                if qualifier and not qualifier.isdigit() and qualifier != _LATEST:
                    arn = f"{self.arn}:{qualifier}"
                    self.ground.add_unread(
                        Alias, f"{self.name}:{qualifier}", reason, physical_id=arn, arn=arn, alias_name=known(qualifier)
                    )
            return []
        provisioned = self._provisioned() if answers else {}
        for answer in answers:
            self._add_alias(answer, provisioned)
        aliases = [answer["Name"] for answer in answers]
        for qualifier, namers in self.named.by.items():
            if qualifier.isdigit():
                self._read_version(qualifier, namers)
            elif qualifier and qualifier not in aliases and qualifier != _LATEST:
                for by, property_path in namers:
                    self.ground.gone("alias", f"{name}:{qualifier}", by, property_path)
        return aliases

    def _add_alias(self, answer: Mapping[str, Any], provisioned: Mapping[str, int]) -> None:
        name = answer["Name"]
        arn = f"{self.arn}:{name}"
        version = answer.get("FunctionVersion", "")
        routing = answer.get("RoutingConfig") or {}
        amount = provisioned.get(name)
        properties = {
            "FunctionName": self.named.name,
            "Name": name,
            "FunctionVersion": version,
            "RoutingConfig": routing if routing.get("AdditionalVersionWeights") else None,
            "ProvisionedConcurrencyConfig": {"ProvisionedConcurrentExecutions": amount} if amount else None,
        }
        self.ground.add(Alias, f"{self.name}:{name}", properties, at=arn, physical_id=arn, arn=arn)
        if version.isdigit():  # Lambda keeps the versions that an alias points at
            self._add_version(version)

    def _provisioned(self) -> dict[str, int]:
        try:
            answers = self.ground.access.listed(calls.PROVISIONED, FunctionName=self.named.name)
        except (Missing, Unanswered) as failure:
            if isinstance(failure, Unanswered):
                self.ground.miss(f"the provisioned concurrency of function {self.named.name}", failure)
            return {}
        return {
            parse_function_name(one["FunctionArn"]).qualifier: one.get("RequestedProvisionedConcurrentExecutions", 0)
            for one in answers
        }

    def _read_version(self, version: str, namers: list[tuple[Node, str]]) -> None:
        try:
            self.ground.access.ask(calls.FUNCTION, FunctionName=self.named.name, Qualifier=version)
        except Missing:
            for by, property_path in namers:
                self.ground.gone("version", f"{self.named.name}:{version}", by, property_path)
        except Unanswered as unanswered:
            self.ground.miss(f"version {version} of function {self.named.name}", unanswered)
        else:
            self._add_version(version)

    def _add_version(self, version: str) -> None:
        arn = f"{self.arn}:{version}"
        properties = {"FunctionName": self.named.name}
        self.ground.add(Version, f"{self.name}:{version}", properties, at=arn, physical_id=arn, arn=arn)

    def _read_invoke_configs(self) -> None:
        name = self.named.name
        try:
            answers = self.ground.access.listed(calls.INVOKE_CONFIGS, FunctionName=name)
        except Missing:
            return
        except Unanswered as unanswered:
            reason = self.ground.miss(f"the asynchronous settings of function {name}", unanswered)
            called = f"{self.name} asynchronous settings"
            self.ground.add_unread(EventInvokeConfig, called, reason, at=self.arn, function_name=known(name))
            return
        for answer in answers:
            qualifier = parse_function_name(answer.get("FunctionArn", "")).qualifier or _LATEST
            wanted = {key: one for key, one in (answer.get("DestinationConfig") or {}).items() if one}
            properties = {"FunctionName": name, "Qualifier": qualifier, "DestinationConfig": wanted or None}
            self.ground.add(EventInvokeConfig, f"{self.name}:{qualifier} asynchronous", properties, at=self.arn)
