"""Names and environment variables that a Python handler needs: what it uses, and what is not there when it does.

Only code that is sure to be reached counts: what runs when the module loads, the handler, and the functions of the
module that these call by name.
"""

import ast
import builtins
import symtable
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from wellwired.model.python_effects import dotted_name
from wellwired.model.python_handler import Imported, PythonHandler
from wellwired.model.runtimes import GIVEN_VARIABLES
from wellwired.model.setting import Unsettled

FunctionDef = ast.FunctionDef | ast.AsyncFunctionDef
_MODULE_NAMES: Final = frozenset(dir(builtins)) | {"__file__", "__builtins__", "__path__", "__annotations__"}
_MAKES_NAMES: Final = frozenset({"globals", "exec", "eval", "vars", "setattr", "__import__"})
_ENVIRON: Final = ("os.environ", "environ")


def undefined_names(handler: PythonHandler, text: str) -> dict[str, int]:
    """Names that end in a NameError, each with the first line that uses it."""
    if _makes_names_unseen(handler):
        raise Unsettled("the module takes or makes names while it runs")
    try:
        table = symtable.symtable(text, "handler", "exec")
    except (SyntaxError, ValueError, RecursionError) as error:
        raise Unsettled("the names of the module could not be worked out") from error
    defined = _defined(table) | _MODULE_NAMES | _tried(handler)
    tables = {child.get_name(): child for child in table.get_children()}
    guarded = _guarded(handler, "NameError")
    found: dict[str, int] = {}
    for part in _reached(handler):
        if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef):
            wanted = _global_names(tables.get(part.name))
            nodes: Iterable[ast.AST] = _walk(part.body)
        else:
            wanted = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_referenced()}
            nodes = _module_level(part)
        missing = wanted - defined
        for node in nodes if missing else ():
            if isinstance(node, ast.Name) and node.id in missing and id(node) not in guarded:
                found[node.id] = min(node.lineno, found.get(node.id, node.lineno))
    return found


def imports_on_the_way(handler: PythonHandler) -> Iterator[Imported]:
    """The modules that a call of the handler imports inside functions; not those asked for in a `try`."""
    guarded = _guarded(handler, "ImportError") | _guarded(handler, "ModuleNotFoundError")
    for part in _reached(handler):
        for node in _walk(part.body) if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef) else ():
            if id(node) in guarded:
                continue
            if isinstance(node, ast.Import):
                yield from (Imported(item.name.partition(".")[0], node.lineno) for item in node.names)
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                yield Imported(node.module.partition(".")[0], node.lineno)


def variables_read(handler: PythonHandler) -> dict[str, int]:
    """Environment variables that the code cannot go on without, each with the first line that asks for it."""
    settled = _variables_seen_to(handler)
    if settled is None:
        return {}
    guarded = _guarded(handler, "KeyError")
    found: dict[str, int] = {}
    for part in _reached(handler):
        nodes = _walk(part.body) if isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef) else _module_level(part)
        for node in nodes:
            name = _asked_for(node)
            if name and name not in settled and name not in GIVEN_VARIABLES and id(node) not in guarded:
                found[name] = min(getattr(node, "lineno", 1), found.get(name, 1 << 30))
    return found


@lru_cache(maxsize=512)  # several rules ask the same of a handler
def _reached(handler: PythonHandler) -> tuple[ast.Module | FunctionDef, ...]:
    """The module itself, then each of its functions that runs when it loads or is called."""
    functions = {node.name: node for node in handler.module.body if isinstance(node, FunctionDef)}
    reached: list[ast.Module | FunctionDef] = [handler.module]
    waiting = [name for node in _module_level(handler.module) for name in _called(node)]
    own = functions.get(handler.name)
    if own is not None:
        waiting.append(handler.name)
    seen: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in seen or name not in functions:
            continue
        seen.add(name)
        reached.append(functions[name])
        waiting += [called for node in _walk(functions[name].body) for called in _called(node)]
    return tuple(reached)


def _called(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        yield node.func.id


def _walk(body: Iterable[ast.stmt]) -> Iterator[ast.AST]:
    """Every node below some statements but annotations, which need not be evaluated, and classes' methods."""
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        yield node
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns") or (isinstance(node, ast.ClassDef) and name == "body"):
                continue
            waiting += [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, ast.AST)]


