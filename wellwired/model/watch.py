"""What is watched: the alarms that look at an API's or a function's errors, and what they compare with.

An alarm that is meant for an API and misses it counts as watching: what is wrong with it is another finding.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Final, NamedTuple

from wellwired.model.api import Deployment, RestApi, Stage
from wellwired.model.compute import Function
from wellwired.model.doubt import some
from wellwired.model.function_name import parse_function_name
from wellwired.model.likeness import is_like
from wellwired.model.metric_names import API_GATEWAY, LAMBDA
from wellwired.model.operations import Alarm, MetricFilter
from wellwired.model.series import Series, read_series
from wellwired.model.setting import Setting, Unsettled
from wellwired.model.text import display, find_reference, same
from wellwired.model.wiring import Wiring

_FIVE: Final = "5"


class Watched(NamedTuple):
    """Every series of every alarm; `unsettled`: why some alarm's are not known, or ""."""

    series: tuple[Series, ...]
    unsettled: str = ""


def read_watched(wiring: Wiring) -> Watched:
    """The series of all alarms, read once a wiring."""
    return wiring.once(_index)


def is_served(wiring: Wiring, api: RestApi) -> bool:
    """Whether an API has a stage among the nodes: without one the template holds a part of an app."""
    stages = wiring.of_api(Stage, api)
    return bool(stages) or any(not one.stage_name.is_absent for one in wiring.of_api(Deployment, api))


def names_api(value: Setting[str], api: RestApi) -> bool:
    """Whether a dimension's value is an API's name; raises `Unsettled` where that is not known."""
    if value.is_unknown and api.api_name.is_unknown and value.reason == api.api_name.reason:
        return True
    name, given = api.api_name.known(), value.known()
    if name is None and not (api.body_s3_location.is_absent and api.clone_from.is_absent and not api.body.is_unknown):
        raise Unsettled(f"the name of {api.label} stands in a body that is not at hand")
    return name is not None and given is not None and same(name, given)


def find_named_api(wiring: Wiring, value: Setting[str]) -> RestApi | None:
    """The API that a dimension's value names, or None; raises `Unsettled` where that is not known."""
    doubt: Unsettled | None = None
    for api in wiring.all(RestApi):
        try:
            if names_api(value, api):
                return api
        except Unsettled as unsettled:
            doubt = unsettled
    if doubt is not None:
        raise doubt
    return None


def is_api_watched(wiring: Wiring, api: RestApi) -> bool:
    """Whether some alarm is meant for the 5xx answers of an API; raises `Unsettled` where that hangs on an unknown."""
    watched = read_watched(wiring)
    if some(partial(_is_of_api, wiring, one, api) for one in watched.series):
        return True
    if watched.unsettled:
        raise Unsettled(watched.unsettled)
    return False


def is_function_watched(wiring: Wiring, function: Function, metric: str) -> bool:
    """Whether some alarm is meant for a metric of a function; raises `Unsettled` where that hangs on an unknown."""
    watched = read_watched(wiring)
    if some(partial(_is_of_function, one, function, metric) for one in watched.series):
        return True
    if watched.unsettled:
        raise Unsettled(watched.unsettled)
    return False


def names_function(value: str, function: Function) -> bool:
    """Whether text is a function's name, ARN or reference, with or without a version or alias."""
    reference = find_reference(value)
    if reference is not None and reference.address == function.address:
        return True
    return same(parse_function_name(value).name, function.physical_id)


def published(wiring: Wiring) -> Iterator[tuple[MetricFilter, str, str, Mapping[str, object]]]:
    """Each metric that a metric filter publishes: the filter, namespace, name and the transformation as written."""
    for item in wiring.all(MetricFilter):
        for transformation in item.metric_transformations.if_known() or ():
            if isinstance(transformation, Mapping):
                namespace, name = transformation.get("MetricNamespace"), transformation.get("MetricName")
                if isinstance(namespace, str) and isinstance(name, str):
                    yield item, namespace, name, transformation


def _index(wiring: Wiring) -> Watched:
    series: list[Series] = []
    unsettled = ""
    for alarm in wiring.all(Alarm):
        try:
            series += read_series(alarm)
        except Unsettled as doubt:
            unsettled = doubt.reason
    return Watched(tuple(series), unsettled)


def _is_of_api(wiring: Wiring, series: Series, api: RestApi) -> bool:
    namespace, metric = series.key()
    if any(_is_filtered(item, namespace, metric) for item in published(wiring)):
        return True
    if namespace.lower() != API_GATEWAY.lower() or not metric.lower().startswith("5xx"):
        return False
    values = series.values()
    if "ApiName" in values:
        return names_api(values["ApiName"], api) or not _is_of_others(wiring, values["ApiName"], api)
    identity = values.get("ApiId")
    return identity is None or wiring.find(identity.known(), RestApi) is api


def _is_filtered(item: tuple[MetricFilter, str, str, object], namespace: str, metric: str) -> bool:
    found, its_namespace, its_name, _ = item
    return (its_namespace, its_name) == (namespace, metric) and _FIVE in found.filter_pattern.or_default("")


def _is_of_others(wiring: Wiring, value: Setting[str], api: RestApi) -> bool:
    others: Iterable[RestApi] = (one for one in wiring.all(RestApi) if one is not api)
    return any(names_api(value, one) or value.known() == one.physical_id for one in others)


def _is_of_function(series: Series, function: Function, metric: str) -> bool:
    namespace, name = series.key()
    if namespace.lower() != LAMBDA.lower() or name.rstrip("s").lower() != metric.rstrip("s").lower():
        return False
    values = series.values()
    if "FunctionName" not in values:
        return True
    value = values["FunctionName"].known()
    if value is None:
        return False
    shown = display(parse_function_name(value).name)
    return names_function(value, function) or is_like(shown, display(function.physical_id))
