"""One base on the operating table: where each of its parts is, whichever way the template spells it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from .places import PLACES
from .templates import edit_text, names_in, read_base

LIST, ADD, GET, DELETE = "GET /items", "POST /items", "GET /items/{id}", "DELETE /items/{id}"
PREFLIGHT, ITEM_PREFLIGHT = "OPTIONS /items", "OPTIONS /items/{id}"
ROUTES = (LIST, ADD, GET, DELETE)

# How an integration property is spelt in an OpenAPI body.
INTEGRATION_KEYS = {
    "Type": "type",
    "IntegrationHttpMethod": "httpMethod",
    "Uri": "uri",
    "Credentials": "credentials",
    "TimeoutInMillis": "timeoutInMillis",
    "PassthroughBehavior": "passthroughBehavior",
    "RequestTemplates": "requestTemplates",
    "ConnectionType": "connectionType",
}


def ref(name: str) -> dict[str, Any]:
    """``Ref`` of a logical id, parameter or pseudo-parameter."""
    return {"Ref": name}


def arn_of(name: str) -> dict[str, Any]:
    """``Fn::GetAtt`` of a resource's ``Arn``."""
    return {"Fn::GetAtt": [name, "Arn"]}


def sub(text: str) -> dict[str, Any]:
    """``Fn::Sub`` of a text."""
    return {"Fn::Sub": text}


@dataclass(frozen=True)
class Integration:
    """An integration under its CloudFormation names, in a method resource or in an OpenAPI operation."""

    holder: dict[str, Any]
    in_body: bool

    def key(self, name: str) -> str:
        """The property as this template spells it."""
        return INTEGRATION_KEYS[name] if self.in_body else name

    def set(self, name: str, value: Any) -> None:
        """Set one property."""
        shouted = self.in_body and name in ("Type", "PassthroughBehavior")
        self.holder[self.key(name)] = value.lower() if shouted else value

    def get(self, name: str) -> Any:
        """The value of one property that must be there."""
        return self.holder[self.key(name)]

    def remove(self, name: str) -> None:
        """Take one property out; it must be there."""
        del self.holder[self.key(name)]

    def edit(self, name: str, change: Callable[[str], str]) -> None:
        """Change a text property, keeping its spelling."""
        edit_text(self.holder, self.key(name), change)


