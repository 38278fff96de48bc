"""What a Python handler's source says about itself: whether it parses, what it defines, imports and returns.

The source is parsed, never run. What the syntax tree does not settle raises `Unsettled`.
"""

import ast
import re
import sys
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Final, NamedTuple

from wellwired.model.python_effects import FunctionNode, dotted_name, own_nodes
from wellwired.model.python_shape import ANYTHING, Shape, ShapeReader
from wellwired.model.setting import Unsettled

# What the managed Python runtimes bring beside the standard library.
# https://docs.aws.amazon.com/lambda/latest/dg/python-package.html
RUNTIME_MODULES: Final = frozenset(
    {"awslambdaric", "boto3", "botocore", "bootstrap", "dateutil", "jmespath", "lambda_internal", "runtime_client"}
    | {"s3transfer", "six", "snapshot_restore_py", "urllib3", "cfnresponse"}
)
# Decorators that hand the handler's own return value on unchanged.
_TRANSPARENT: Final = re.compile(r"(logger|tracer|metrics)\.\w+|functools\.wraps|(xray_recorder\.capture)")
_RUNTIME: Final = re.compile(r"python3\.(\d+)")
# Syntax that came after Python 3.11: https://peps.python.org/pep-0695/, -0701, -0750, -0758
_NEWER_SYNTAX: Final = re.compile(
    r"""^\s*(type\s+\w+|(async\s+)?def\s+\w+\[|class\s+\w+\[|except\s+\w+,)|[fFtT][rR]?["']"""
)


class Fault(NamedTuple):
    """A syntax error: what Python says of it, and the line within the module."""

    problem: str
    line: int


@dataclass(frozen=True, slots=True, eq=False)
class Imported:
    """A top-level module that the code cannot load without, and the line that asks for it."""

    module: str
    line: int


class PythonHandler:
    """The module behind a handler such as "app.handler", as its syntax tree shows it."""

    def __init__(self, text: str, name: str) -> None:
        self.name = name
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            self.module = ast.parse(text)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every node of the module."""
        return tuple(ast.walk(self.module))

    def is_defined(self) -> bool:
        """Whether the module gives the handler's name a value; raises `Unsettled` where it may do so unseen."""
        for node in _module_nodes(self.module.body):
            if self.name in _defined_by(node):
                return True
            if isinstance(node, ast.ImportFrom) and any(item.name == "*" for item in node.names):
                raise Unsettled(f"the module takes its names from {node.module} with *")
        used = {node.id for node in self.nodes if isinstance(node, ast.Name)}
        if used & {"globals", "setattr", "exec"}:
            raise Unsettled("the module makes names while it runs")
        return False

    def find_function(self) -> FunctionNode | None:
        """The handler's own function, where it is one that stands in this module."""
        for node in _module_nodes(self.module.body):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name == self.name:
                return node
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Lambda) and self.name in _defined_by(node):
                return node.value
        return None

    def returns(self) -> tuple[Shape, ...]:
        """Every shape that the handler can return; `ANYTHING` where that is not settled."""
        return self._returned

    @cached_property
    def _returned(self) -> tuple[Shape, ...]:
        function = self.find_function()
        if function is None or any(not _TRANSPARENT.match(_decorator(item)) for item in _decorators(function)):
            return (ANYTHING,)
        return ShapeReader(self.module, self.nodes).returned(function)

    def imports(self) -> Iterator[Imported]:
        """The modules without which the handler cannot load; not those asked for in a `try` or a function."""
        for node in _module_nodes(self.module.body, into_try=False):
            if isinstance(node, ast.Import):
                yield from (Imported(item.name.partition(".")[0], node.lineno) for item in node.names)
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                yield Imported(node.module.partition(".")[0], node.lineno)


def find_fault(text: str, runtime: str | None) -> Fault | None:
    """The syntax error that keeps the module from loading, or None.

    Raises `Unsettled` where the function's runtime is newer than the Python that reads it here, and the line that
    this one refuses may be syntax that it does not know.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)
            ast.parse(text)
    except SyntaxError as error:
        newer = _RUNTIME.fullmatch(runtime or "")
        if newer and int(newer[1]) > sys.version_info.minor and _NEWER_SYNTAX.search(error.text or ""):
            raise Unsettled(f"{runtime} is newer than the Python 3.{sys.version_info.minor} that reads it") from error
        return Fault(error.msg, error.lineno or 1)
    except (ValueError, RecursionError, MemoryError) as error:
        raise Unsettled(f"the function's code could not be parsed: {type(error).__name__}") from error
    return None


@lru_cache(maxsize=512)
def read_handler(text: str, name: str) -> PythonHandler:
    """The handler `name` of a module; raises `Unsettled` where the module does not parse."""
    try:
        return PythonHandler(text, name)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise Unsettled("the function's code does not parse") from error


def is_in_runtime(module: str) -> bool:
    """Whether a managed Python runtime has the module without anything being packaged."""
    return module in sys.stdlib_module_names or module in RUNTIME_MODULES


def count_positional(function: FunctionNode) -> tuple[int, int | None]:
    """How few and how many positional arguments a function takes; None for any number."""
    arguments = function.args
    most = len(arguments.posonlyargs) + len(arguments.args)
    return most - len(arguments.defaults), None if arguments.vararg else most


def is_generator(function: FunctionNode) -> bool:
    """Whether calling the function gives a generator."""
    return any(isinstance(node, ast.Yield | ast.YieldFrom) for node in own_nodes(function))


def _module_nodes(body: list[ast.stmt], *, into_try: bool = True) -> Iterator[ast.stmt]:
    """The statements that run when the module loads, those inside `if`, `with` and (if asked) `try` among them."""
    for node in body:
        yield node
        if isinstance(node, ast.If):
            yield from _module_nodes(node.body if into_try else [], into_try=into_try)
            yield from _module_nodes(node.orelse if into_try else [], into_try=into_try)
        elif isinstance(node, ast.With):
            yield from _module_nodes(node.body, into_try=into_try)
        elif isinstance(node, ast.Try) and into_try:
            parts = (node.body, node.orelse, node.finalbody, *(item.body for item in node.handlers))
            for part in parts:
                yield from _module_nodes(part)


def _defined_by(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.Import | ast.ImportFrom):
        yield from (item.asname or item.name.partition(".")[0] for item in node.names)
    elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.For):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        yield from (item.id for target in targets for item in ast.walk(target) if isinstance(item, ast.Name))


def _decorators(function: FunctionNode) -> list[ast.expr]:
    return [] if isinstance(function, ast.Lambda) else function.decorator_list


def _decorator(node: ast.expr) -> str:
    return dotted_name(node.func if isinstance(node, ast.Call) else node)
