"""A client for the team's own API in a test: requests judged as API Gateway would, functions run, no socket."""

import json
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any
from urllib.parse import urlencode

from wellwired.errors import UsageError
from wellwired.gateway.caller import Caller
from wellwired.gateway.exchange import Exchange
from wellwired.gateway.functions.host import LocalFunctions
from wellwired.gateway.gateway import Gateway, ServedApi
from wellwired.gateway.identities import Identities
from wellwired.gateway.messages import Headers, Request, Response, find_header, header_values
from wellwired.model.api import RestApi
from wellwired.printable import printable
from wellwired.reports.ink import Ink
from wellwired.serving.explaining import explain
from wellwired.serving.terminal import explanation_lines
from wellwired.testing.subjects import Subject, Subjects, read_subject

_CUT = 500
# The exchange that a thread has just had; the gateway tells of it on the thread that asks.
_Exchanges = dict[int, Exchange]
Values = Mapping[str, str | Iterable[str]]


class ApiAnswer:
    """What the client got. status, body as they are; headers by any spelling of their name, the last value of each."""

    def __init__(self, response: Response, exchange: Exchange) -> None:
        self.status = response.status
        self.body = response.body
        self.headers: Mapping[str, str] = _Headers(response)
        self.exchange = exchange

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")

    def json(self) -> Any:
        """The body as JSON; raises `ValueError` where it is none."""
        return json.loads(self.body)

    def explain(self) -> str:
        """The answer, and where it is an error why it is one, what mends it, and what the function said."""
        asked = self.exchange.request
        lines = [f"{self.status} for {asked.method} {asked.path}: {self.text[:_CUT]}"]
        explanation = explain(self.exchange)
        if explanation is not None:
            lines += explanation_lines(explanation, Ink(on=False))
        for entry in self.exchange.function_log:
            lines += (f"log      {line}" for line in entry.expandtabs(4).splitlines())
        return "\n".join(printable(line) for line in lines)

    def __repr__(self) -> str:
        """What a failing assertion shows: all that is known of the answer."""
        return f"<{self.explain()}>"


class ApiClient:
    """Calls one stage of one API. Every path is below the stage, as behind its base URL."""

    def __init__(self, gateway: Gateway, api: ServedApi, stage: str, exchanges: _Exchanges) -> None:
        self._gateway = gateway
        self._api = api
        self._stage = stage
        self._exchanges = exchanges

    @property
    def api_keys(self) -> Mapping[str, str]:
        """The values of the API keys by name, made up for this client."""
        return self._gateway.api_keys

    @property
    def notices(self) -> tuple[str, ...]:
        """What is not as on AWS, or not served."""
        return self._gateway.notices

    def request(
        self,
        method: str,
        path: str,
        *,
        query: Values | None = None,
        headers: Values | None = None,
        json: Any = None,
        body: str | bytes = b"",
    ) -> ApiAnswer:
        """Send a request. path: percent-encoded as on the wire, "?query" may follow. json: sent as the body."""
        place, _, asked = path.partition("?")
        pairs = _pairs(headers or {})
        if json is not None:
            body = _dump(json)
            if find_header(pairs, "content-type") is None:
                pairs = (*pairs, ("Content-Type", "application/json"))
        for name, value in (("Accept", "*/*"), ("User-Agent", "wellwired"), ("Host", f"{self._api.api_id}.local")):
            if find_header(pairs, name) is None:
                pairs = (*pairs, (name, value))
        spelled = urlencode({name: [*_several(value)] for name, value in (query or {}).items()}, doseq=True)
        sent = Request(
            method=method,
            path=f"/{self._stage}/{place.removeprefix('/')}",
            query="&".join(part for part in (asked, spelled) if part),
            headers=pairs,
            body=body.encode() if isinstance(body, str) else body,
        )
        response = self._gateway.handle(sent, api=self._api.api_id)
        return ApiAnswer(response, self._exchanges.pop(threading.get_ident()))

    def get(self, path: str, **sent: Any) -> ApiAnswer:
        """GET."""
        return self.request("GET", path, **sent)

    def post(self, path: str, **sent: Any) -> ApiAnswer:
        """POST."""
        return self.request("POST", path, **sent)

    def put(self, path: str, **sent: Any) -> ApiAnswer:
        """PUT."""
        return self.request("PUT", path, **sent)

    def patch(self, path: str, **sent: Any) -> ApiAnswer:
        """PATCH."""
        return self.request("PATCH", path, **sent)

    def delete(self, path: str, **sent: Any) -> ApiAnswer:
        """DELETE."""
        return self.request("DELETE", path, **sent)

    def options(self, path: str, **sent: Any) -> ApiAnswer:
        """OPTIONS, as a browser's preflight."""
        return self.request("OPTIONS", path, **sent)


