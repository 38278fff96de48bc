"""The whole reading: which APIs are meant, and every part of their wiring in the order in which one names the next."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

from wellwired.errors import UnreadableError, UsageError
from wellwired.facts import ACCOUNT_BURST_LIMIT, ACCOUNT_RATE_LIMIT
from wellwired.model.access import Policy
from wellwired.model.account_logging import find_logging_property
from wellwired.model.api import Account, Authorizer, Method, RestApi, Stage
from wellwired.model.wiring import Wiring
from wellwired.readers.live import calls
from wellwired.readers.live.access import LiveAccess, Missing, Unanswered
from wellwired.readers.live.apis import ApiReader
from wellwired.readers.live.functions import FunctionReader, find_named
from wellwired.readers.live.ground import Ground
from wellwired.readers.live.log_groups import read_log_groups
from wellwired.readers.live.plans import read_domains, read_plans
from wellwired.readers.live.roles import RoleReader
from wellwired.readers.live.session import Place
from wellwired.readers.live.watch import read_watch

Progress = Callable[[str, int, int], None]
_API: Final = "AWS::ApiGateway::RestApi"
_NESTED: Final = "AWS::CloudFormation::Stack"
# What every account has that was not granted another one.
_THROTTLE: Final = {"rateLimit": ACCOUNT_RATE_LIMIT, "burstLimit": ACCOUNT_BURST_LIMIT}


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What is meant: an API by id or name, a stage by name, a stack; "" for all there is."""

    api: str = ""
    stage: str = ""
    stack: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether the whole account and region is meant."""
        return not (self.api or self.stage or self.stack)


def read_account(
    access: LiveAccess, place: Place, scope: Scope | None = None, *, progress: Progress | None = None
) -> Wiring:
    """The wiring of an account and region, or of what `scope` means.

    progress: told the phase, what is done and how much there is. Raises `UsageError` where the scope means nothing,
    `UnreadableError` where nothing can be read.
    """
    scope = scope or Scope()
    tell = progress or (lambda *_: None)
    ground = Ground(access, place)
    tell("looking for APIs", 0, 0)
    apis = _find_apis(ground, scope)
    roles = RoleReader(ground)
    account, settings = _read_account_settings(ground, roles)
    for number, api in enumerate(apis):
        tell("reading APIs", number, len(apis))
        ApiReader(ground, api, settings.get("throttleSettings") or _THROTTLE, place.account, scope.stage).read()
    if scope.stage and not any(isinstance(node, Stage) for node in ground.nodes.values()):
        raise UsageError(f"no stage is called '{scope.stage}'", where=", ".join(str(api["name"]) for api in apis))
    if account.cloud_watch_role_arn.is_absent and not _logs(ground):
        ground.drop(account)  # settings that nobody ever made say nothing
    named = find_named(ground)
    for number, function in enumerate(named):
        tell("reading functions", number, len(named))
        FunctionReader(ground, roles, function).read()
    tell("reading roles, plans, domains, logs and alarms", 0, 0)
    _read_roles(ground, roles)
    ids = {str(api["id"]) for api in apis}
    read_plans(ground, ids, _stages(ground), whole=scope.is_whole)
    read_domains(ground, ids, whole=scope.is_whole)
    read_log_groups(ground)
    read_watch(ground, whole=scope.is_whole)
    return Wiring(ground.all_nodes(), unplaced=ground.notes, region=place.region, account=place.account)


def _find_apis(ground: Ground, scope: Scope) -> list[Mapping[str, Any]]:
    try:
        apis: list[Mapping[str, Any]] = ground.access.listed(calls.REST_APIS)
    except Unanswered as unanswered:
        raise UnreadableError(
            f"the REST APIs cannot be listed: {unanswered.reason}",
            remedy="`wellwired doctor --policy` prints the permissions that are needed",
        ) from None
    if scope.stack:
        ids = _ids_in_stack(ground, scope.stack)
        apis = [api for api in apis if api["id"] in ids]
        if not apis:
            raise UsageError("the stack holds no REST API", where=scope.stack)
    if scope.api:
        meant = [api for api in apis if scope.api in (api["id"], api.get("name"))]
        if not meant:
            names = sorted({str(api.get("name")) for api in apis})
            near = get_close_matches(scope.api, names, 3, 0.5) or names[:10]
            known = f"there is {', '.join(near)}" if near else "there is none at all"
            raise UsageError(f"no REST API has the id or name '{scope.api}'", where=ground.place.region, remedy=known)
        apis = meant
    return apis


def _ids_in_stack(ground: Ground, stack: str) -> set[str]:
    """Ids of the APIs of a stack and of the stacks nested in it."""
    found: set[str] = set()
    waiting, seen = [stack], set()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        try:
            resources = ground.access.listed(calls.STACK, StackName=name)
        except (Missing, Unanswered) as failure:
            reason = failure.reason if isinstance(failure, Unanswered) else "it does not exist"
            raise UnreadableError(f"the stack cannot be read: {reason}", where=name) from None
        for item in resources:
            identity = item.get("PhysicalResourceId")
            if identity and item.get("ResourceType") == _API:
                found.add(identity)
            elif identity and item.get("ResourceType") == _NESTED:
                waiting.append(identity)
    return found


def _logs(ground: Ground) -> bool:
    """Whether a stage on the ground logs with the account's role."""
    return any(isinstance(node, Stage) and find_logging_property(node) for node in ground.nodes.values())


def _read_account_settings(ground: Ground, roles: RoleReader) -> tuple[Account, Mapping[str, Any]]:
    name = ground.place.account
    at = ground.api_arn("/account")
    try:
        answer = ground.access.ask(calls.ACCOUNT)
    except (Unanswered, Missing) as failure:
        unanswered = failure if isinstance(failure, Unanswered) else Unanswered("there are no account settings")
        return ground.add_unread(Account, name, ground.miss("the account settings", unanswered), at=at), {}
    arn = answer.get("cloudwatchRoleArn") or None
    properties = {"CloudWatchRoleArn": arn} if arn else {}
    account = ground.add(Account, name, properties, at=at)
    roles.read(arn, account, "CloudWatchRoleArn")
    # the role was there before the settings could name it
    policies = [node.address for node in ground.nodes.values() if isinstance(node, Policy)]
    return ground.add(Account, name, properties, at=at, depends_on=policies), answer


def _read_roles(ground: Ground, roles: RoleReader) -> None:
    """The roles that API Gateway itself calls with."""
    for node in list(ground.nodes.values()):
        if isinstance(node, Method):
            integration = node.integration.if_known()
            if integration is not None:
                roles.read(integration.credentials.if_known(), node, "Integration/Credentials")
        elif isinstance(node, Authorizer):
            roles.read(node.authorizer_credentials.if_known(), node, "AuthorizerCredentials")


def _stages(ground: Ground) -> dict[str, list[str]]:
    """Addresses of the stages of each API, by its id."""
    found: dict[str, list[str]] = {node.physical_id: [] for node in ground.nodes.values() if isinstance(node, RestApi)}
    for node in ground.nodes.values():
        if isinstance(node, Stage):
            found.setdefault(node.rest_api_id.if_known() or "", []).append(node.address)
    return found
