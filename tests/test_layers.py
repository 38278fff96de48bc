"""Who may import whom: the arrows of docs/design.md, held by walking the syntax trees."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "wellwired"

LEAVES = ("errors", "facts", "printable", "access_log")
# Layer: the layers of wellwired that it may import. A layer may always import itself.
ARROWS: dict[str, tuple[str, ...]] = {
    "errors": (),
    "facts": (),
    "printable": (),
    "access_log": ("facts", "errors"),
    "model": ("facts", "errors"),
    "findings": ("model",),
    "rules": ("findings", "facts", "access_log", "model"),
    "allowances": ("findings", "model", "errors"),
    "engine": ("rules", "findings", "model", "allowances"),
    "baseline": ("documents", "findings", "errors"),
    "configuration": ("documents", "allowances", "errors"),
    "reports": ("findings", "model", "printable", "causes"),
    "documents": ("model", "errors"),
    "readers": ("documents", "model", "facts", "errors", "findings"),
    "openapi": ("readers", "model", "facts", "printable"),
    "causes": ("model", "facts", "access_log", "errors"),
    "gateway": ("model", "facts", "access_log", "errors", "runtime"),
    "runtime": (),
    # Reads a route table from an OpenAPI document, and says where in the file something is wrong with it.
    "constructs": ("documents", "model", "facts", "errors", "printable", "access_log"),
    "serving": (
        *("gateway", "readers", "reports", "causes", "access_log", "printable", "findings", "model", "facts", "errors"),
    ),
    "local": ("facts", "errors", "readers", "gateway", "serving", "model"),
    "synth": ("readers", "engine", "findings", "rules", "allowances", "configuration", "reports", "model", "errors"),
    "testing": (
        *("readers", "engine", "findings", "rules", "allowances", "comparison", "runtime", "printable", "model"),
        *("gateway", "serving", "reports", "errors"),
    ),
    "pytest_plugin": ("testing", "errors"),
    "aws_access": ("readers", "errors"),
    "comparison": ("readers", "engine", "findings", "model", "facts", "errors"),
    "diagnosis": (
        *("aws_access", "causes", "access_log", "readers", "engine", "findings", "reports", "printable", "model"),
        *("facts", "errors"),
    ),
    "logs_switch": ("aws_access", "access_log", "diagnosis", "readers", "facts", "printable", "model", "errors"),
    "cli": (
        *("readers", "engine", "rules", "findings", "allowances", "baseline", "configuration", "reports", "printable"),
        "documents",
        *(
            "comparison",
            "openapi",
            "diagnosis",
            "logs_switch",
            "aws_access",
            "causes",
            "gateway",
            "serving",
            "local",
            "model",
            "errors",
            "facts",
        ),
    ),
}
# Layer: the distributions that it may import beside the standard library.
DISTRIBUTIONS: dict[str, tuple[str, ...]] = {
    "documents": ("yaml",),
    "readers": ("samtranslator", "pathspec", "boto3", "botocore"),
    "causes": ("yaml",),
    "openapi": ("yaml",),
    "reports": ("jinja2", "markupsafe"),
    "aws_access": ("boto3", "botocore"),
    "diagnosis": ("boto3", "botocore"),
    "logs_switch": ("boto3", "botocore"),
    "cli": ("click", "rich"),
    "local": ("boto3", "botocore", "rich", "ministack", "aiohttp"),
    "runtime": ("boto3", "botocore"),  # in one module, when first called: tests/runtime/test_runtime_imports.py
    "constructs": ("aws_cdk", "constructs", "jsii"),
    "synth": ("aws_cdk", "jsii", "constructs"),
    "testing": ("aws_cdk", "syrupy"),
    "pytest_plugin": ("pytest", "syrupy", "aws_cdk"),
    "serving": ("aiohttp", "multidict", "watchfiles", "jinja2", "markupsafe"),
    "gateway": ("awslambdaric", "jsonpath", "jsonschema", "referencing", "regex"),
}


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every module that a file imports, wherever in it, with the line; imports for type checkers alone do not count."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        id(child)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
        for child in ast.walk(node)
    }
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are absolute"
            if node.module == "wellwired":
                yield from ((node.lineno, f"wellwired.{alias.name}") for alias in node.names)
            else:
                yield node.lineno, node.module or ""


def layer_of(path: Path) -> str:
    first = path.relative_to(PACKAGE).parts[0]
    return first.removesuffix(".py")


def is_standard(module: str) -> bool:
    return module.partition(".")[0] in sys.stdlib_module_names


def modules() -> list[Path]:
    return sorted(set(PACKAGE.rglob("*.py")) - {PACKAGE / "__init__.py", PACKAGE / "__main__.py"})


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("layer", sorted({layer_of(path) for path in modules()}))
def test_a_layer_imports_only_what_its_arrows_allow(layer: str) -> None:
    assert layer in ARROWS, f"wellwired/{layer} has no arrows: say in ARROWS what it may import"
    wrong = []
    for path in (item for item in modules() if layer_of(item) == layer):
        for line, module in imports(path):
            top, _, rest = module.partition(".")
            target = rest.partition(".")[0]
            if top == "wellwired":
                allowed = target in {"", "__version__", layer, *ARROWS[layer]}
            else:
                allowed = is_standard(module) or top in DISTRIBUTIONS.get(layer, ())
            if not allowed:
                wrong.append(f"{name_of(path)}:{line}: {module}")
    assert wrong == []


def test_the_arrows_make_no_circle() -> None:
    done: set[str] = set()
    while len(done) < len(ARROWS):
        free = {layer for layer, targets in ARROWS.items() if layer not in done and set(targets) <= done}
        assert free, f"a circle among {sorted(set(ARROWS) - done)}"
        done |= free


def test_importing_the_package_loads_no_layer() -> None:
    for _, module in imports(PACKAGE / "__init__.py"):
        assert is_standard(module)


def test_the_stacks_use_only_public_names() -> None:
    for path in [ROOT / "app.py", *sorted((ROOT / "stacks").rglob("*.py"))]:
        for line, module in imports(path):
            if module.startswith("wellwired"):
                assert module.count(".") <= 1, f"{name_of(path)}:{line}: {module} is not public"


def test_handlers_use_the_runtime_alone() -> None:
    for path in sorted((ROOT / "lambda").rglob("*.py")):
        for line, module in imports(path):
            if module.startswith("wellwired"):
                assert module == "wellwired.runtime", f"{name_of(path)}:{line}: {module}"


def test_the_leaves_of_the_package_are_the_standard_library_alone() -> None:
    for leaf in LEAVES:
        for line, module in imports(PACKAGE / f"{leaf}.py"):
            assert is_standard(module) or module.partition(".")[2] in LEAVES, f"{leaf}.py:{line}: {module}"
