"""What a statement does to names: which it assigns, grows, changes or takes away."""

import ast
from collections.abc import Iterator
from typing import Final

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
# Methods that change the object they are called on, and calls that leave their arguments as they are.
_CHANGING_METHODS: Final = frozenset(
    {
        "update",
        "setdefault",
        "pop",
        "popitem",
        "clear",
        "append",
        "extend",
        "insert",
        "remove",
        "sort",
        "reverse",
        "add",
    }
)
_READING_CALLS: Final = frozenset(
    {"dumps", "print", "len", "str", "repr", "format", "isinstance", "debug", "info", "warning", "error", "exception"}
    | {"bool", "int", "float", "sorted", "list", "dict", "tuple", "set", "encode", "decode", "get", "b64encode", "join"}
)


def own_nodes(function: FunctionNode) -> Iterator[ast.AST]:
    """The nodes of a function's body in the order they are spelled, without those of functions inside it."""
    body = function.body if isinstance(function.body, list) else [function.body]
    stack: list[ast.AST] = list(reversed(body))
    while stack:
        node = stack.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            stack.extend(reversed(list(ast.iter_child_nodes(node))))


def dotted_name(node: ast.expr) -> str:
    """`a.b.c` for such an expression, else ""."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        outer = dotted_name(node.value)
        return f"{outer}.{node.attr}" if outer else ""
    return ""


def assigned(node: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Names that the node gives a value, each with the expression."""
    if isinstance(node, ast.Assign):
        for target in node.targets:
            if isinstance(target, ast.Name):
                yield target.id, node.value
    elif isinstance(node, ast.AnnAssign | ast.NamedExpr) and isinstance(node.target, ast.Name) and node.value:
        yield node.target.id, node.value


def key_assignment(node: ast.AST) -> tuple[str, str, ast.expr] | None:
    """`name["key"] = value` as its three parts."""
    if not isinstance(node, ast.Assign) or len(node.targets) != 1:
        return None
    target = node.targets[0]
    if not (isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name)):
        return None
    key = target.slice
    if isinstance(key, ast.Constant) and isinstance(key.value, str):
        return target.value.id, key.value, node.value
    return None


def changed_by(node: ast.AST) -> Iterator[str]:
    """Names whose object the node may change: by a changing method, an unknown function, or an item."""
    if isinstance(node, ast.Call):
        function = node.func
        owner, _, method = dotted_name(function).rpartition(".")
        if method in _CHANGING_METHODS and owner:
            yield owner
        if method not in _READING_CALLS:
            arguments = (*node.args, *(word.value for word in node.keywords))
            yield from (item.id for item in arguments if isinstance(item, ast.Name))
    elif isinstance(node, ast.Assign | ast.Delete) and key_assignment(node) is None:
        for target in node.targets:
            if isinstance(target, ast.Subscript | ast.Attribute) and find_grown(target) is None:
                yield from stored(target.value)


def grown_by(node: ast.AST) -> Iterator[str]:
    """Names of mappings that get or lose an item whose key is not spelled: `name[key] = value`, `del name[key]`."""
    if isinstance(node, ast.Assign | ast.Delete) and key_assignment(node) is None:
        yield from (name for target in node.targets if (name := find_grown(target)))


def find_grown(target: ast.expr) -> str | None:
    """The name in `name[...]`."""
    return target.value.id if isinstance(target, ast.Subscript) and isinstance(target.value, ast.Name) else None


def rebound_by(node: ast.AST) -> Iterator[str]:
    """Names that the node gives a value which is not followed here: unpacking, `+=`, deletion, global."""
    if isinstance(node, ast.AugAssign):
        yield from stored(node.target)
    elif isinstance(node, ast.Assign | ast.Delete):
        for target in node.targets:
            if isinstance(target, ast.Tuple | ast.List) or (
                isinstance(node, ast.Delete) and isinstance(target, ast.Name)
            ):
                yield from stored(target)
    elif isinstance(node, ast.Global | ast.Nonlocal):
        yield from node.names


def stored(target: ast.expr) -> Iterator[str]:
    """Every name in a target."""
    yield from (node.id for node in ast.walk(target) if isinstance(node, ast.Name))
