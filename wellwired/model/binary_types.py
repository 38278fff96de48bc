"""Which content types an API takes for binary.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings.html
"""

from collections.abc import Iterable
from typing import Final

from wellwired.model.api import RestApi

EVERYTHING: Final = "*/*"


def binary_types(api: RestApi) -> tuple[str, ...]:
    """The entries of `BinaryMediaTypes`, with a slash where the template writes `~1`."""
    return tuple(kind.replace("~1", "/").strip() for kind in api.binary_media_types.or_default(()))


def find_taking(kinds: Iterable[str], content_type: str) -> str | None:
    """The first entry that a content type matches: itself, its whole family, or everything."""
    family = content_type.partition("/")[0]
    wanted = (content_type, f"{family}/*", EVERYTHING)
    return next((kind for kind in kinds if kind.lower() in wanted), None)
