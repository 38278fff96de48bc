"""The whole graph: every node that was read, and the look-ups that rules, reports and diagnosis need."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, KeysView, Mapping
from typing import Any, NamedTuple, TypeVar, TypeVarTuple, cast

from wellwired.model.access import Policy, Role
from wellwired.model.api import (
    Account,
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
from wellwired.model.compute import Alias, Function, Version
from wellwired.model.function_name import FunctionName, find_function_in_uri, parse_function_name
from wellwired.model.node import Node
from wellwired.model.plans import ApiStage, UsagePlan, UsagePlanKey
from wellwired.model.setting import Setting, Unsettled
from wellwired.model.stacks import StackPlace
from wellwired.model.text import find_hole, find_reference, same

N = TypeVar("N", bound=Node)
Made = TypeVar("Made")
Of = TypeVarTuple("Of")
OfApi = Resource | Method | RequestValidator | RequestModel | Authorizer | GatewayResponse | Deployment | Stage
A = TypeVar("A", Resource, Method, RequestValidator, RequestModel, Authorizer, GatewayResponse, Deployment, Stage)


class Target(NamedTuple):
    """What an invocation URI calls: the function's name as spelled, and the nodes behind it where they are known."""

    spelled: FunctionName
    function: Function | None
    alias: Alias | None
    version: Version | None

    @property
    def is_outside(self) -> bool:
        """Whether the function is none of this wiring's."""
        return self.function is None


class Unplaced(NamedTuple):
    """Something a reader met and could not model; said aloud so that silence is never taken for clean."""

    what: str
    reason: str
    file: str = ""


