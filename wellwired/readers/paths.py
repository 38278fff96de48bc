"""The whole paths of API resources, put together along their parents."""

from typing import Any

from wellwired.model.setting import Setting, known, unknown
from wellwired.model.text import display, find_hole, find_reference
from wellwired.readers.intrinsics import spell
from wellwired.readers.scope import Scope

_TYPE = "AWS::ApiGateway::Resource"
_API = "AWS::ApiGateway::RestApi"


def path_of(name: str, scope: Scope) -> Setting[str]:
    """The whole path of the resource `name`, such as /items/{id}."""
    chain: dict[tuple[str, str], Scope] = {}
    base: Setting[str]
    while True:
        if name in scope.paths:
            base = scope.paths[name]
            break
        if (name, scope.name) in chain:
            scope.note(f"resource {name}", "it is its own parent")
            base = unknown(f"{name} is its own parent")
            break
        chain[name, scope.name] = scope
        parent = scope.resolve_apart(scope.resources[name].properties.get("ParentId"))
        above = _resource_named(parent, scope)
        if above is None:
            base = _base(parent, scope)
            break
        name, scope = above
    for (child, _), inside in reversed(chain.items()):
        part = inside.resolve_apart(inside.resources[child].properties.get("PathPart"))
        spelled = spell(part)
        if spelled is None:
            base = unknown(f"the PathPart of {child} is no text")
        elif base.is_known:
            base = known(inside.grow(f"{base.or_default('').rstrip('/')}/{spelled}"))
        inside.paths[child] = base
    return base


def find_path_of(resource_id: Setting[str] | None, scope: Scope) -> Setting[str]:
    """The path that a method's ResourceId means."""
    if resource_id is None:
        return unknown("the method names no resource")
    if not resource_id.is_known:
        return unknown(resource_id.reason)
    text = resource_id.known()
    found = _resource_named(text, scope)
    if found is None:
        return _base(text, scope)
    path = path_of(*found)
    scope.spend(len(path.or_default("")) if path.is_known else 0)  # methods share it, and each is called by it
    return path


def _resource_named(text: Any, scope: Scope) -> tuple[str, Scope] | None:
    """The API resource that symbolic text is a `Ref` of."""
    named = find_reference(text) if isinstance(text, str) else None
    found = scope.app.find_resource(named.address) if named is not None and not named.attribute else None
    if found is None or found[1].resources[found[0]].type != _TYPE:
        return None
    return found


def _base(text: Any, scope: Scope) -> Setting[str]:
    """The path that is no resource's own: the root of an API."""
    if not isinstance(text, str):
        return unknown("the parent is not named by text")
    named = find_reference(text)
    if named is not None and named.attribute == "RootResourceId":
        found = scope.app.find_resource(named.address)
        if found is not None and found[1].resources[found[0]].type == _API:
            return known("/")
    return unknown(find_hole(text) or f"the parent resource {display(text)} is in none of the templates given")
