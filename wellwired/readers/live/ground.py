"""What nodes of a live account are made on: their addresses, origins and settings, and notes of what was not read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar, cast, get_origin

from wellwired.model.access import Policy
from wellwired.model.live import Gone
from wellwired.model.node import Json, Node
from wellwired.model.origin import Origin
from wellwired.model.setting import Setting, unknown
from wellwired.model.wiring import Unplaced
from wellwired.readers.live.access import LiveAccess, Unanswered
from wellwired.readers.live.session import Place
from wellwired.readers.nodes import Fitting, read_fields
from wellwired.readers.resources import MODELLED

N = TypeVar("N", bound=Node)
_TYPES = {kind: name for name, kind in MODELLED.items()} | {Policy: "AWS::IAM::ManagedPolicy"}


@dataclass(slots=True)
class Ground:
    """What every part of the reader shares.

    nodes: those made so far, by address. notes: what could not be read or placed. gone: by kind and spelling.
    """

    access: LiveAccess
    place: Place
    nodes: dict[str, Node] = field(default_factory=dict)
    notes: dict[Unplaced, None] = field(default_factory=dict)
    _gone: dict[tuple[str, str], tuple[str, dict[str, None]]] = field(default_factory=dict)

    def address(self, name: str) -> str:
        """The address of what is called `name`: all of a region is one stack."""
        return f"{self.place.region}/{name}"

    def arn(self, service: str, rest: str, *, region: bool = True, account: bool = True) -> str:
        """An ARN of this account and region."""
        place = self.place
        owner = f"{place.region if region else ''}:{place.account if account else ''}"
        return f"arn:{place.partition}:{service}:{owner}:{rest}"

    def api_arn(self, path: str) -> str:
        """The ARN of something of API Gateway, such as /restapis/a1b2c3."""
        return self.arn("apigateway", path, account=False)

    def add(
        self,
        kind: type[N],
        name: str,
        properties: Mapping[str, Json],
        *,
        at: str,
        physical_id: str = "",
        arn: str = "",
        depends_on: Iterable[str] = (),
        **live: Setting[Any] | Any,
    ) -> N:
        """Make a node of CloudFormation properties. `at`: its ARN for people. `live`: fields set as they are."""
        fitting = Fitting()
        settings: dict[str, Any] = {**read_fields(kind, properties, fitting), **live}
        for misfit in fitting.misfits:
            self.note(f"{kind.__name__} {name}", misfit)
        return self._keep(kind, name, settings, at=at, physical_id=physical_id, arn=arn, depends_on=depends_on)

    def add_unread(
        self,
        kind: type[N],
        name: str,
        reason: str,
        *,
        at: str = "",
        physical_id: str = "",
        arn: str = "",
        **certain: Setting[Any] | Any,
    ) -> N:
        """Make a node of which nothing is known but what is `certain`, so that no rule takes it for absent."""
        settings: dict[str, Any] = {
            item.name: unknown(reason) for item in fields(cast("Any", kind)) if get_origin(item.type) is Setting
        }
        return self._keep(
            kind, name, {**settings, **certain}, at=at or arn, physical_id=physical_id, arn=arn, depends_on=()
        )

    def _keep(
        self,
        kind: type[N],
        name: str,
        settings: Mapping[str, Any],
        *,
        at: str,
        physical_id: str,
        arn: str,
        depends_on: Iterable[str],
    ) -> N:
        node = kind(
            address=self.address(name),
            origin=Origin(arn=at),
            physical_id=physical_id,
            arn=arn,
            depends_on=frozenset(depends_on),
            resource_type=_TYPES.get(kind, ""),
            **settings,
        )
        self.nodes[node.address] = node
        return node

    def note(self, what: str, reason: str) -> None:
        """Say something that could not be read or placed."""
        self.notes[Unplaced(what, reason)] = None

    def miss(self, what: str, unanswered: Unanswered) -> str:
        """Note what an unanswered call leaves out, and return why."""
        self.note(what, unanswered.reason)
        return unanswered.reason

    def drop(self, node: Node) -> None:
        """Take a node back."""
        del self.nodes[node.address]

    def gone(self, kind: str, named: str, by: Node, property: str = "") -> None:
        """Say that something named by a node does not exist."""
        named_by = self._gone.setdefault((kind, named), (property, {}))[1]
        named_by[by.address] = None

    def all_nodes(self) -> list[Node]:
        """Every node, with what is gone."""
        for (kind, named), (property_path, by) in self._gone.items():
            namer = self.nodes[next(iter(by))]
            node = Gone(
                address=self.address(f"gone {kind} {named}"),
                origin=namer.origin,
                kind=kind,
                named=named,
                named_by=tuple(by),
                property=property_path,
            )
            self.nodes[node.address] = node
        return list(self.nodes.values())
