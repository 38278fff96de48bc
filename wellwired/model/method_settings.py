"""What a stage sets for each of its methods: `MethodSettings`, taken apart once.

An entry is for every method (`/*` and `*`) or for exactly one, and then it replaces the first one whole: what it
does not set falls back to the default, not to what is set for every method. In a path of more than one part the
slashes are written `~1`; the first one stays: `/~1orders~1{id}`.
Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-stage-methodsetting.html
"""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from wellwired.model.api import Method, MethodSetting, RestApi, Stage
from wellwired.model.setting import Unsettled
from wellwired.model.wiring import Wiring

_EVERY_PATH: Final = ("/*", "*", "/~1*")
_EVERY_VERB: Final = "*"
_SILENT: Final = ("OFF", "FALSE")  # an OFF without quotes is a boolean in YAML
Has = Callable[[MethodSetting], bool]


class Entry(NamedTuple):
    """One entry of `MethodSettings`. place: where in the list, from 0. path, verb: symbolic text, "*" for all."""

    place: int
    setting: MethodSetting
    path: str
    verb: str

    @property
    def is_overall(self) -> bool:
        """Whether it is for every method."""
        return self.path == "*" and self.verb == "*"

    @property
    def is_escaped(self) -> bool:
        """Whether the slashes inside the path are written `~1`, as they must be."""
        return "/" not in self.setting.resource_path.or_default("").removeprefix("/")

    @property
    def is_half(self) -> bool:
        """Whether it names every path or every verb, not both: a form that API Gateway does not have."""
        return (self.path == "*") != (self.verb == "*")

    def property(self, name: str = "") -> str:
        """The property path of the entry, or of one of its settings."""
        return f"MethodSettings/{self.place}/{name}".rstrip("/")


class StageSettings(NamedTuple):
    """The entries of a stage. overall: the one for every method. single: those for one, by path and verb."""

    entries: tuple[Entry, ...]
    overall: Entry | None
    single: Mapping[tuple[str, str], Entry]
    unsettled: str = ""

    def find_entry(self, method: Method) -> Entry | None:
        """The entry that counts for a method; raises `Unsettled` where that is not known."""
        path = method.path.known()
        verb = method.http_method.known()
        if path is None or verb is None:
            raise Unsettled(f"the route of {method.label} is not known")
        return self.single.get((path, verb), self.overall)


class Coverage(NamedTuple):
    """For which methods of a stage something is set.

    overall: whether it is set for every method that has no entry of its own. lacking: entries of one method that
    lack it. left: methods that no entry gives it. reached: whether any method has it.
    """

    overall: bool
    lacking: tuple[Entry, ...]
    left: tuple[Method, ...]
    reached: bool


def read_stage_settings(stage: Stage) -> StageSettings:
    """The settings of a stage; raises `Unsettled` where the list as a whole is not known."""
    entries: list[Entry] = []
    unsettled = ""
    for place, setting in enumerate(stage.method_settings.or_default(())):
        if setting.resource_path.is_unknown or setting.http_method.is_unknown:
            unsettled = setting.resource_path.reason or setting.http_method.reason
            continue
        path, verb = setting.resource_path.or_default(""), setting.http_method.or_default("")
        entries.append(Entry(place, setting, _read_path(path), verb.upper()))
    single = {(each.path, each.verb): each for each in entries if "*" not in (each.path, each.verb)}
    overall = next((each for each in reversed(entries) if each.is_overall), None)
    return StageSettings(tuple(entries), overall, single, unsettled)


def read_coverage(stage: Stage, wiring: Wiring, has: Has) -> Coverage:
    """For which methods of a stage `has` holds; raises `Unsettled` where an unknown decides."""
    settings = read_stage_settings(stage)
    overall = settings.overall is not None and has(settings.overall.setting)
    if settings.unsettled and not overall:
        raise Unsettled(settings.unsettled)
    single = {route: has(entry.setting) for route, entry in settings.single.items()}
    lacking = tuple(entry for route, entry in settings.single.items() if not single[route])
    left = () if overall else tuple(method for method in methods_of(stage, wiring) if not single.get(_route(method)))
    return Coverage(overall, lacking, left, overall or any(single.values()))


def methods_of(stage: Stage, wiring: Wiring) -> tuple[Method, ...]:
    """The methods of a stage's API that are among the nodes; none where the API is not, or is not known."""
    try:
        api = wiring.find_api(stage)
    except Unsettled:
        return ()
    return wiring.of_api(Method, api) if api is not None else ()


def are_all_known(api: RestApi) -> bool:
    """Whether an API has no methods but those among the nodes: none in a body that could not be read."""
    return not api.body.is_unknown and api.body_s3_location.is_absent and api.clone_from.is_absent


def _route(method: Method) -> tuple[str, str]:
    return method.path.if_known() or "", method.http_method.if_known() or ""


def _read_path(text: str) -> str:
    """`/*` as "*"; `/~1orders~1{id}`, and what somebody wrote for it, as the route's path."""
    return "*" if text in _EVERY_PATH else "/" + text.replace("~1", "/").lstrip("/")


def logs(setting: MethodSetting) -> bool:
    """Whether an entry writes an execution log."""
    return setting.logging_level.or_default("OFF").upper() not in _SILENT


def measures(setting: MethodSetting) -> bool:
    """Whether an entry has metrics of its own for each method."""
    return bool(setting.metrics_enabled.known())


def limits(setting: MethodSetting) -> bool:
    """Whether an entry limits the rate; a negative one switches the limit off."""
    return setting.throttling_rate_limit.or_default(-1) >= 0
