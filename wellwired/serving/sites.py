"""From a path to what is served: templates read, a gateway for each app, functions ready to run."""

import secrets
from collections.abc import Callable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from wellwired.errors import UnreadableError, UsageError
from wellwired.gateway.caller import Caller
from wellwired.gateway.exchange import Exchange
from wellwired.gateway.functions.host import LocalFunctions
from wellwired.gateway.functions.invocation import FunctionUnavailableError
from wellwired.gateway.functions.spec import log_group_of
from wellwired.gateway.gateway import Gateway, ServedApi
from wellwired.gateway.identities import Identities
from wellwired.model.api import RestApi
from wellwired.model.compute import Function, LayerVersion
from wellwired.model.invocations import callers_of
from wellwired.model.plans import ApiKey
from wellwired.model.wiring import Wiring
from wellwired.readers import Reading, ReadOptions, read_inputs

_APP: Final = "cdk.json"
_OUT: Final = "cdk.out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What to serve. api: a name or logical id, stage: a name; "" for all. caller: who calls stand for."""

    path: str
    options: ReadOptions = field(default_factory=ReadOptions)
    api: str = ""
    stage: str = ""
    caller: Caller = field(default_factory=Caller)


@dataclass(frozen=True, slots=True)
class Watchers:
    """Who is told: of every exchange, with its wiring, and of every line of a function's log, with its group."""

    exchange: Callable[[Wiring, Exchange], None]
    function_line: Callable[[str, str, str], None]


@dataclass(frozen=True, slots=True)
class Site:
    """One API that is served. key: the same at every reading. stages: those that are announced."""

    key: str
    api: ServedApi
    stages: tuple[str, ...]
    gateway: Gateway

    @property
    def name(self) -> str:
        """What the API is called: its name, else its logical id."""
        return self.api.node.api_name.if_known() or self.api.label


@dataclass(frozen=True, slots=True)
class Served:
    """One reading of what is served. hosts: what runs the functions of each wiring. files: the templates read."""

    sites: tuple[Site, ...]
    wirings: tuple[Wiring, ...]
    hosts: tuple[LocalFunctions, ...]
    notices: tuple[str, ...]
    api_keys: tuple[tuple[str, str], ...] = field(repr=False)
    files: tuple[str, ...] = ()

    def find(self, key: str) -> Site | None:
        """The site of this key."""
        return next((site for site in self.sites if site.key == key), None)

    def code_paths(self) -> Iterator[tuple[Path, Function, LocalFunctions]]:
        """Where the code of each function lies, its layers included."""
        for wiring, host in zip(self.wirings, self.hosts, strict=True):
            layers = [layer.content_place.if_known() for layer in wiring.all(LayerVersion)]
            shared = [place.path for place in layers if place is not None and place.path is not None]
            for function in wiring.all(Function):
                place = function.code_place.if_known()
                own = [place.path] if place is not None and place.path is not None else []
                yield from ((path, function, host) for path in [*own, *shared])

    def function_notices(self) -> Iterator[str]:
        """What about the functions that API Gateway calls is not as on AWS; laying them out takes its time."""
        for wiring, host in zip(self.wirings, self.hosts, strict=True):
            for function in wiring.all(Function):
                if callers_of(wiring, function):
                    try:
                        yield from host.notices_of(function)
                    except FunctionUnavailableError as error:
                        yield str(error)

    def close(self) -> None:
        """End every function."""
        for host in self.hosts:
            host.close()


def read_served(wanted: Wanted, watchers: Watchers, key_values: MutableMapping[str, str]) -> Served:
    """Read the path and make what serves it.

    key_values: of API keys, by address; those that are not there yet are made up and added, so that they outlive a
    reload. Raises `UsageError`, `UnreadableError` or `MissingExtraError`.
    """
    reading = _read(wanted)
    wirings = tuple(wiring for wiring in reading.wirings if wiring.own(RestApi))
    if not wirings:
        raise UsageError("there is no REST API to serve", where=wanted.path, remedy="name a template that has one")
    hosts: list[LocalFunctions] = []
    try:
        gateways = [_make_gateway(wiring, wanted, watchers, key_values, hosts) for wiring in wirings]
        sites = tuple(_find_sites(gateways, wanted))
        notices = [notice for gateway in gateways for notice in gateway.notices]
    except BaseException:
        for host in hosts:
            host.close()
        raise
    keys = tuple(pair for gateway in gateways for pair in gateway.api_keys.items())
    return Served(sites, wirings, tuple(hosts), tuple(dict.fromkeys(notices)), keys, tuple(reading.files))


def _read(wanted: Wanted) -> Reading:
    path = Path(wanted.path)
    if (path / _APP).is_file() and not (path / "manifest.json").is_file():
        raise UsageError(
            "this is the folder of a CDK app, and what it makes is served",
            where=wanted.path,
            remedy=f"run `cdk synth` there, then `wellwired serve {path / _OUT}`",
        )
    reading = read_inputs([wanted.path], wanted.options)
    for unread in reading.unread:
        raise UnreadableError(unread.problem, where=unread.file, remedy=unread.remedy or None)
    return reading


def _make_gateway(
    wiring: Wiring,
    wanted: Wanted,
    watchers: Watchers,
    key_values: MutableMapping[str, str],
    hosts: list[LocalFunctions],
) -> Gateway:
    identities = Identities(wiring)
    for key in wiring.all(ApiKey):
        key_values.setdefault(key.address, secrets.token_urlsafe(30))

    def tell(function: Function, line: str) -> None:
        watchers.function_line(function.name, log_group_of(function, identities), line)

    hosts.append(LocalFunctions(identities, observe=tell))
    return Gateway(
        wiring,
        functions=hosts[-1],
        identities=identities,
        caller=wanted.caller,
        key_values=key_values,
        observe=lambda exchange: watchers.exchange(wiring, exchange),
    )


def _find_sites(gateways: Sequence[Gateway], wanted: Wanted) -> Iterator[Site]:
    """The APIs that were asked for; raises `UsageError` where there is none."""
    apis = [(gateway, api) for gateway in gateways for api in gateway.apis]
    chosen = [(gateway, api) for gateway, api in apis if not wanted.api or wanted.api in _names(api)]
    if not chosen:
        names = ", ".join(api.label for _, api in apis)
        raise UsageError(f"there is no REST API '{wanted.api}'", where="--api", remedy=f"there are: {names}")
    staged = [(gateway, api) for gateway, api in chosen if not wanted.stage or wanted.stage in api.stages]
    if not staged:
        names = ", ".join(stage for _, api in chosen for stage in api.stages) or "none that can be served"
        raise UsageError(f"no API has the stage '{wanted.stage}'", where="--stage", remedy=f"there are: {names}")
    for place, (gateway, api) in enumerate(staged):
        twins = sum(api.node.address == other.node.address for _, other in staged[:place])
        stages = (wanted.stage,) if wanted.stage else api.stages
        yield Site(f"{api.node.address}#{twins}", api, stages, gateway)


def _names(api: ServedApi) -> tuple[str, ...]:
    return (api.label, api.node.name, api.node.address, api.node.api_name.if_known() or "")