class Wiring:
    """Every node of one judgement: a template, an app of several stacks, or a live account and region.

    Look-ups named `find_` return None where the thing is certainly not among the nodes, and raise `Unsettled`
    where the input does not settle which thing is meant.

    around: stacks that are looked at, and judged in a wiring of their own. stacks: the places of stacks, by name,
    where there are several. kinds: the types of which there are nodes.
    """

    def __init__(
        self,
        nodes: Iterable[Node],
        *,
        unplaced: Iterable[Unplaced] = (),
        region: str = "",
        account: str = "",
        around: Iterable[str] = (),
        stacks: Mapping[str, StackPlace] | None = None,
    ) -> None:
        self.nodes: tuple[Node, ...] = tuple(nodes)
        self.around = frozenset(around)
        self.stacks = stacks or {}
        self.unplaced: tuple[Unplaced, ...] = tuple(unplaced)
        self.region = region
        self.account = account
        self._by_address: dict[str, Node] = {}
        self._by_text: dict[tuple[type[Node], str], Node] = {}
        self._of_api: dict[tuple[type[Node], int], tuple[Any, ...]] | None = None
        self._made: dict[object, Any] = {}
        by_kind: dict[type[Node], list[Node]] = defaultdict(list)
        for node in self.nodes:
            by_kind[type(node)].append(node)
            self._by_address[node.address] = node
            for text in (node.physical_id, node.arn):
                if text:
                    self._by_text.setdefault((type(node), text), node)
        self._by_kind: dict[type[Node], tuple[Any, ...]] = {kind: tuple(found) for kind, found in by_kind.items()}
        self.kinds: KeysView[type[Node]] = self._by_kind.keys()

    def all(self, kind: type[N]) -> tuple[N, ...]:
        """Every node of exactly this kind, in the order it was read."""
        return self._by_kind.get(kind, ())

    def is_own(self, address: str) -> bool:
        """Whether what is at an address is judged here, not only looked at."""
        return address.partition("/")[0] not in self.around

    def own(self, kind: type[N]) -> tuple[N, ...]:
        """Every node of exactly this kind that is judged here."""
        found = self.all(kind)
        return tuple(node for node in found if self.is_own(node.address)) if self.around else found

    def once(self, make: Callable[["Wiring", *Of], Made], *of: *Of) -> Made:
        """What `make` makes of this wiring and of nodes in it, made at the first call: for what several rules lean on.

        `make` is a function of a module, never a lambda: it is the key, with the nodes.
        """
        key = (make, *of) if of else make
        if key not in self._made:
            self._made[key] = make(self, *of)
        made: Made = self._made[key]
        return made

    def find_at(self, address: str) -> Node | None:
        """The node at an address."""
        return self._by_address.get(address)

    def find(self, text: str | None, kind: type[N]) -> N | None:
        """The node of `kind` that a symbolic text names by reference, physical id or ARN."""
        if text is None:
            return None
        exact = self._by_text.get((kind, text))
        if exact is not None:
            return cast("N", exact)
        named = find_reference(text)
        if named is not None:
            node = self._by_address.get(named.address)
            return node if isinstance(node, kind) else None
        if text.startswith("arn:"):
            for node in self._by_kind.get(kind, ()):
                if node.arn and same(node.arn, text):
                    return cast("N", node)
        reason = find_hole(text)
        if reason is not None:
            raise Unsettled(reason)
        return None

    def find_api(self, node: OfApi) -> RestApi | None:
        """The REST API that a node belongs to."""
        return self.find(node.rest_api_id.known(), RestApi)

    def of_api(self, kind: type[A], api: RestApi) -> tuple[A, ...]:
        """The nodes of `kind` that belong to `api`; those whose API is not settled belong to none."""
        if self._of_api is None:
            self._of_api = self._index_by_api()
        return self._of_api.get((kind, id(api)), ())

    def _index_by_api(self) -> dict[tuple[type[Node], int], tuple[Any, ...]]:
        index: dict[tuple[type[Node], int], list[Node]] = defaultdict(list)
        for kind in (
            Resource,
            Method,
            RequestValidator,
            RequestModel,
            Authorizer,
            GatewayResponse,
            Deployment,
            Stage,
        ):
            for node in self.all(kind):
                try:
                    api = self.find_api(cast("OfApi", node))
                except Unsettled:
                    continue
                if api is not None:
                    index[kind, id(api)].append(node)
        return {key: tuple(nodes) for key, nodes in index.items()}

    def find_stage(self, api: RestApi, name: str) -> Stage | None:
        """The stage of `api` with this name (or that this text refers to)."""
        referred = find_reference(name)
        for stage in self.of_api(Stage, api):
            if referred is not None and referred.address == stage.address:
                return stage
            if stage.stage_name.is_known and same(cast("str", stage.stage_name.value), name):
                return stage
        return None

    def find_target(self, uri: str) -> Target | None:
        """What an invocation URI calls; None where it is not a Lambda invocation URI."""
        spelled = find_function_in_uri(uri)
        return self.get_function(spelled) if spelled is not None else None

    def get_function(self, text: str) -> Target:
        """The function, and the alias or version, that a name, an ARN or a reference means."""
        whole = find_reference(text)
        node = self._by_address.get(whole.address) if whole else None
        if isinstance(node, Alias | Version) and node.arn:
            text = node.arn
        elif isinstance(node, Function):
            text = node.arn or node.physical_id
        name = parse_function_name(text)
        function = self._find_function_named(name.name)
        return Target(
            name,
            function,
            self._find_qualified(Alias, function, name.qualifier),
            self._find_qualified(Version, function, name.qualifier),
        )

    def _find_function_named(self, name: str) -> Function | None:
        exact = self._by_text.get((Function, name))
        if exact is not None:
            return cast("Function", exact)
        whole = find_reference(name)
        if whole is not None:
            node = self._by_address.get(whole.address)
            return node if isinstance(node, Function) else None
        reason = find_hole(name)
        if reason is not None:
            raise Unsettled(reason)
        return None

    def _find_qualified(self, kind: type[Alias] | type[Version], function: Function | None, qualifier: str) -> N | None:
        if function is None or not qualifier:
            return None
        for node in self.all(kind):
            if node.arn and parse_function_name(node.arn)[:2] == (function.physical_id, qualifier):
                return cast("N", node)
        return None

    def find_role(self, text: str | None) -> Role | None:
        """The role that a name or an ARN means."""
        return self.find(text, Role)

    def policies_of(self, role: Role) -> Iterator[Policy]:
        """The policies that other resources attach to a role.

        A policy whose roles are not settled raises `Unsettled` after the settled ones.
        """
        index = self.once(_index_policies)
        yield from index.get(id(role), ())
        for policy in index.get(None, ()):  # those whose roles are not settled
            for name in policy.roles.or_default(()):
                self.find(name, Role)
            self.find(policy.role_name.known(), Role)

    def plans_of(self, api: RestApi, stage: Stage) -> Iterator[tuple[UsagePlan, ApiStage]]:
        """The usage plans that cover a stage, each with the entry that does."""
        for plan in self.all(UsagePlan):
            for entry in plan.api_stages.or_default(()):
                name = entry.stage.known()
                if self.find(entry.api_id.known(), RestApi) is api and name and self.find_stage(api, name) is stage:
                    yield plan, entry

    def keys_of(self, plan: UsagePlan) -> Iterator[UsagePlanKey]:
        """The joins that put an API key on a plan."""
        for join in self.all(UsagePlanKey):
            if self.find(join.usage_plan_id.known(), UsagePlan) is plan:
                yield join

    def find_account(self) -> Account | None:
        """The account settings among the nodes, or None where they live elsewhere."""
        return next(iter(self.all(Account)), None)


def _index_policies(wiring: Wiring) -> dict[int | None, list[Policy]]:
    """The policies attached to each role (by identity), and under None those whose roles are not settled."""
    index: dict[int | None, list[Policy]] = defaultdict(list)
    for policy in wiring.all(Policy):
        try:
            names = {*policy.roles.or_default(()), policy.role_name.known()}
            roles = [wiring.find(name, Role) for name in names]
        except Unsettled:
            roles = []
            index[None].append(policy)
        for role in roles:
            if role is not None:
                index[id(role)].append(policy)
    for role in wiring.all(Role):
        for arn in role.managed_policy_arns.if_known() or ():
            managed = None if find_hole(arn) else wiring.find(arn, Policy)
            if managed is not None and managed not in index[id(role)]:
                index[id(role)].append(managed)
    return index


def expand_stage_variables(text: str, variables: Setting[Mapping[str, str]]) -> str | None:
    """`text` with each `${stageVariables.NAME}` put in from a stage; None where the stage does not define one."""
    head, found, rest = text.partition("${stageVariables.")
    if not found:
        return text
    name, _, tail = rest.partition("}")
    value = variables.or_default({}).get(name)
    return None if value is None else expand_stage_variables(f"{head}{value}{tail}", variables)
