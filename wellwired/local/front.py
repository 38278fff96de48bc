"""The local gateway in front of the embedded AWS: requests are judged as API Gateway would, resources are the deployed.

The wiring is read from the app's own assembly, not from what the embedded AWS took of it, so that nothing that its
CloudFormation drops is missing here.
"""

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from aiohttp import web

from wellwired.errors import LocalError
from wellwired.gateway.exchange import Exchange
from wellwired.gateway.functions.host import LocalFunctions
from wellwired.gateway.functions.spec import log_group_of
from wellwired.gateway.gateway import Gateway
from wellwired.gateway.identities import Identities
from wellwired.gateway.log_events import LogEvent, access_event, execution_events
from wellwired.local.deployed import read_deployed_ids, read_key_values
from wellwired.local.emulator import Emulator
from wellwired.local.endpoints import Endpoint, read_endpoints
from wellwired.local.log_shipping import LogShipper
from wellwired.model.compute import Function
from wellwired.readers import ReadOptions, read_inputs
from wellwired.serving.doors import Address, Doors

ANY_PORT: Final = 0


@dataclass(frozen=True)
class Front:
    """What is in front of an embedded AWS. notices: what is not as on AWS. logs: where both logs go."""

    endpoints: tuple[Endpoint, ...]
    notices: tuple[str, ...]
    logs: Sequence[LogShipper]

    def flush_logs(self) -> None:
        """Wait until the logs of every answered request are written."""
        for shipper in self.logs:
            shipper.flush()


@contextmanager
def open_front(emulator: Emulator, source: Path) -> Iterator[Front]:
    """Serve every REST API of the assembly `source`, which is deployed to `emulator`, each on a port of its own."""
    reading = read_inputs([str(source)], ReadOptions(region=emulator.region, account=emulator.account))
    if reading.unread:
        first = reading.unread[0]
        raise LocalError(f"{first.file} could not be read: {first.problem}", remedy=first.remedy or None)
    with ExitStack() as stack:
        gateways: dict[str, Gateway] = {}
        open_door = stack.enter_context(_open_doors(gateways))
        endpoints: list[Endpoint] = []
        notices: list[str] = []
        shippers: dict[str, LogShipper] = {}
        for wiring in reading.wirings:
            region = wiring.region or emulator.region
            if region not in shippers:
                shippers[region] = LogShipper(emulator, region)
                stack.callback(shippers[region].close)
            ids = read_deployed_ids(emulator, source, region).of(wiring)
            identities = Identities(wiring, ids)
            values = read_key_values(emulator, wiring, ids, region)
            gateway = _open_gateway(emulator, identities, values, shippers[region], stack)
            notices += gateway.notices
            for api in gateway.apis:
                gateways[api.api_id] = gateway
                url = open_door(api.api_id)
                urls = {stage: f"{url}/{stage}" for stage in api.stages}
                endpoints += read_endpoints(wiring, gateway, api, identities, urls)
        endpoints.sort(key=lambda endpoint: (endpoint.api_name, endpoint.stage))
        yield Front(tuple(endpoints), tuple(notices), tuple(shippers.values()))


def _open_gateway(
    emulator: Emulator, identities: Identities, key_values: Mapping[str, str], shipper: LogShipper, stack: ExitStack
) -> Gateway:
    def observe_function(function: Function, text: str) -> None:
        shipper.ship([LogEvent(log_group_of(function, identities), datetime.now(UTC), text)])

    def observe(exchange: Exchange) -> None:
        access = access_event(exchange)
        shipper.ship([*execution_events(exchange), *([access] if access is not None else [])])

    home = {"AWS_REGION": identities.region, "AWS_DEFAULT_REGION": identities.region}
    extra = emulator.client_environment() | home
    # In the emulator's folder, which goes away with it however this process ends.
    functions = LocalFunctions(identities, extra=extra, observe=observe_function, folder=emulator.folder)
    stack.callback(functions.close)
    return Gateway(
        identities.wiring, functions=functions, identities=identities, key_values=key_values, observe=observe
    )


@contextmanager
def _open_doors(gateways: Mapping[str, Gateway]) -> Iterator[Callable[[str], str]]:
    """A function that opens a port for the API with an id, and says where: http://127.0.0.1:PORT.

    gateways: who answers for an API, by its id; looked at with each request.
    """

    async def no_pages(_: web.Request) -> web.StreamResponse:
        return web.Response(status=404)

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="http", daemon=True)
    thread.start()
    doors = Doors(Address(port=ANY_PORT), lambda key, request: gateways[key].handle(request, api=key), no_pages)

    def open_door(key: str) -> str:
        asyncio.run_coroutine_threadsafe(doors.open(key), loop).result()
        return doors.url(key)

    try:
        yield open_door
    finally:
        asyncio.run_coroutine_threadsafe(doors.close(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
