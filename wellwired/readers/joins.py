"""The stacks of one app: nested ones found, outputs and exports followed from one to another, nodes read together."""

from collections.abc import Iterable, Mapping
from typing import Any

from wellwired.errors import UnreadableError
from wellwired.model.node import Node
from wellwired.model.setting import Unsettled
from wellwired.model.text import display, find_hole, hole, same
from wellwired.model.wiring import Wiring
from wellwired.readers.conditions import find_verdict
from wellwired.readers.identities import is_named_plainly
from wellwired.readers.nested import find_nested
from wellwired.readers.resources import read_nodes
from wellwired.readers.sam import expand_serverless
from wellwired.readers.scope import Scope
from wellwired.readers.template import SERVERLESS, Template

STACK = "AWS::CloudFormation::Stack"
MAX_STACKS = 500


class App:
    """Every stack that can see the others: one template, or the stacks of an app in one environment."""

    def __init__(self) -> None:
        self.scopes: dict[str, Scope] = {}
        self.stack_names: dict[str, Scope] = {}
        self.links: set[tuple[str, str]] = set()  # addresses' stacks that refer to one another
        self._nested: dict[tuple[str, str], Scope] = {}
        self._exports: dict[str, list[tuple[Scope, str]]] | None = None

    def add(
        self,
        template: Template,
        *,
        given: Mapping[str, Any],
        pseudo: Mapping[str, str],
        chain: tuple[str, ...] = (),
    ) -> Scope:
        """Take a stack in, with the stacks nested in it."""
        if len(self.scopes) >= MAX_STACKS:
            raise UnreadableError(f"it nests more than {MAX_STACKS} stacks", where=template.file)
        if SERVERLESS in template.transforms:
            template = expand_serverless(template, given)
        scope = Scope(template, self, given=given, pseudo_parameters=pseudo, chain=chain)
        self.scopes[scope.name] = scope
        for resource in scope.resources.values():
            if resource.type == STACK and not scope.is_left_out(resource.name):
                child = find_nested(resource, scope)
                if child is not None:
                    passed = scope.resolve_apart(resource.properties.get("Parameters"))
                    nested = self.add(
                        child,
                        given=passed if isinstance(passed, dict) else {},
                        pseudo={key: value for key, value in pseudo.items() if key != "AWS::StackName"},
                        chain=scope.chain,
                    )
                    self._nested[scope.name, resource.name] = nested
                    self.links.add((scope.name, nested.name))
        return scope

    def find_nested_output(self, scope: Scope, name: str, output: str) -> Any:
        """`GetAtt Nested.Outputs.Name`."""
        nested = self._nested.get((scope.name, name))
        if nested is None:
            return hole(f"{name}.Outputs.{output}: the nested stack's template is not at hand")
        return nested.output(output)

    def find_resource(self, address: str) -> tuple[str, Scope] | None:
        """The resource at an address, and the scope it is in."""
        stack, _, name = address.partition("/")
        scope = self.scopes.get(stack)
        return (name, scope) if scope is not None and name in scope.resources else None

    def is_named_plainly(self, address: str) -> bool:
        """Whether `Ref` of the resource at `address` is a bare name or id."""
        found = self.find_resource(address)
        return found is not None and is_named_plainly(found[1].resources[found[0]].type)

    def find_export(self, name: str, scope: Scope) -> Any:
        """What `Fn::ImportValue` returns."""
        if find_hole(name) is not None:
            return hole(f"import of {display(name)}: {find_hole(name)}")
        found = self._find_exports(name)
        if len(found) != 1:
            number = "none" if not found else "more than one"
            return hole(f"import of {display(name)}: {number} of the templates given exports it")
        exporter, output = found[0]
        self.links.add((scope.name, exporter.name))
        return exporter.output(output)

    def _find_exports(self, name: str) -> list[tuple[Scope, str]]:
        if self._exports is None:
            self._exports = self._read_exports()
        exact = self._exports.get(name)
        if exact is not None:
            return exact
        return [one for spelled, ones in self._exports.items() if _may_be(spelled, name) for one in ones]

    def _read_exports(self) -> dict[str, list[tuple[Scope, str]]]:
        self._exports = {}  # an export's name that leads here again finds nothing
        exports: dict[str, list[tuple[Scope, str]]] = {}
        for scope in self.scopes.values():
            for output, declared in scope.outputs.items():
                export = declared.get("Export") if isinstance(declared, dict) else None
                if not isinstance(export, dict):
                    continue
                condition = declared.get("Condition")
                if condition is not None and find_verdict(condition, scope).truth is False:
                    continue
                name = scope.resolve_apart(export.get("Name"))
                if isinstance(name, str):
                    exports.setdefault(name, []).append((scope, output))
        return exports

    def find_output(self, stack_name: str, output: str, scope: Scope) -> Any:
        """What `Fn::GetStackOutput` returns."""
        other = self.stack_names.get(stack_name)
        if other is None:
            return hole(f"output {output} of stack {display(stack_name)}: its template is not among those given")
        self.links.add((scope.name, other.name))
        return other.output(output)

    def find_construct_path(self, scope: Scope, name: str) -> str:
        """The construct that made a resource, where an assembly says so."""
        return ""

    def find_acknowledged(self, scope: Scope, name: str) -> Mapping[str, str]:
        """Rules acknowledged on a resource in a CDK app, each with the reason."""
        return {}


def _may_be(exported: str, imported: str) -> bool:
    try:
        return same(exported, imported)
    except Unsettled:
        return False


def read_wiring(app: App, scopes: Iterable[Scope]) -> Wiring:
    """The wiring of the scopes given."""
    chosen = list(scopes)
    nodes: list[Node] = [node for scope in chosen for node in read_nodes(scope)]
    regions = {scope.region for scope in chosen}
    accounts = {scope.account for scope in chosen}
    return Wiring(
        nodes,
        unplaced=[item for scope in chosen for item in scope.unplaced.values()],
        region=_literal(regions),
        account=_literal(accounts),
    )


def _literal(values: set[str]) -> str:
    value = next(iter(values), "")
    return value if len(values) == 1 and value.isascii() else ""
