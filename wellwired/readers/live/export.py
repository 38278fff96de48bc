"""What the API's resources hold and a stage's deployment does not: the export of the stage beside the live methods.

API Gateway keeps no date of a resource's last change. The export of a stage is made from the deployment that the
stage shows, so it tells what is served; one call a stage, however many routes there are.
Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-export-api.html
"""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from wellwired.facts import INTEGRATION_TIMEOUT_MAX_MS
from wellwired.model.api import Integration, Method
from wellwired.model.node import Json
from wellwired.model.setting import Setting, known, unknown
from wellwired.readers.openapi_operations import PREFIX, VERBS, Document, read_operation

_MOST: Final = 20  # differences that are told one by one
_Value = Callable[[Integration], Json]
# Property of the export, the live value beside it, and how a difference is said.
_COMPARED: Final[tuple[tuple[str, _Value, str], ...]] = (
    ("Type", lambda live: live.type.if_known(), "has another integration type"),
    ("Uri", lambda live: live.uri.if_known(), "calls another target"),
    ("IntegrationHttpMethod", lambda live: live.integration_http_method.if_known(), "calls by another method"),
    ("Credentials", lambda live: live.credentials.if_known(), "calls with another role"),
    (
        "TimeoutInMillis",
        lambda live: live.timeout_in_millis.if_known() or INTEGRATION_TIMEOUT_MAX_MS,
        "has another timeout",
    ),
)


def find_undeployed(exported: bytes, methods: Iterable[Method]) -> Setting[tuple[str, ...]]:
    """What differs, in words; unknown where the export cannot be understood, () where nothing differs."""
    try:
        body = json.loads(exported)
    except ValueError:
        return unknown("the export of the stage is no JSON")
    paths = body.get("paths") if isinstance(body, dict) else None
    if not isinstance(paths, dict) or not paths:
        return unknown("the export of the stage names no path")
    if any(not method.path.is_known for method in methods):
        return unknown("the methods of the API were not read")
    return known(tuple(_differences(_operations(body, paths), {method.route: method for method in methods}))[:_MOST])


def _operations(body: Mapping[str, Json], paths: Mapping[str, Json]) -> dict[str, Mapping[str, Any]]:
    document = Document(body)
    authorizers: defaultdict[str, str] = defaultdict(str)
    found: dict[str, Mapping[str, Any]] = {}
    for path, item in paths.items():
        for verb in VERBS:
            if isinstance(item, dict) and verb in item:
                spelled = "ANY" if verb.startswith(PREFIX) else verb.upper()
                found[f"{spelled} {path}"] = read_operation(document, item, verb, authorizers)
    return found


def _differences(deployed: Mapping[str, Mapping[str, Any]], live: Mapping[str, Method]) -> Iterator[str]:
    for route in live.keys() - deployed.keys():
        yield f"{route} is not in it"
    for route in deployed.keys() - live.keys():
        yield f"{route} is still in it"
    for route in sorted(live.keys() & deployed.keys()):
        yield from (f"{route} {said}" for said in _differs(deployed[route], live[route]))


def _differs(deployed: Mapping[str, Any], live: Method) -> Iterator[str]:
    integration = live.integration.if_known()
    served = deployed.get("Integration")
    if integration is None or not isinstance(served, Mapping):
        return
    if bool(deployed.get("ApiKeyRequired")) is not bool(live.api_key_required.if_known()):
        yield "asks otherwise for an API key"
    for name, value, said in _COMPARED:
        if name in served and value(integration) is not None and str(served[name]) != str(value(integration)):
            yield said
