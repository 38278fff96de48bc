"""The live account to the model: what boto3 reads becomes the same nodes that templates do."""

from wellwired.readers.live.access import LiveAccess
from wellwired.readers.live.calls import policy_document
from wellwired.readers.live.reading import Scope, read_account
from wellwired.readers.live.session import Place, find_place, open_session

__all__ = ["LiveAccess", "Place", "Scope", "find_place", "open_session", "policy_document", "read_account"]
