"""What an EDGE endpoint has that a REGIONAL one has not: CloudFront in front of it, which adds headers both ways.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-endpoint-types.html; the headers as
recorded on AWS, with values that stand for nobody's location.
"""

import secrets
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from wellwired.gateway.messages import Headers, Response

# A handler may look at where its viewer is: the country is that of the default region.
VIEWER_HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "CloudFront-Forwarded-Proto": "https",
        "CloudFront-Is-Desktop-Viewer": "true",
        "CloudFront-Is-Mobile-Viewer": "false",
        "CloudFront-Is-SmartTV-Viewer": "false",
        "CloudFront-Is-Tablet-Viewer": "false",
        "CloudFront-Viewer-ASN": "64496",  # kept for documentation: https://www.rfc-editor.org/rfc/rfc5398
        "CloudFront-Viewer-Country": "US",
    }
)
_POINT: Final = "LOCAL1-P1"


def viewer_headers() -> dict[str, str]:
    """The headers that CloudFront adds to a request."""
    return {**VIEWER_HEADERS, "Via": f"1.1 {_distribution()}", "X-Amz-Cf-Id": _request_id()}


def through_edge(answer: Response) -> Response:
    """An answer with the headers that CloudFront adds to it."""
    cache = "Miss from cloudfront" if answer.status < 400 else "Error from cloudfront"
    added: Headers = (
        ("X-Cache", cache),
        ("Via", f"1.1 {_distribution()}"),
        ("X-Amz-Cf-Pop", _POINT),
        ("X-Amz-Cf-Id", _request_id()),
    )
    return Response(status=answer.status, headers=(*answer.headers, *added), body=answer.body)


def _distribution() -> str:
    return f"{secrets.token_hex(16)}.cloudfront.net (CloudFront)"


def _request_id() -> str:
    return f"{secrets.token_urlsafe(41)}=="
