"""Looks whether a handler is where its function says: a wrong name is a 502 on every call."""

import ast
from pathlib import Path

from wellwired.errors import WiringError


def check_handler(source: Path, handler: str, *, where: str) -> None:
    """Raise `WiringError` where `handler`, `package/module.name`, is not defined below `source`; nothing is run."""
    module, _, name = handler.rpartition(".")
    if not module or not name.isidentifier():
        raise WiringError(
            f"{handler!r} is no handler", where=where, remedy="write module.function, such as 'app.handler'"
        )
    if not source.is_dir():
        raise WiringError(f"the source {source} is no directory", where=where, remedy="pass the handler's directory")
    file = source / f"{module.replace('.', '/')}.py"
    if not file.is_file():
        raise WiringError(
            f"the handler is {handler}, and {source.name} has no {file.relative_to(source)}",
            where=where,
            remedy="correct the handler or the source; Lambda would answer Runtime.ImportModuleError, the client 502",
        )
    try:
        tree = ast.parse(file.read_bytes(), filename=str(file))
    except (SyntaxError, ValueError) as error:  # ValueError: a NUL byte, on early 3.11
        raise WiringError(
            f"{file.name} cannot be read as Python: {error}",
            where=where,
            remedy="correct it; Lambda would answer Runtime.UserCodeSyntaxError, the client 502",
        ) from error
    if name not in (names := _defined(tree)) and "*" not in names:
        raise WiringError(
            f"{file.name} defines no {name}",
            where=where,
            remedy="correct the handler; Lambda would answer Runtime.HandlerNotFound, the client 502",
        )


def _defined(tree: ast.Module) -> set[str]:
    """Every name that the module may hold, those under `if` and `try` too; `*` where an import hides which."""
    names: set[str] = set()
    pending: list[ast.AST] = list(tree.body)
    while pending:
        node = pending.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {alias.asname or alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        else:
            pending += ast.iter_child_nodes(node)
    return names