@dataclass
class Draft:
    """A copy of one base, to be cut once."""

    base: str
    template: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        self.template = read_base(self.base)
        self.places = PLACES[self.base]

    @property
    def resources(self) -> dict[str, Any]:
        """The template's ``Resources``."""
        resources = self.template["Resources"]
        assert isinstance(resources, dict)
        return resources

    @property
    def in_body(self) -> bool:
        """Whether methods stand in an OpenAPI body."""
        return self.base == "openapi"

    @property
    def in_sam(self) -> bool:
        """Whether the template leaves the methods to SAM."""
        return self.base == "sam"

    def find(self, part: str) -> str | None:
        """The logical id of a named part, or None where this base has none."""
        place = self.places.get(part)
        if place is None or not place.startswith("@"):
            return place
        for name, resource in self.resources.items():
            if resource.get("Metadata", {}).get("aws:cdk:path") == f"ItemsStack/{place[1:]}":
                return str(name)
        raise AssertionError(f"{self.base} has nothing at {place}")

    def id(self, part: str) -> str:
        """The logical id of a named part."""
        name = self.find(part)
        assert name is not None, f"{self.base} has no {part}"
        return name

    def resource(self, part: str) -> dict[str, Any]:
        """The whole resource of a named part."""
        resource = self.resources[self.id(part)]
        assert isinstance(resource, dict)
        return resource

    def properties(self, part: str) -> dict[str, Any]:
        """The properties of a named part."""
        properties = self.resource(part).setdefault("Properties", {})
        assert isinstance(properties, dict)
        return properties

    def add(self, name: str, kind: str, properties: dict[str, Any], **attributes: Any) -> str:
        """Add one resource; returns its logical id."""
        assert name not in self.resources
        self.resources[name] = {"Type": kind, **attributes, "Properties": properties}
        return name

    def drop(self, *names: str) -> None:
        """Take resources out by logical id, and out of every ``DependsOn``; nothing else may refer to them."""
        for name in names:
            del self.resources[name]
        for name in names:
            self.stop_waiting_for(name)
        left = names_in(self.template) & set(names)
        assert not left, f"{left} is still referred to in {self.base}"

    def stop_waiting_for(self, name: str) -> None:
        """Remove one logical id from every ``DependsOn``."""
        for resource in self.resources.values():
            waits = resource.get("DependsOn", [])
            kept = [each for each in ([waits] if isinstance(waits, str) else waits) if each != name]
            if not kept:
                resource.pop("DependsOn", None)
            elif name in waits:
                resource["DependsOn"] = kept

    def of_type(self, kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
        """Logical ids and properties of every resource of one type."""
        for name, resource in list(self.resources.items()):
            if resource["Type"] == kind:
                yield name, resource.setdefault("Properties", {})

    # --- methods

    @property
    def body(self) -> dict[str, Any]:
        """The OpenAPI body."""
        body = self.properties("api")["Body"]
        assert isinstance(body, dict)
        return body

    def method(self, route: str) -> dict[str, Any]:
        """A method's properties, or the OpenAPI operation."""
        if not self.in_body:
            return self.properties(route)
        verb, path = route.split()
        operation = self.body["paths"][path][verb.lower()]
        assert isinstance(operation, dict)
        return operation

    def integration(self, route: str) -> Integration:
        """The integration of a route."""
        method = self.method(route)
        return Integration(method["x-amazon-apigateway-integration" if self.in_body else "Integration"], self.in_body)

    def event(self, name: str) -> dict[str, Any]:
        """The properties of one SAM event of the handler."""
        properties = self.properties("handler")["Events"][name]["Properties"]
        assert isinstance(properties, dict)
        return properties

    # --- functions

    def function_text(self, attribute: str = "") -> str:
        """The handler as the integrations name it, as ``Fn::Sub`` text: its alias where there is one."""
        alias = self.find("alias")
        return f"${{{alias}}}" if alias else f"${{{self.id('handler')}{attribute or '.Arn'}}}"

    def code(self, part: str = "handler") -> str:
        """The inline code of a function."""
        properties = self.properties(part)
        return str(properties["InlineCode"] if self.in_sam else properties["Code"]["ZipFile"])

    def recode(self, old: str, new: str, part: str = "handler") -> None:
        """Replace one piece of a function's code, wherever it stands; it must be there."""
        code = self.code(part)
        assert old in code, f"{old!r} is not in the code of {self.base}"
        self.set_code(code.replace(old, new), part)

    def set_code(self, code: str, part: str = "handler") -> None:
        """Give a function other inline code."""
        properties = self.properties(part)
        if self.in_sam:
            properties["InlineCode"] = code
        else:
            properties["Code"]["ZipFile"] = code

    def forget(self, part: str, setting: str) -> None:
        """Take a setting away from a function, and from SAM's globals where it stands there."""
        properties = self.properties(part)
        standing = self.template.get("Globals", {}).get("Function", {})
        assert setting in properties or setting in standing
        properties.pop(setting, None)
        standing.pop(setting, None)

    # --- the stage

    @property
    def settings(self) -> dict[str, Any]:
        """The one entry of the stage's ``MethodSettings``."""
        (entry,) = self.properties("stage")["MethodSettings"]
        assert isinstance(entry, dict)
        return entry

    def handler_permissions(self) -> list[str]:
        """Logical ids of every permission to invoke the handler."""
        target = {self.id("handler"), self.find("alias")}
        return [
            name
            for name, properties in self.of_type("AWS::Lambda::Permission")
            if names_in(properties["FunctionName"]) & target
        ]
