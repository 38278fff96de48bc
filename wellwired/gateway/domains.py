"""Custom domains: which stage of which API a host name and the beginning of a path lead to.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-mappings.html
"""

from collections.abc import Iterator
from dataclasses import dataclass

from wellwired.gateway.identities import Identities
from wellwired.model.api import RestApi, Stage
from wellwired.model.edge import BasePathMapping, DomainName
from wellwired.model.setting import Unsettled
from wellwired.model.wiring import Wiring

_NONE = "(none)"  # how a template may write that there is no base path


@dataclass(frozen=True, slots=True)
class Mapped:
    """A mapping of a domain. stage: "" where callers name it in the path, behind the base path."""

    host: str
    base_path: str
    api_id: str
    stage: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where a request leads: the API and stage, and what is left of the path. base_path: what the mapping took."""

    api_id: str
    stage: str
    rest: str
    base_path: str = ""


class Domains:
    """The custom domains of a wiring; what nobody knows of them is in `notices`."""

    def __init__(self, wiring: Wiring, identities: Identities) -> None:
        self.notices: list[str] = []
        self._hosts = {
            identities.spell(name).lower()
            for domain in wiring.all(DomainName)
            if (name := domain.domain_name.if_known()) is not None and _is_settled(identities, name)
        }
        self._mapped = list(self._read(wiring, identities))

    def _read(self, wiring: Wiring, identities: Identities) -> Iterator[Mapped]:
        for mapping in wiring.all(BasePathMapping):
            try:
                yield _read_mapping(mapping, wiring, identities)
            except Unsettled as doubt:
                self.notices.append(f"{mapping.label} is not served: {doubt.reason}")

    def serves(self, host: str) -> bool:
        """Whether a host name is that of a custom domain."""
        return host.lower() in self._hosts

    def find(self, host: str, path: str) -> Place | None:
        """Where a path on a custom domain leads, by the longest base path; None where no mapping takes it."""
        parts = path.lstrip("/")
        fitting = [one for one in self._mapped if one.host == host.lower() and _begins(parts, one.base_path)]
        if not fitting:
            return None
        best = max(fitting, key=lambda one: len(one.base_path))
        rest = parts[len(best.base_path) :].lstrip("/")
        if best.stage:
            return Place(best.api_id, best.stage, rest, best.base_path)
        stage, _, rest = rest.partition("/")
        return Place(best.api_id, stage, rest, best.base_path)


def _read_mapping(mapping: BasePathMapping, wiring: Wiring, identities: Identities) -> Mapped:
    domain = wiring.find(mapping.domain_name.known(), DomainName)
    host = (domain.domain_name.known() if domain is not None else mapping.domain_name.known()) or ""
    api = wiring.find(mapping.rest_api_id.known(), RestApi)
    if api is None:
        raise Unsettled("its API is not among the resources")
    named = mapping.stage.known()
    stage = wiring.find(named, Stage)
    spelled = (stage.stage_name.known() if stage is not None else named) or ""
    base = identities.spell(mapping.base_path.or_default("")).strip("/")
    return Mapped(
        identities.spell(host).lower(), "" if base == _NONE else base, identities.id_of(api), identities.spell(spelled)
    )


def _begins(path: str, base: str) -> bool:
    return not base or path == base or path.startswith(f"{base}/")


def _is_settled(identities: Identities, text: str) -> bool:
    try:
        identities.spell(text)
    except Unsettled:
        return False
    return True
