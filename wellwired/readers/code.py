"""A function's handler code, read from inline text or a local folder; never executed."""

from collections.abc import Mapping

from wellwired.model.compute import HandlerSource
from wellwired.model.node import Json
from wellwired.model.setting import Setting, unknown
from wellwired.readers.scope import Resource, Scope


def read_source(resource: Resource, properties: Mapping[str, Json], scope: Scope) -> Setting[HandlerSource]:
    """The code behind a function.

    resource: as the template spells it, with positions. properties: the same with functions worked out.
    """
    return unknown("function code is not read yet")
