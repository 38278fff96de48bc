"""What stands in a wiring and has no say here: said aloud, so that its silence is not taken for its consent."""

from collections.abc import Iterator

from wellwired.model.api import Stage
from wellwired.model.edge import WebAclAssociation
from wellwired.model.wiring import Wiring


def find_unimitated(wiring: Wiring) -> Iterator[str]:
    """Each part of a wiring that the local gateway does not imitate, in words."""
    for association in wiring.all(WebAclAssociation):
        yield f"{association.label}: no web ACL is asked here, and nothing is blocked by one"
    for stage in wiring.all(Stage):
        if stage.cache_cluster_enabled.if_known():
            yield f"{stage.label}: nothing is cached here, every request reaches its integration"
        if stage.client_certificate_id.if_known():
            yield f"{stage.label}: no client certificate is shown to integrations here"