@contextmanager
def open_api_client(
    subject: Subject,
    *,
    api: str = "",
    stage: str = "",
    caller: Caller | None = None,
    environment: Mapping[str, str] | None = None,
) -> Iterator[ApiClient]:
    """Serve a CDK app, stage or stack, a template, or what lies at a path; its functions end with the block.

    api, stage: by name, where there are several. caller: the claims and the IAM user that calls stand for.
    environment: more variables for every function, such as AWS_ENDPOINT_URL. Raises `UsageError` where it is not
    clear what is meant, `UnreadableError` where a template cannot be read.
    """
    with ExitStack() as opened:
        found = []
        subjects = read_subject(subject)
        for wiring in subjects.wirings:
            if not _apis_of(subjects, wiring.own(RestApi)):
                continue
            identities = Identities(wiring)
            host = opened.enter_context(LocalFunctions(identities, extra=environment))
            exchanges: _Exchanges = {}
            gateway = Gateway(
                wiring, functions=host, identities=identities, caller=caller, observe=partial(_keep, exchanges)
            )
            meant = _apis_of(subjects, (served.node for served in gateway.apis))
            found += [(gateway, served, exchanges) for served in gateway.apis if served.node in meant]
        gateway, served, exchanges = _choose(found, api, subjects)
        yield ApiClient(gateway, served, _choose_stage(served, stage), exchanges)


class _Headers(Mapping[str, str]):
    def __init__(self, response: Response) -> None:
        self._headers = response.headers

    def __getitem__(self, name: str) -> str:
        values = header_values(self._headers, name)
        if not values:
            raise KeyError(name)
        return values[-1]

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys(name for name, _ in self._headers))

    def __len__(self) -> int:
        return len(set(self))

    def __repr__(self) -> str:
        return repr(dict(self._headers))


def _apis_of(subjects: Subjects, apis: Iterable[RestApi]) -> list[RestApi]:
    return [api for api in apis if not subjects.files or api.origin.file in subjects.files]


def _choose(
    found: list[tuple[Gateway, ServedApi, _Exchanges]], name: str, subjects: Subjects
) -> tuple[Gateway, ServedApi, _Exchanges]:
    fitting = [entry for entry in found if not name or name in _names(entry[1])]
    if len(fitting) == 1:
        return fitting[0]
    if not found:
        raise UsageError("there is no REST API to call", where=subjects.name)
    names = ", ".join(served.label for _, served, _ in found)
    problem = f"there are {len(fitting)} REST APIs that may be meant" if fitting else f"there is no REST API '{name}'"
    raise UsageError(problem, where=subjects.name, remedy=f"give api=...; there are: {names}")


def _names(served: ServedApi) -> tuple[str, ...]:
    return (served.label, served.node.name, served.node.api_name.if_known() or "")


def _choose_stage(served: ServedApi, name: str) -> str:
    fitting = [stage for stage in served.stages if name in ("", stage)]
    if len(fitting) != 1:
        raise UsageError(
            f"it is not clear which stage of {served.label} is meant",
            remedy=f"give stage=...; there are: {', '.join(served.stages) or 'none that can be served'}",
        )
    return fitting[0]


def _keep(exchanges: _Exchanges, exchange: Exchange) -> None:
    exchanges[threading.get_ident()] = exchange


def _pairs(headers: Values) -> Headers:
    return tuple((name, one) for name, value in headers.items() for one in _several(value))


def _several(value: str | Iterable[str]) -> Iterable[str]:
    return [value] if isinstance(value, str) else value


def _dump(value: Any) -> str:
    return json.dumps(value)
