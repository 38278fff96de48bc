"""Integrations that are not called from this machine: HTTP backends, other AWS services, VPC links.

What they would answer is not guessed: the client gets the 504 of a backend that cannot be reached.
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from wellwired.gateway.refusals import Refusal
from wellwired.model.api import Integration, Method
from wellwired.model.invocation_uri import UriKind, classify_uri
from wellwired.model.setting import Unsettled
from wellwired.model.text import display
from wellwired.model.wiring import Wiring

_UNREACHED: Final = "Network error communicating with endpoint"


class Unserved(NamedTuple):
    """A method whose integration is not called, and what it is."""

    method: Method
    integration: str


def find_unserved(wiring: Wiring) -> Iterator[Unserved]:
    """Every method that the local gateway answers with 504; one whose integration is not known is not among them."""
    for method in wiring.all(Method):
        integration = method.integration.if_known()
        try:
            backend = name_backend(wiring, integration) if integration is not None else ""
        except Unsettled:
            continue
        if backend:
            yield Unserved(method, backend)


def name_backend(wiring: Wiring, integration: Integration) -> str:
    """What an integration calls that is not called from here, or "" for a function or a MOCK."""
    kind = integration.type.known() or ""
    uri = integration.uri.known() or ""
    if integration.connection_type.or_default("INTERNET") == "VPC_LINK":
        return f"{kind} through a VPC link: {display(uri)}"
    if kind in ("HTTP", "HTTP_PROXY") or (kind == "AWS" and classify_uri(wiring, uri) is UriKind.SERVICE):
        return f"{kind}: {display(uri)}"
    return ""


def refuse_unserved(backend: str) -> Refusal:
    """The refusal of a request whose integration is not called: that of a backend which cannot be reached."""
    return Refusal(
        "INTEGRATION_FAILURE",
        detail=f"not called from this machine: {backend}",
        message=_UNREACHED,
        log="Execution failed due to a network error communicating with endpoint",
    )
