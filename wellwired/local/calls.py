"""First requests to a deployed API: sent, judged, and written as curl lines that work as pasted."""

import json
import re
import shlex
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from email.message import Message
from typing import Final

from wellwired.local.endpoints import Endpoint, Route

TIMEOUT_SECONDS: Final = 30
CALLED_METHODS: Final = ("GET", "HEAD", "POST")  # the rest changes things that the API has not got yet


@dataclass(frozen=True)
class Call:
    """One request, and the route it is for."""

    method: str
    path: str
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: str | None = None

    def curl(self) -> str:
        """Return the request as a shell command."""
        words = ["curl", "-i", *([] if self.method == "GET" else ["-X", self.method]), self.url]
        for name, value in self.headers:
            words += ["-H", f"{name}: {value}"]
        if self.body is not None:
            words += ["-d", self.body]
        return shlex.join(words)


@dataclass(frozen=True)
class Answer:
    """What came back: status, headers with lower-case names, body; and what was expected."""

    call: Call
    status: int
    headers: Mapping[str, str]
    body: str
    keyless: bool = False

    @property
    def is_good(self) -> bool:
        """Whether the wiring held: no 5xx and no refusal with the key sent, 403 exactly where it was left out."""
        return self.status == 403 if self.keyless else self.status < 500 and self.status not in (403, 429)


def call_endpoint(endpoint: Endpoint) -> Iterator[Answer]:
    """Send one request to every route that can be called without knowing the service, and yield the answers.

    A route with a path parameter is called once an answer of a POST names what it made, by its `Location`.
    """
    made: list[Answer] = []
    for route in endpoint.routes:
        if is_callable(route) and "{" not in route.path:
            call = first_call(endpoint, route)
            answer = send(call)
            made += [answer] if route.method == "POST" else []
            yield answer
            if route.needs_key:
                keyless = tuple(header for header in call.headers if header[0] != "x-api-key")
                yield replace(send(replace(call, headers=keyless)), keyless=True)
    for route in endpoint.routes:
        if is_callable(route) and "{" in route.path and route.method == "GET":
            for path in [path for answer in made if (path := path_of_made(route, answer))][:1]:
                yield send(first_call(endpoint, replace(route, path=path)))


def is_callable(route: Route) -> bool:
    """Say whether a request can be made up for the route: a method that reads or adds, and no authorizer to satisfy."""
    return route.authorization == "NONE" and route.method in CALLED_METHODS


def first_call(endpoint: Endpoint, route: Route) -> Call:
    """Return the smallest request that the route lets in."""
    query = "&".join(f"{name}=1" for name in route.required_queries)
    headers = {name: str(uuid.uuid4()) for name in route.required_headers if name.lower() != "content-type"}
    if route.needs_key and endpoint.keys:
        headers["x-api-key"] = endpoint.keys[0]
    if route.example_body is not None:
        headers["content-type"] = "application/json"
    return Call(
        method=route.method,
        path=route.path,
        url=f"{endpoint.url}{route.path}{'?' if query else ''}{query}",
        headers=tuple(headers.items()),
        body=route.example_body,
    )


def path_of_made(route: Route, answer: Answer) -> str | None:
    """Return the path of what a POST made when it is one of this route's paths, from `Location`; None without one."""
    pattern = re.sub(r"\\\{[^}]+\\\}", "[^/]+", re.escape(route.path))
    found = re.search(f"{pattern}$", answer.headers.get("location", ""))
    return found.group() if found else None


def send(call: Call) -> Answer:
    """Send a request to loopback and return the answer; no answer at all counts as 599."""
    request = urllib.request.Request(  # noqa: S310 - http, loopback
        call.url,
        data=call.body.encode() if call.body is not None else None,
        headers=dict(call.headers),
        method=call.method,
    )
    # Loopback is reached directly, whatever proxy the user's environment names.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=TIMEOUT_SECONDS) as response:
            return _answer(call, response.status, response.headers, response.read())
    except urllib.error.HTTPError as error:
        return _answer(call, error.code, error.headers, error.read())
    except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
        return Answer(call, 599, {}, str(error))


def _answer(call: Call, status: int, headers: Message, body: bytes) -> Answer:
    return Answer(call, status, {name.lower(): value for name, value in headers.items()}, body.decode(errors="replace"))


def shortened(body: str, width: int = 100) -> str:
    """Return a body on one line, cut to `width` characters."""
    try:
        body = json.dumps(json.loads(body), ensure_ascii=False)
    except ValueError:
        body = " ".join(body.split())
    return body if len(body) <= width else f"{body[: width - 1]}…"
