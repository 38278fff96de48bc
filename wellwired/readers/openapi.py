"""OpenAPI bodies of REST APIs to the nodes that `AWS::ApiGateway::Method` and the like give."""

from collections.abc import Iterator
from typing import Any

from wellwired.model.api import RestApi
from wellwired.model.node import Node
from wellwired.readers.scope import Scope


def read_body(rest_api: RestApi, body: Any, scope: Scope) -> Iterator[Node]:
    """The nodes of an inline body.

    body: as the template spells it, with positions; `rest_api.body` is the same with its functions worked out.
    """
    scope.note(f"Body of {rest_api.name}", "OpenAPI bodies are not read yet")
    yield from ()
