"""The stacks that can see one another: nested ones taken in, outputs and exports followed from one to the next."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from wellwired.errors import UnreadableError
from wellwired.model.setting import Unsettled
from wellwired.model.stacks import StackPlace
from wellwired.model.text import display, find_hole, hole, pseudo, same
from wellwired.readers.conditions import find_verdict
from wellwired.readers.identities import is_named_plainly
from wellwired.readers.loops import PREFIX, write_out_loops
from wellwired.readers.nested import NESTED, find_nested
from wellwired.readers.parameters import read_parameters
from wellwired.readers.sam import expand_serverless
from wellwired.readers.scope import Resource, Scope
from wellwired.readers.template import SERVERLESS, Template

MAX_NESTED: Final = 500


class App:
    """Templates that are read together.

    scopes: by the stack's name in addresses. stack_names: by the name that CloudFormation knows the stack by.
    links: pairs of stacks of which one refers to the other. after: stacks by name, each with those deployed before it.
    construct_paths: template file and logical id to construct path. acknowledged: construct path to rules and reasons.
    is_joint: whether there are several templates that are not nested in one another, so that equal parameter names need
    not mean equal values.
    """

    def __init__(
        self,
        *,
        is_joint: bool = False,
        construct_paths: Mapping[tuple[str, str], str] | None = None,
        acknowledged: Mapping[str, Mapping[str, str]] | None = None,
    ) -> None:
        self.is_joint = is_joint
        self.construct_paths = construct_paths or {}
        self.acknowledged = acknowledged or {}
        self.scopes: dict[str, Scope] = {}
        self.stack_names: dict[str, Scope] = {}
        self.links: set[tuple[str, str]] = set()
        self.after: dict[str, set[str]] = {}
        self.unread: list[UnreadableError] = []
        self._names: dict[str, int] = {}
        self._nested: dict[tuple[str, str], Scope] = {}
        self._exports: dict[str, list[tuple[Scope, str]]] | None = None
        self._found: dict[str, list[tuple[Scope, str]]] = {}

    def add(
        self,
        template: Template,
        *,
        given: Mapping[str, Any],
        pseudo_parameters: Mapping[str, str],
        chain: tuple[str, ...] = (),
    ) -> Scope:
        """Take a stack in, with the stacks nested in it; raises `UnreadableError`."""
        if chain and len(self._nested) >= MAX_NESTED:
            raise UnreadableError(f"there are more than {MAX_NESTED} nested stacks", where=template.file)
        name = self._name_apart(template.name)
        if name != template.name:
            template = replace(template, name=name)
        pseudo_parameters = dict(pseudo_parameters)
        if self.is_joint or chain:
            pseudo_parameters.setdefault("AWS::StackName", pseudo(f"AWS::StackName of {template.name}"))
        if SERVERLESS in template.transforms:
            if PREFIX in template.source.text:  # loops are written out before serverless resources are expanded
                looping = Scope(template, self, given=given, pseudo_parameters=pseudo_parameters, chain=chain)
                template = replace(template, body=write_out_loops(template.body, looping))
            parameters = read_parameters(template.section("Parameters"), given)
            template = expand_serverless(template, parameters | pseudo_parameters)
        scope = Scope(template, self, given=given, pseudo_parameters=pseudo_parameters, chain=chain)
        self.scopes[scope.name] = scope
        self.unread += template.source.repeated or ()
        for resource in scope.resources.values():
            if resource.type == NESTED and not scope.is_left_out(resource.name):
                self._add_nested(resource, scope, pseudo_parameters)
        return scope

    def let_go(self) -> None:
        """Forget the stacks that are read: they refer back to here, and only a search for garbage would free them."""
        self.scopes.clear()
        self.stack_names.clear()
        self._nested.clear()
        self._exports = None
        self._found.clear()

    def _name_apart(self, name: str) -> str:
        """`name`, with a number where another stack has it already."""
        self._names[name] = self._names.get(name, 0) + 1
        return name if self._names[name] == 1 else self._name_apart(f"{name}-{self._names[name]}")

    def _add_nested(self, resource: Resource, scope: Scope, pseudo_parameters: Mapping[str, str]) -> None:
        child = find_nested(resource, scope)
        if child is None:
            return
        passed = scope.resolve_apart(resource.properties.get("Parameters"))
        try:
            nested = self.add(
                child,
                given=passed if isinstance(passed, dict) else {},
                pseudo_parameters={key: value for key, value in pseudo_parameters.items() if key != "AWS::StackName"},
                chain=scope.chain,
            )
        except UnreadableError as error:
            self.unread.append(error)
            return
        self._nested[scope.name, resource.name] = nested
        self.links.add((scope.name, nested.name))

    def find_nested_output(self, scope: Scope, name: str, output: str) -> Any:
        """What `Fn::GetAtt` of `Outputs.NAME` returns for a nested stack."""
        nested = self._nested.get((scope.name, name))
        if nested is None:
            return hole(f"output {output} of nested stack {name}: its template is not at hand")
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
        reason = find_hole(name)
        if reason is not None:
            return hole(f"import of {display(name)}: {reason}")
        found = self._found.get(name)
        if found is None:
            found = self._found[name] = self._find_exports(name)
        if len(found) != 1:
            number = "none" if not found else "more than one"
            return hole(f"import of {display(name)}: {number} of the templates given exports it")
        exporter, output = found[0]
        self._read_from(exporter, scope)
        return exporter.output(output)

    def _find_exports(self, name: str) -> list[tuple[Scope, str]]:
        """The outputs exported by this name; a pseudo-parameter in either may stand for what the other spells."""
        if self._exports is None:
            self._exports = self._read_exports()
        exact = self._exports.get(name)
        if exact is not None:
            return exact
        return [one for spelled, ones in self._exports.items() if _may_be(spelled, name) for one in ones]

    def _read_exports(self) -> dict[str, list[tuple[Scope, str]]]:
        self._exports = {}  # an export whose own name imports something finds nothing
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
        self._read_from(other, scope)
        return other.output(output)

    def _read_from(self, other: Scope, scope: Scope) -> None:
        self.links.add((scope.name, other.name))
        self.after.setdefault(scope.name, set()).add(other.name)

    def find_places(self) -> dict[str, StackPlace]:
        """Where each stack stands in the order of deployment, as far as it is known when all are read."""
        makers = {nested.name: f"{stack}/{name}" for (stack, name), nested in self._nested.items()}
        return {name: StackPlace(makers.get(name, ""), frozenset(self.after.get(name, ()))) for name in self.scopes}

    def find_construct_path(self, file: str, name: str) -> str:
        """The construct that made a resource, where an assembly says so, else ""."""
        return self.construct_paths.get((file, name), "")

    def find_acknowledged(self, construct_path: str) -> dict[str, str]:
        """Rules acknowledged on a construct or on one around it, each with the reason; the nearest one wins."""
        found: dict[str, str] = dict(self.acknowledged.get("", {}))
        parts = construct_path.split("/") if self.acknowledged and construct_path else []
        for taken in range(len(parts)):
            found |= self.acknowledged.get("/".join(parts[: taken + 1]), {})
        return found


def _may_be(exported: str, imported: str) -> bool:
    try:
        return same(exported, imported)
    except Unsettled:
        return False
