"""A function's handler, read: the module behind it, and which functions answer a proxy integration.

Source: https://docs.aws.amazon.com/lambda/latest/dg/python-handler.html
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from wellwired.model.api import Method
from wellwired.model.compute import Function, HandlerSource
from wellwired.model.python_handler import PythonHandler, read_handler
from wellwired.model.python_shape import Shape
from wellwired.model.setting import Unsettled
from wellwired.model.text import find_hole
from wellwired.model.wiring import Wiring


class Code(NamedTuple):
    """The code of one function and the name that its handler asks for; `is_inline`: spelled in the template."""

    source: HandlerSource
    name: str
    is_inline: bool

    @property
    def property(self) -> str:
        """The property of the function that holds the code."""
        return "Code/ZipFile" if self.is_inline else "Code"

    def place(self, line: int) -> str:
        """Where a line of the module is, in words."""
        return f"line {line} of the inline code" if self.is_inline else f"{self.source.module_file}:{line}"

    def python(self) -> PythonHandler:
        """The parsed module; raises `Unsettled` where it is not Python, is not there, or does not parse."""
        if self.source.language != "python" or self.source.text is None:
            raise Unsettled("the handler is not Python that can be read")
        return read_handler(self.source.text, self.name)


def get_code(function: Function) -> Code:
    """The code behind a function's handler; raises `Unsettled` where nobody can read it from here."""
    source, handler = function.source.known(), function.handler.known()
    if source is None or handler is None:
        raise Unsettled("the function's code is not at hand")
    code = function.code.if_known()
    return Code(source, handler.rpartition(".")[2], isinstance(code, dict) and "ZipFile" in code)


def is_python(function: Function) -> bool:
    """Whether there is Python code at hand to look at."""
    source = function.source.if_known()
    return source is not None and source.language == "python" and source.text is not None


def read_variables(function: Function) -> Mapping[str, object]:
    """The variables of a function's environment; raises `Unsettled` where they are not known."""
    environment = function.environment.known()
    variables = environment.get("Variables", {}) if isinstance(environment, Mapping) else environment or {}
    if isinstance(variables, Mapping):
        return variables
    raise Unsettled((isinstance(variables, str) and find_hole(variables)) or "the function's Environment is not known")


def is_node(function: Function) -> bool:
    """Whether there is code for Node.js at hand to look at."""
    source = function.source.if_known()
    return source is not None and source.language == "nodejs" and source.text is not None


def proxied_functions(wiring: Wiring) -> frozenset[str]:
    """Addresses of the functions that answer through a Lambda proxy integration; made once per wiring."""
    return wiring.once(_index_proxied)


def _index_proxied(wiring: Wiring) -> frozenset[str]:
    found: set[str] = set()
    for method in wiring.all(Method):
        try:
            found.update(_proxied_by(method, wiring))
        except Unsettled:
            continue
    return frozenset(found)


def _proxied_by(method: Method, wiring: Wiring) -> Iterator[str]:
    integration = method.integration.known()
    if integration is None or integration.type.known() != "AWS_PROXY":
        return
    uri = integration.uri.known()
    target = wiring.find_target(uri) if uri else None
    if target is not None and target.function is not None:
        yield target.function.address


def responses(function: Function, wiring: Wiring) -> tuple[Code, tuple[Shape, ...]] | None:
    """What a function that answers proxy integrations can return, with its code; None where it is no such function."""
    if function.address not in proxied_functions(wiring) or not (is_python(function) or is_node(function)):
        return None
    code = get_code(function)
    return code, code.python().returns() if is_python(function) else _read_node(code)


def _read_node(code: Code) -> tuple[Shape, ...]:
    from wellwired.model.node_shape import read_returns  # most functions are not for Node.js

    return read_returns(code.source.text or "", code.name)
