"""Which functions API Gateway invokes, for whom, and as which source it asks: methods and authorizers alike.

API Gateway asks Lambda as `arn:...:execute-api:region:account:api/stage/VERB/path` for a method and as
`.../api/authorizers/id` for an authorizer; the function's resource policy is matched against that.
Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from wellwired.model.api import Authorizer, Method, RestApi, Stage
from wellwired.model.compute import Function
from wellwired.model.invocation_uri import UriKind, classify_uri
from wellwired.model.record import Record, record
from wellwired.model.setting import Setting, Unsettled, absent
from wellwired.model.text import hole
from wellwired.model.wiring import Target, Wiring, expand_stage_variables

TEST_STAGE: Final = "test-invoke-stage"  # what the console's Test button asks as
VERBS: Final = ("GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS")
_VARIABLE: Final = re.compile(r"\$\{stageVariables\.([^}]*)\}")
LAMBDA_INTEGRATIONS: Final = ("AWS", "AWS_PROXY")


@record
class ServedStage(Record):
    """A stage that serves an API, whether a Stage or a Deployment makes it. `name`: symbolic text."""

    name: str
    variables: Setting[Mapping[str, str]] = absent()
    node: Stage | None = None


@record
class Invocation(Record):
    """One reason for API Gateway to invoke a function: a method in a stage, or an authorizer.

    credentials: the role it invokes with, or None where the function's own policy must allow it.
    """

    caller: Method | Authorizer
    api: RestApi
    target: Target
    function: Function
    stage: str = ""
    credentials: str | None = None

    @property
    def label(self) -> str:
        """The caller as people say it."""
        return self.caller.route if isinstance(self.caller, Method) else self.caller.label

    def sources(self, stage: str = "") -> tuple[tuple[str, ...], ...]:
        """What stands behind the ARN's account, in `stage` (its own unless given).

        Every group must be allowed, each by any one of its spellings: ANY stands for every verb, and the root's
        path is spelled with and without the last slash.
        """
        return read_sources(self.caller, self.api, stage or self.stage)


@dataclass(frozen=True, slots=True)
class Invocations:
    """Every invocation of a wiring, by the function's identity; `unsettled`: APIs with a target nobody knows."""

    by_function: Mapping[int, list[Invocation]]
    unsettled: Mapping[int, str] = field(default_factory=dict)

    def of(self, function: Function) -> list[Invocation]:
        """The invocations of one function, whatever version or alias they ask for."""
        return self.by_function.get(id(function), [])


def read_sources(caller: Method | Authorizer, api: RestApi, stage: str) -> tuple[tuple[str, ...], ...]:
    """What API Gateway asks as when a caller of `api` is served in `stage`; see `Invocation.sources`."""
    if isinstance(caller, Authorizer):
        identity = caller.physical_id or hole("the authorizer gets its id when the body is imported")
        return ((f"{api.physical_id}/authorizers/{identity}",),)
    verb = caller.http_method.or_default("ANY").upper()
    path = caller.path.known()
    if path is None:
        raise Unsettled(f"the path of {caller.label} is not known")
    ends = ("/", "") if path == "/" else (path,)
    verbs = VERBS if verb == "ANY" else (verb,)
    return tuple(tuple(f"{api.physical_id}/{stage}/{one}{end}" for end in ends) for one in verbs)


def read_invocations(wiring: Wiring) -> Invocations:
    """The invocations among the nodes, indexed once a wiring."""
    return wiring.once(_index)


def served_stages(wiring: Wiring, api: RestApi) -> tuple[ServedStage, ...]:
    """The stages of an API among the nodes; one without a known name stands for those that are not."""
    stages = [
        ServedStage(name=_name(stage), variables=stage.variables, node=stage) for stage in wiring.of_api(Stage, api)
    ]
    return tuple(stages) or (ServedStage(name=hole("the API's stage is not among the resources")),)


def callers_of(wiring: Wiring, function: Function) -> tuple[Method | Authorizer, ...]:
    """The methods and authorizers that invoke a function, each once."""
    return tuple({id(one.caller): one.caller for one in read_invocations(wiring).of(function)}.values())


def is_called_by_method(wiring: Wiring, function: Function) -> bool:
    """Whether a method calls a function, in whatever stage."""
    return any(isinstance(one.caller, Method) for one in read_invocations(wiring).of(function))


def _index(wiring: Wiring) -> Invocations:
    by_function: dict[int, list[Invocation]] = defaultdict(list)
    unsettled: dict[int, str] = {}
    for api in wiring.all(RestApi):
        stages = served_stages(wiring, api)
        callers: tuple[Method | Authorizer, ...] = (*wiring.of_api(Method, api), *wiring.of_api(Authorizer, api))
        for caller in callers:
            try:
                for found in _invocations(wiring, api, caller, stages):
                    by_function[id(found.function)].append(found)
            except Unsettled as doubt:
                unsettled[id(api)] = doubt.reason
    return Invocations(by_function, unsettled)


def _invocations(
    wiring: Wiring, api: RestApi, caller: Method | Authorizer, stages: tuple[ServedStage, ...]
) -> Iterator[Invocation]:
    uri, credentials = _uri_and_credentials(caller)
    if uri is None:
        return
    in_stages = isinstance(caller, Method) or "${stageVariables." in uri
    for stage in stages if in_stages else stages[:1]:
        spelled = expand_stage_variables(uri, stage.variables)
        if spelled is None or classify_uri(wiring, spelled) is not UriKind.INVOCATION:
            continue  # API Gateway refuses it, or asks for a function that has no name yet
        target = wiring.find_target(spelled)
        if target is not None and target.function is not None:
            yield Invocation(
                caller=caller,
                api=api,
                target=target,
                function=target.function,
                stage=stage.name,
                credentials=credentials,
            )


def _uri_and_credentials(caller: Method | Authorizer) -> tuple[str | None, str | None]:
    if isinstance(caller, Authorizer):
        return caller.authorizer_uri.known(), caller.authorizer_credentials.known()
    integration = caller.integration.known()
    if integration is None or integration.type.known() not in LAMBDA_INTEGRATIONS:
        return None, None
    return integration.uri.known(), integration.credentials.known()


def _name(stage: Stage) -> str:
    """The name of a stage; one that nobody names gets its name when it is made, and `Ref` returns it."""
    name = stage.stage_name
    return hole(name.reason) if name.is_unknown else name.or_default("") or stage.physical_id


def find_certain_target(wiring: Wiring, uri: str | None) -> Target | None:
    """What an invocation URI certainly calls; None where it is none, or where nobody can tell.

    For rules about slips: a function that comes in as a parameter is no slip, and nothing to leave open.
    """
    try:
        return wiring.find_target(uri) if uri else None
    except Unsettled:
        return None


def missing_stage_variables(wiring: Wiring, api: RestApi, uri: str) -> Iterator[tuple[ServedStage, tuple[str, ...]]]:
    """The stages among the nodes that leave a variable of the URI undefined, each with the names."""
    asked = tuple(dict.fromkeys(_VARIABLE.findall(uri)))
    for stage in served_stages(wiring, api) if asked else ():
        missing = tuple(name for name in asked if name not in stage.variables.or_default({}))
        if stage.node is not None and missing:
            yield stage, missing
