"""The runtime ships into Lambda as it is, so it may lean on nothing but Python itself."""

import ast
import subprocess
import sys
from pathlib import Path

import wellwired.runtime

FOLDER = Path(wellwired.runtime.__file__).parent


def test_importing_the_runtime_loads_nothing_but_the_standard_library() -> None:
    program = (
        "import sys; before = set(sys.modules); import wellwired.runtime; "
        "print(*sorted({name.split('.')[0] for name in set(sys.modules) - before}))"
    )
    root = FOLDER.parents[1]
    found = subprocess.run(
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(root)!r}); {program}"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert "wellwired" in found
    assert set(found) - set(sys.stdlib_module_names) == {"wellwired"}


def test_the_runtime_needs_nothing_else_of_the_package() -> None:
    for module in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(), feature_version=(3, 11))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            for name in names:
                top = name.split(".")[0]
                allowed = name.startswith("wellwired.runtime") or top in sys.stdlib_module_names
                if module.name == "surroundings.py":  # Lambda has it; the test above sees that importing does without
                    allowed |= top in ("boto3", "botocore")
                assert allowed or name.startswith("mypy_boto3_"), f"{module.name}: {name}"  # the latter for mypy alone


def test_its_public_names_are_there_and_documented() -> None:
    for name in wellwired.runtime.__all__:
        thing = getattr(wellwired.runtime, name)
        assert isinstance(thing, str) or thing.__doc__
