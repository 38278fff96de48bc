"""The models of an imported document: a schema with every component that it leads to, each made once."""

from collections.abc import Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from typing import Any, Final

from aws_cdk import aws_apigateway as apigateway

from wellwired.constructs.imported_document import Part
from wellwired.constructs.imported_keywords import Keywords, Links, name_component
from wellwired.documents import Block

MAX_LINKS: Final = 100_000


@dataclass(frozen=True, slots=True)
class _Component:
    """A named schema: what a model of it is made of, what a definition of it is, and where it leads."""

    keywords: dict[str, Any]
    definition: apigateway.JsonSchema
    links: Links


class Schemas:
    """The schemas of one document; one that several routes refer to comes out as one model."""

    def __init__(self, document: Part) -> None:
        self._keywords = Keywords(is_31=str(document.block.get("openapi", "")).startswith("3.1"))
        self._components: dict[str, _Component] = {}
        self._models: dict[str, apigateway.JsonSchema] = {}
        self._linked = 0

    def read_model(self, part: Part) -> apigateway.JsonSchema:
        """The model behind a schema, with the components it needs as `definitions`. Raises `WiringError`."""
        if not isinstance(part.value, Block) or "$ref" not in part.value:
            links = Links()
            keywords = self._keywords.read(part, links)
            return apigateway.JsonSchema(**keywords, **self._define(part, links))
        target = part.follow()
        name = name_component(target, part)
        if name not in self._models:
            self._load({name: target})
            component = self._components[name]
            self._models[name] = apigateway.JsonSchema(**component.keywords, **self._define(part, component.links))
        return self._models[name]

    def _define(self, part: Part, links: Links) -> dict[str, Any]:
        self._load(links.targets)
        reached: dict[str, Links] = {}
        waiting = list(links.targets)
        while waiting:
            name = waiting.pop()
            if name not in reached:
                reached[name] = self._components[name].links
                waiting += reached[name].targets
        self._linked += len(reached)
        if self._linked > MAX_LINKS:
            raise part.refuse(f"the models repeat more than {MAX_LINKS:,} components", "split the document in two")
        _check_in_place(part, reached)
        if not reached:
            return {}
        return {"definitions": {name: self._components[name].definition for name in sorted(reached)}}

    def _load(self, targets: Mapping[str, Part]) -> None:
        """Read these components and all that they lead to."""
        waiting = list(targets.items())
        while waiting:
            name, target = waiting.pop()
            if name not in self._components:
                links = Links()
                # The title names the schema where the document is written out again.
                keywords = {"title": name} | self._keywords.read(target, links)
                self._components[name] = _Component(keywords, apigateway.JsonSchema(**keywords), links)
                waiting += links.targets.items()


def _check_in_place(part: Part, reached: dict[str, Links]) -> None:
    """Refuse a schema that its own value has to fit again: a validator would not get to an end."""
    try:
        TopologicalSorter({name: links.in_place for name, links in reached.items()}).prepare()
    except CycleError as circle:
        raise part.refuse(
            f"the schema {circle.args[1][0]} is made of itself", "refer to it from a property or from items"
        ) from None
