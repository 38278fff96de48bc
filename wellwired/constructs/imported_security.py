"""What an imported operation asks of its caller: an API key, an `Authorization`, or what the API itself asks."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from wellwired.constructs.authorization import Authorization, CognitoAuthorization
from wellwired.constructs.imported_document import Part
from wellwired.constructs.imported_operations import refuse_extensions

# The header in which API Gateway looks for a key.
# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-key-source.html
_KEY_HEADER: Final = "x-api-key"


class Demand(NamedTuple):
    """The fields of a route that say who may call it."""

    api_key_required: bool
    authorization: Authorization | None


class Security:
    """The security schemes of one document, and the choices that they are mapped to."""

    def __init__(
        self, document: Part, authorizations: Mapping[str, Authorization], unsecured: Authorization | None
    ) -> None:
        holder = document.find("components") if "openapi" in document.block else document
        kind = "securitySchemes" if "openapi" in document.block else "securityDefinitions"
        self._schemes = {name: one.follow() for name, one in (holder.entries_of(kind) if holder else ())}
        for scheme in self._schemes.values():
            refuse_extensions(scheme)
        self._root = document.find("security")
        self._authorizations = authorizations
        self._unsecured = unsecured
        for name in authorizations:
            if name not in self._schemes:
                raise document.refuse(
                    f"authorizations names {name!r}, which is no security scheme",
                    f"use a name of {kind}: {', '.join(sorted(self._schemes)) or 'there is none'}",
                )

    def read(self, operation: Part) -> Demand:
        """What an operation asks by its own `security`, else by the document's. Raises `WiringError`."""
        security = operation.find("security") or self._root
        if security is None:
            return Demand(api_key_required=False, authorization=None)
        alternatives = list(security.items())
        if len(alternatives) > 1:
            raise security.refuse(
                "security lists alternatives, and API Gateway asks every caller of a method for the same",
                "keep one entry; its schemes are asked for together",
            )
        keyed = False
        chosen: list[Authorization] = []
        for name, scopes in alternatives[0].entries() if alternatives else ():
            if name in self._authorizations:
                chosen.append(_with_scopes(self._authorizations[name], scopes))
            elif name in self._schemes and _is_key(self._schemes[name]):
                keyed = True
            else:
                raise self._unmapped(name, scopes)
        if len(chosen) > 1:
            raise security.refuse("API Gateway takes one authorizer a method", "keep one of the schemes")
        return Demand(keyed, chosen[0] if chosen else self._unsecured)

    def _unmapped(self, name: str, part: Part) -> Exception:
        if name not in self._schemes:
            return part.refuse(f"{name!r} is no security scheme of the document", "declare it, or take it out")
        return part.refuse(
            f"the security scheme {name!r} is mapped to nothing",
            f"pass authorizations={{{name!r}: Authorization...}}; a key in the header {_KEY_HEADER} needs no mapping",
        )


def _is_key(scheme: Part) -> bool:
    kind, place, name = (scheme.block.get(key) for key in ("type", "in", "name"))
    return kind == "apiKey" and place == "header" and str(name).lower() == _KEY_HEADER


def _with_scopes(authorization: Authorization, scopes: Part) -> Authorization:
    wanted = tuple(dict.fromkeys(scope.text for scope in scopes.items()))
    if not wanted:
        return authorization
    if not isinstance(authorization, CognitoAuthorization):
        raise scopes.refuse(
            "only the authorizer of a Cognito user pool looks at scopes",
            "map the scheme to Authorization.cognito, or take the scopes out and check them in the function",
        )
    return replace(authorization, scopes=wanted)