def _module_level(module: ast.Module) -> Iterator[ast.AST]:
    """What runs when the module loads: not the bodies of functions, nor what only the script itself runs."""
    waiting: list[ast.AST] = list(module.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and "__name__" in {
            item.id for item in ast.walk(node.test) if isinstance(item, ast.Name)
        }:
            continue
        yield node
        for name, value in ast.iter_fields(node):
            if name in ("annotation", "returns") or (isinstance(node, FunctionDef | ast.Lambda) and name == "body"):
                continue
            waiting += [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, ast.AST)]


def _guarded(handler: PythonHandler, error: str) -> set[int]:
    """Nodes, by identity, inside a `try` that catches an error: what fails there need not fail the call."""
    caught = {error, "LookupError", "Exception", "BaseException"}
    found: set[int] = set()
    for node in handler.nodes:
        if isinstance(node, ast.Try | ast.TryStar) and any(_catches(item, caught) for item in node.handlers):
            found |= {id(inner) for inner in _walk(node.body)}
    return found


def _tried(handler: PythonHandler) -> set[str]:
    """Names that the code looks whether they are there, by catching the NameError."""
    found: set[str] = set()
    for node in handler.nodes:
        if isinstance(node, ast.Try) and any(_catches(item, {"NameError"}) and item.type for item in node.handlers):
            found |= {inner.id for inner in _walk(node.body) if isinstance(inner, ast.Name)}
    return found


def _catches(handler: ast.ExceptHandler, errors: set[str]) -> bool:
    kind = handler.type
    named = kind.elts if isinstance(kind, ast.Tuple) else [kind]
    return any(item is None or not isinstance(item, ast.Name) or item.id in errors for item in named)


def _makes_names_unseen(handler: PythonHandler) -> bool:
    for node in handler.nodes:
        if isinstance(node, ast.ImportFrom) and any(item.name == "*" for item in node.names):
            return True
        if isinstance(node, ast.Name) and node.id in _MAKES_NAMES:
            return True
    return False


def _defined(table: symtable.SymbolTable) -> set[str]:
    """Names that the module gives a value, at its top or by `global` in a function."""
    found = {
        symbol.get_name()
        for symbol in table.get_symbols()
        if symbol.is_assigned() or symbol.is_imported() or symbol.is_namespace()
    }
    waiting = list(table.get_children())
    while waiting:
        inner = waiting.pop()
        found |= {
            symbol.get_name() for symbol in inner.get_symbols() if symbol.is_declared_global() and symbol.is_assigned()
        }
        waiting += inner.get_children()
    return found


def _global_names(table: symtable.SymbolTable | None) -> set[str]:
    """Names that a function, or what is defined inside it, takes from the module."""
    if table is None:
        return set()
    found = {symbol.get_name() for symbol in table.get_symbols() if symbol.is_global() and symbol.is_referenced()}
    for child in table.get_children():
        found |= _global_names(child)
    return found


def _asked_for(node: ast.AST) -> str | None:
    """The variable that `os.environ["NAME"]` asks for."""
    if not isinstance(node, ast.Subscript) or not isinstance(node.ctx, ast.Load):
        return None
    key = node.slice
    if dotted_name(node.value) in _ENVIRON and isinstance(key, ast.Constant) and isinstance(key.value, str):
        return key.value
    return None


def _variables_seen_to(handler: PythonHandler) -> set[str] | None:
    """Variables that the code sets or tests for; None where it changes the environment as a whole."""
    seen: set[str] = set()
    for node in handler.nodes:
        if isinstance(node, ast.Call):
            owner, _, method = dotted_name(node.func).rpartition(".")
            if "dotenv" in dotted_name(node.func) or (owner in _ENVIRON and method in ("update", "putenv")):
                return None
            if owner in (*_ENVIRON, "os") and method in ("setdefault", "get", "getenv", "putenv") and node.args:
                seen |= _texts(node.args[:1])
            elif any(dotted_name(argument) in _ENVIRON for argument in node.args):
                return None
        elif isinstance(node, ast.Compare):
            if any(dotted_name(item) in _ENVIRON for item in node.comparators):
                seen |= _texts([node.left])
        elif (
            isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and dotted_name(node.value) in _ENVIRON
        ):
            seen |= _texts([node.slice])
        elif isinstance(node, ast.AugAssign | ast.Assign):
            whole = node.target if isinstance(node, ast.AugAssign) else node.value
            if dotted_name(whole) in _ENVIRON:
                return None
    return seen


def _texts(nodes: Iterable[ast.expr]) -> set[str]:
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
