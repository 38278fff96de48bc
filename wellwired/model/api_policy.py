"""The resource policy of an API: whom it lets in at all, and whether it asks for a VPC.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Final

from wellwired.model.api import Method, RestApi
from wellwired.model.doubt import Check, some
from wellwired.model.node import Json
from wellwired.model.setting import Unsettled
from wellwired.model.text import find_hole, matches
from wellwired.model.ways_in import made_stages
from wellwired.model.wiring import Wiring

_INVOKE: Final = "execute-api:invoke"
_EVERYBODY: Final = ("*", {"AWS": "*"}, {"AWS": ["*"]})
_VPC_KEYS: Final = ("aws:sourcevpce", "aws:sourcevpc", "aws:vpcsourceip", "aws:sourcevpcarn")


def read_statements(policy: Json) -> list[Mapping[str, Json]]:
    """The statements of a policy that speak of invoking; raises `Unsettled` where one is not written out."""
    listed = policy.get("Statement") if isinstance(policy, Mapping) else None
    found = listed if isinstance(listed, list) else [listed]
    written = [one for one in found if isinstance(one, Mapping) and one.get("Effect") in ("Allow", "Deny")]
    if len(written) < len(found):
        raise Unsettled((isinstance(policy, str) and find_hole(policy)) or "the resource policy is not written out")
    return [one for one in written if _speaks_of_invoking(one)]


def lets_anybody_in(wiring: Wiring, api: RestApi, statements: Iterable[Mapping[str, Json]]) -> bool:
    """Whether some call of some route can pass: it is allowed, on whatever condition, and not denied outright.

    A signed call needs no Allow here, nor does one that a Lambda authorizer allows.
    """
    allows = [one for one in statements if one.get("Effect") == "Allow"]
    denies = [one for one in statements if one.get("Effect") == "Deny" and _is_outright(one)]
    return some(partial(_passes, method, target, allows, denies) for method, target in _targets(wiring, api))


def unallowed_methods(wiring: Wiring, api: RestApi, statements: Iterable[Mapping[str, Json]]) -> list[Method]:
    """The methods that need an Allow and get none in any stage; those that a Deny shuts out are meant to be."""
    allows = [one for one in statements if one.get("Effect") == "Allow"]
    denies = [one for one in statements if one.get("Effect") == "Deny" and _is_outright(one)]
    targets: dict[int, list[str]] = defaultdict(list)
    methods: dict[int, Method] = {}
    for method, target in _targets(wiring, api):
        targets[id(method)].append(target)
        methods[id(method)] = method
    return [
        method
        for key, method in methods.items()
        if not some(partial(_is_settled, method, target, allows, denies) for target in targets[key])
    ]


def asks_for_vpc(statements: Iterable[Mapping[str, Json]]) -> bool:
    """Whether any statement looks at the VPC or the VPC endpoint that a call comes from."""
    return any(key in _VPC_KEYS for one in statements for key in _condition_keys(one))


def is_open(statement: Mapping[str, Json]) -> bool:
    """Whether a statement allows everybody, on no condition."""
    everybody = statement.get("Principal") in _EVERYBODY
    return statement.get("Effect") == "Allow" and everybody and not statement.get("Condition")


def _targets(wiring: Wiring, api: RestApi) -> Iterator[tuple[Method, str]]:
    for stage in made_stages(wiring, api):
        for method in wiring.of_api(Method, api):
            verb = method.http_method.known() or ""
            yield method, f"{stage.name}/{'GET' if verb == 'ANY' else verb}{method.path.known() or ''}"


def _passes(
    method: Method, target: str, allows: Iterable[Mapping[str, Json]], denies: Iterable[Mapping[str, Json]]
) -> bool:
    if some(_covering(denies, target)):
        return False
    by_itself = method.authorization_type.or_default("NONE") in ("AWS_IAM", "CUSTOM")
    return by_itself or some(_covering(allows, target))


def _is_settled(
    method: Method, target: str, allows: Iterable[Mapping[str, Json]], denies: Iterable[Mapping[str, Json]]
) -> bool:
    return some(_covering(denies, target)) or _passes(method, target, allows, ())


def _covering(statements: Iterable[Mapping[str, Json]], target: str) -> Iterator[Check]:
    for statement in statements:
        for pattern in _listed(statement.get("Resource", "*")):
            yield partial(_covers, pattern, target)


def _covers(pattern: Json, target: str) -> bool:
    if not isinstance(pattern, str):
        raise Unsettled("a resource of the policy is not written as text")
    return matches(_path(pattern), target)


def _path(resource: str) -> str:
    """What stands behind the API in a resource, in either form: `execute-api:/prod/*` or the whole ARN."""
    if resource.startswith("execute-api:/"):
        return resource.removeprefix("execute-api:/")
    fields = resource.split(":", 5)
    return fields[5].partition("/")[2] or "*" if len(fields) > 5 else resource


def _speaks_of_invoking(statement: Mapping[str, Json]) -> bool:
    actions = [one for one in _listed(statement.get("Action")) if isinstance(one, str)]
    return any(find_hole(one) or matches(one.lower(), _INVOKE) for one in actions)


def _is_outright(statement: Mapping[str, Json]) -> bool:
    return statement.get("Principal") in _EVERYBODY and not statement.get("Condition")


def _condition_keys(statement: Mapping[str, Json]) -> Iterator[str]:
    condition = statement.get("Condition")
    for keys in condition.values() if isinstance(condition, Mapping) else ():
        yield from (key.lower() for key in keys) if isinstance(keys, Mapping) else ()


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [] if value is None else [value]
