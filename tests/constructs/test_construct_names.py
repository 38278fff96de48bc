"""The public names: fetched when first asked for, and missing with the line that installs them."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import wellwired.constructs as constructs


def run(code: str) -> str:
    """What a fresh interpreter prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_every_public_name_is_there() -> None:
    for name in constructs.__all__:
        assert getattr(constructs, name).__name__ == name


def test_the_list_is_sorted_and_is_what_dir_and_the_type_checker_see() -> None:
    assert constructs.__all__ == sorted(constructs.__all__) == dir(constructs)
    tree = ast.parse(Path(constructs.__file__).read_text())
    checked = {
        alias.name
        for block in tree.body
        if isinstance(block, ast.If) and isinstance(block.test, ast.Name) and block.test.id == "TYPE_CHECKING"
        for node in block.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert checked == set(constructs.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Nothing'"):
        _ = constructs.Nothing


def test_importing_wellwired_loads_neither_the_cdk_nor_boto3() -> None:
    code = "import sys, wellwired; print(sorted({'aws_cdk', 'jsii', 'boto3', 'botocore'} & set(sys.modules)))"
    assert run(code) == "[]\n"


def test_importing_the_constructs_does_not_start_the_cdk() -> None:
    assert run("import sys, wellwired.constructs; print('jsii' in sys.modules)") == "False\n"


def test_without_the_cdk_the_import_says_what_to_install() -> None:
    code = """
import importlib.util, sys
find_spec = importlib.util.find_spec
importlib.util.find_spec = lambda name, package=None: None if name == "aws_cdk" else find_spec(name, package)
from wellwired.errors import MissingExtraError
try:
    import wellwired.constructs
except MissingExtraError as error:
    print(error)
"""
    assert run(code) == "wellwired.constructs needs the 'cdk' extra\n  pip install 'wellwired[cdk]'\n"
