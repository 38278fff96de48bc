"""The examples of the pages on constructs synthesise as they stand."""

import re
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

from tests.constructs.construct_samples import REPOSITORY
from tests.constructs.existing_styles import INCLUDED

PAGES = ("constructs.md", "route-tables.md", "caching-and-protection.md", "attach.md")
EXAMPLES = [
    example
    for page in PAGES
    for example in re.findall(r"```python\n(.*?)```", (REPOSITORY / "docs" / page).read_text(), re.DOTALL)
]


@pytest.mark.parametrize("code", EXAMPLES, ids=lambda code: next(re.finditer(r"^\w+\(|= \w+", code, re.MULTILINE))[0])
def test_an_example_synthesises(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "lambda" / "orders"
    source.mkdir(parents=True)
    (source / "app.py").write_text("def handler(event, context):\n    return {'statusCode': 204}\n")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(code.replace("processed.json", str(INCLUDED / "sam.json")), names)
    stacks = [value for value in names.values() if isinstance(value, cdk.Stack)]
    for stack in stacks:
        app = stack.node.root
        assert isinstance(app, cdk.App)
        assert app.synth().get_stack_by_name(stack.stack_name).template["Resources"]
    assert stacks


def test_the_first_example_is_short() -> None:
    assert len(EXAMPLES[0].strip().splitlines()) < 20
