"""Which headers a caller must send to a method.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html
"""

from collections.abc import Iterator
from typing import Final

from wellwired.model.api import Authorizer, Method, RestApi
from wellwired.model.setting import Unsettled
from wellwired.model.wiring import Wiring

_HEADER: Final = "method.request.header."
_WITH_BODY: Final = ("POST", "PUT", "PATCH")
# What a browser may send without asking, but for Content-Type: https://fetch.spec.whatwg.org/#cors-safelisted-request-header
_SAFE: Final = ("accept", "accept-language", "content-language", "range", "origin", "host", "user-agent", "referer")


def needed_headers(wiring: Wiring, api: RestApi, method: Method) -> Iterator[str]:
    """The headers without which a call of the method is refused, as people spell them."""
    if method.api_key_required.or_default(False) and api.api_key_source_type.or_default("HEADER") == "HEADER":
        yield "X-Api-Key"
    yield from _of_authorization(wiring, method)
    for name, required in method.request_parameters.or_default({}).items():
        header = name.removeprefix(_HEADER)
        if header != name and str(required).lower() == "true" and header.lower() not in _SAFE:
            yield header
    if method.http_method.known() in _WITH_BODY and "application/json" in method.request_models.or_default({}):
        yield "Content-Type"


def _of_authorization(wiring: Wiring, method: Method) -> Iterator[str]:
    kind = method.authorization_type.or_default("NONE")
    if kind == "AWS_IAM":
        yield "Authorization"
    elif kind in ("CUSTOM", "COGNITO_USER_POOLS"):
        authorizer = _find_authorizer(wiring, method)
        usual = f"{_HEADER}Authorization" if kind == "COGNITO_USER_POOLS" else ""
        source = authorizer.identity_source.or_default(usual) if authorizer is not None else ""
        for part in source.split(","):
            if part.strip().startswith(_HEADER):
                yield part.strip().removeprefix(_HEADER)


def _find_authorizer(wiring: Wiring, method: Method) -> Authorizer | None:
    """The authorizer where it is among the nodes; one that is not known asks for nothing that is known."""
    try:
        return wiring.find(method.authorizer_id.known(), Authorizer)
    except Unsettled:
        return None
