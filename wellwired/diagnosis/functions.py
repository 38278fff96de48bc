"""The function's side of a request: which function a route invokes, where it logs, and what it wrote."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from wellwired.aws_access import AbsentError, Account, DeniedError, plain_errors
from wellwired.diagnosis.events import Event, LogReader, Search, Window, any_of
from wellwired.diagnosis.request import FUNCTION_URI, Request
from wellwired.diagnosis.target import Target
from wellwired.errors import UnreadableError

_STAGE_VARIABLE = re.compile(r"\$\{stageVariables\.(\w+)\}")


@dataclass
class FunctionLogs:
    """Finds and reads the logs of the functions behind one stage."""

    account: Account
    reader: LogReader
    target: Target
    problems: list[str] = field(default_factory=list)

    def read(self, requests: Iterable[Request], window: Window, margin: int) -> Iterator[tuple[Request, list[Event]]]:
        """Each request whose function wrote something, with the lines of that invocation."""
        by_function: dict[str, list[Request]] = defaultdict(list)
        for request in requests:
            if request.function_id:
                name = request.function_name or self._routes.get(request.route, "")
                if name:
                    by_function[name].append(request)
        for name, asked in by_function.items():
            try:
                group = self._group(name)
                narrow = window.around([request.at for request in asked], margin)
                events = self.reader.read(group, narrow, any_of([request.function_id for request in asked]))
                for request in asked:
                    yield request, self._invocation(group, request.function_id, events)
            except UnreadableError as error:
                self.problems.append(str(error).replace("\n  ", "; "))

    def _invocation(self, group: str, function_id: str, events: Sequence[Event]) -> list[Event]:
        """The lines that name the invocation, and those between its START and END, which need not name it."""
        own = [event for event in events if function_id in event.text]
        streams = {event.stream for event in own if event.text.startswith(("START", "REPORT"))}
        if len(own) < 2 or len(streams) != 1:
            return own
        between = self.reader.read(group, Window(own[0].at, own[-1].at + 1), Search())
        lines = [event for event in between if event.stream in streams]
        places = [place for place, event in enumerate(lines) if function_id in event.text]
        return lines[places[0] : places[-1] + 1] if places else own

    def _group(self, name: str) -> str:
        """The log group of a function: the one it is configured with, else Lambda's usual one."""
        usual = f"/aws/lambda/{name}"
        try:
            with plain_errors(f"function {name}"):
                found = self.account.lambda_.get_function_configuration(FunctionName=name)
        except (DeniedError, AbsentError):
            return usual
        return found.get("LoggingConfig", {}).get("LogGroup") or usual

    @cached_property
    def _routes(self) -> dict[str, str]:
        """Function name by route, "GET /orders/{id}", as the API is configured now; read only when it is needed."""
        found: dict[str, str] = {}
        try:
            with plain_errors(f"the resources of {self.target.rest_api_id}"):
                pages = self.account.apigateway.get_paginator("get_resources").paginate(
                    restApiId=self.target.rest_api_id, embed=["methods"], PaginationConfig={"PageSize": 500}
                )
                for resource in (item for page in pages for item in page["items"]):
                    for verb, method in (resource.get("resourceMethods") or {}).items():
                        uri = str((method.get("methodIntegration") or {}).get("uri", ""))
                        name = FUNCTION_URI.search(_STAGE_VARIABLE.sub(self._variable, uri))
                        if name:
                            found[f"{verb} {resource.get('path', '')}"] = name[1]
        except DeniedError as error:
            self.problems.append(str(error).replace("\n  ", "; "))
        return found

    def _variable(self, match: re.Match[str]) -> str:
        return self.target.variables.get(match[1], match[0])
