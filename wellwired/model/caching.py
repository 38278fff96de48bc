"""Which methods of a stage have their answers kept, and what tells one question from another there.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
"""

from collections.abc import Iterator
from typing import Final

from wellwired.model.api import Method, MethodSetting, Stage
from wellwired.model.method_settings import Entry, methods_of, read_stage_settings
from wellwired.model.setting import Unsettled
from wellwired.model.wiring import Wiring

_DEFAULT_TTL_S: Final = 300


def keeps(setting: MethodSetting) -> bool:
    """Whether an entry has answers kept, if the stage has a cache."""
    kept = setting.caching_enabled.or_default(False)
    return bool(kept) and setting.cache_ttl_in_seconds.or_default(_DEFAULT_TTL_S) > 0


def find_cached(stage: Stage, wiring: Wiring) -> Iterator[tuple[Method, Entry]]:
    """The methods whose answers are kept, each with the entry that says so; of all methods, those that are GET."""
    if not stage.cache_cluster_enabled.or_default(False):
        return
    settings = read_stage_settings(stage)
    if settings.unsettled:
        raise Unsettled(settings.unsettled)
    for method in methods_of(stage, wiring):
        entry = settings.find_entry(method)
        if entry is not None and keeps(entry.setting) and (not entry.is_overall or method.http_method.known() == "GET"):
            yield method, entry


def read_cache_key(method: Method) -> frozenset[str]:
    """The method's parameters that are part of the cache's key, such as `path.id` and `querystring.page`."""
    integration = method.integration.known()
    if integration is None:
        return frozenset()
    mapped = integration.request_parameters.or_default({})
    keys = (mapped.get(key, key) for key in integration.cache_key_parameters.or_default(()))
    return frozenset(str(key).partition(".request.")[2].replace("multivalue", "", 1) for key in keys)
