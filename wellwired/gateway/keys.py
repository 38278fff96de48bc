"""The API keys of a wiring as they stand on this machine, and the usage plans that they are on.

API Gateway makes the values; here they are made anew at each start, so that none is ever written down.
Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from wellwired.gateway.identities import Identities
from wellwired.model.api import RestApi, Stage
from wellwired.model.plans import ApiKey, ApiStage, UsagePlan
from wellwired.model.wiring import Wiring


@dataclass(frozen=True, slots=True)
class Membership:
    """A plan that covers a stage, with the entry that does."""

    plan: UsagePlan
    plan_id: str
    entry: ApiStage


@dataclass(frozen=True, slots=True)
class LocalKey:
    """A key. name: as the template calls it, else its logical id. Its value stands in `Keys` alone."""

    node: ApiKey
    key_id: str
    name: str
    enabled: bool

    def __str__(self) -> str:
        return f"{self.name} ({self.key_id})"


class Keys:
    """Every key of a wiring, by the value that clients send."""

    def __init__(self, wiring: Wiring, identities: Identities, values: Mapping[str, str]) -> None:
        self._wiring = wiring
        self._identities = identities
        self._by_value: dict[str, LocalKey] = {}
        self.values: dict[str, str] = {}
        for node in wiring.all(ApiKey):
            name = node.api_key_name.if_known()
            spelled = identities.spell(name) if name else node.name
            key = LocalKey(node, identities.id_of(node), spelled, node.enabled.or_default(False))
            value = values.get(node.address) or secrets.token_urlsafe(30)
            self._by_value[value] = key
            self.values[spelled] = value

    def find(self, value: str | None) -> LocalKey | None:
        """The key with this value."""
        return self._by_value.get(value) if value else None

    def find_membership(self, key: LocalKey, api: RestApi, stage: Stage) -> Membership | None:
        """The plan that the key is on and that covers a stage; raises `Unsettled` where that is not known."""
        for plan, entry in self._wiring.plans_of(api, stage):
            joined = {self._wiring.find(join.key_id.known(), ApiKey) for join in self._wiring.keys_of(plan)}
            if key.node in joined:
                return Membership(plan, self._identities.id_of(plan), entry)
        return None

    def values_on(self, api: RestApi, stage: Stage) -> tuple[str, ...]:
        """The values of the keys that open a stage."""
        return tuple(value for value, key in self._by_value.items() if self.find_membership(key, api, stage))
