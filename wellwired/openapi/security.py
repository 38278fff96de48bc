"""How callers of a method prove who they are, as OpenAPI's security schemes."""

from typing import Final

from wellwired.model.api import Authorizer, Method, RestApi
from wellwired.model.node import Json
from wellwired.model.setting import Unsettled
from wellwired.model.text import is_literal
from wellwired.model.wiring import Wiring
from wellwired.openapi.unknowns import Unknowns

_SOURCES: Final = {"method.request.header.": "header", "method.request.querystring.": "query"}
_KEY: Final = {"type": "apiKey", "in": "header", "name": "x-api-key", "description": "A key of a usage plan."}
_SIGNATURE: Final = {
    "type": "http",
    "scheme": "AWS4-HMAC-SHA256",
    "description": "A request signed with AWS Signature Version 4 for the service execute-api.",
}
_WORDS: Final = {
    "COGNITO_USER_POOLS": ("UserPool", "A token of an Amazon Cognito user pool."),
    "TOKEN": ("Token", "A token that the API's authorizer accepts."),
    "REQUEST": ("Caller", "What the API's authorizer tells callers by."),
}


class Security:
    """The schemes of one API; `schemes` has those that were referred to."""

    def __init__(self, wiring: Wiring, api: RestApi, unknowns: Unknowns) -> None:
        self._wiring = wiring
        self._unknowns = unknowns
        self._keyed_by_authorizer = api.api_key_source_type.if_known() == "AUTHORIZER"
        self._known: dict[int, list[str]] = {}
        self.schemes: dict[str, Json] = {}

    def refer(self, method: Method) -> list[Json]:
        """The `security` of a method; empty where anybody may call, or nobody can tell."""
        names: list[str] = []
        kind = self._unknowns.read(method.authorization_type, f"authorization of {method.route}", "NONE")
        if kind == "AWS_IAM":
            names.append(self._add("Signature", _SIGNATURE))
        elif kind in ("CUSTOM", "COGNITO_USER_POOLS"):
            names += self._refer_to_authorizer(method)
        is_keyed = self._unknowns.read(method.api_key_required, f"API key of {method.route}", False)
        if is_keyed and not self._keyed_by_authorizer:
            names.append(self._add("ApiKey", _KEY))
        return [{name: [] for name in names}] if names else []

    def scopes_of(self, method: Method) -> tuple[str, ...]:
        """The scopes of which an access token must have one."""
        return self._unknowns.read(method.authorization_scopes, f"scopes of {method.route}", ())

    def _refer_to_authorizer(self, method: Method) -> list[str]:
        try:
            authorizer = self._wiring.find(method.authorizer_id.known(), Authorizer)
        except Unsettled as doubt:
            authorizer, reason = None, doubt.reason
        else:
            reason = "its authorizer is not among the resources"
        if authorizer is None:
            self._unknowns.add(f"authorization of {method.route}", reason)
            return []
        if id(authorizer) not in self._known:
            self._known[id(authorizer)] = list(self._describe(authorizer))
        return self._known[id(authorizer)]

    def _describe(self, authorizer: Authorizer) -> list[str]:
        kind = self._unknowns.read(authorizer.type, f"type of {authorizer.label}", "REQUEST")
        word, description = _WORDS.get(kind, _WORDS["REQUEST"])
        given = authorizer.authorizer_name.if_known() or ""
        named = given if authorizer.in_body and given.isascii() and given.isidentifier() else word
        default = "" if kind == "REQUEST" else "method.request.header.Authorization"
        sources = self._unknowns.read(authorizer.identity_source, f"identity source of {authorizer.label}", default)
        names = []
        for source in (part.strip() for part in sources.split(",")):
            prefix = next((start for start in _SOURCES if source.startswith(start)), None)
            if prefix and is_literal(source):
                spec = {"type": "apiKey", "in": _SOURCES[prefix], "name": source.removeprefix(prefix)}
                names.append(self._add(named, {**spec, "description": description}))
        if not names:
            self._unknowns.add(authorizer.label, "it names no header or query string by which it tells callers")
        return names

    def _add(self, name: str, scheme: Json) -> str:
        """The scheme's name: `name`, or that with a number where it stands for another scheme."""
        numbered = (name if number == 1 else f"{name}{number}" for number in range(1, len(self.schemes) + 2))
        chosen = next(one for one in numbered if self.schemes.get(one, scheme) == scheme)
        self.schemes[chosen] = scheme
        return chosen
