"""Which methods ask for an API key, and which entries of usage plans cover an API.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from wellwired.model.api import Deployment, Method, RestApi, Stage
from wellwired.model.order import awaits_any
from wellwired.model.plans import ApiKey, ApiStage, UsagePlan, UsagePlanKey
from wellwired.model.setting import Unsettled
from wellwired.model.wiring import Wiring

# What can make a stage out of sight of the template.
_HIDDEN_MAKERS: Final = ("AWS::CloudFormation::", "Custom::")


class Entry(NamedTuple):
    """One of a plan's `ApiStages`. place: where in the list, from 0."""

    place: int
    entry: ApiStage

    def property(self, name: str) -> str:
        """The property path of a setting of the entry."""
        return f"ApiStages/{self.place}/{name}"


def entries_of(plan: UsagePlan) -> Iterator[Entry]:
    """The entries of a plan; raises `Unsettled` where they are not known."""
    for place, entry in enumerate(plan.api_stages.or_default(())):
        yield Entry(place, entry)


def asking_methods(wiring: Wiring, api: RestApi) -> tuple[Method, ...]:
    """The methods of an API that certainly ask for a key."""
    return tuple(method for method in wiring.of_api(Method, api) if method.api_key_required.if_known())


def asks_nowhere(wiring: Wiring, api: RestApi) -> bool:
    """Whether none of an API's methods asks for a key; raises `Unsettled` where that is not known."""
    methods = wiring.of_api(Method, api)
    return bool(methods) and not any(method.api_key_required.or_default(False) for method in methods)


def find_entry_stage(wiring: Wiring, api: RestApi, entry: ApiStage) -> Stage | None:
    """The stage of `api` that an entry names, or None; raises `Unsettled` where that is not known."""
    name = entry.stage.known()
    return wiring.find_stage(api, name) if name else None


def is_never_made(wiring: Wiring, plan: UsagePlan, api: RestApi, entry: ApiStage) -> bool:
    """Whether nothing can make the stage that an entry names before the plan is made.

    The API comes into being with the plan's own stack: nobody outside of it can give it a stage before that.
    """
    name = entry.stage.known()
    if not name or plan.stack != api.stack or find_entry_stage(wiring, api, entry) is not None:
        return False
    for stage in wiring.of_api(Stage, api):
        if stage.stage_name.is_unknown:
            raise Unsettled(stage.stage_name.reason)
    made = {deployment.stage_name.if_known() for deployment in wiring.of_api(Deployment, api)}
    return name not in made and not awaits_any(wiring, plan, _HIDDEN_MAKERS)


def is_on_a_plan(wiring: Wiring, key: ApiKey) -> bool:
    """Whether a join puts a key on a plan; raises `Unsettled` where one whose key is not known may."""
    planned, unsettled = wiring.once(_index_keys)
    if id(key) not in planned and unsettled:
        raise Unsettled(unsettled)
    return id(key) in planned


def _index_keys(wiring: Wiring) -> tuple[frozenset[int], str]:
    """The keys that joins name, by identity, and why one of them is not settled, or ""."""
    planned: set[int] = set()
    unsettled = ""
    for join in wiring.all(UsagePlanKey):
        try:
            planned.add(id(wiring.find(join.key_id.known(), ApiKey)))
        except Unsettled as doubt:
            unsettled = doubt.reason
    return frozenset(planned), unsettled
