"""The examples of docs/runtime.md run."""

import re
from pathlib import Path
from typing import Any

import pytest

from .conftest import Context

PAGE = Path(__file__).parents[2] / "docs" / "runtime.md"


def test_the_examples_run_one_after_the_other(
    event: dict[str, Any], context: Context, capsys: pytest.CaptureFixture[str]
) -> None:
    blocks = [
        block for block in re.findall(r"```python\n(.*?)```", PAGE.read_text(), re.S) if "constructs" not in block
    ]
    names: dict[str, Any] = {"event": event, "context": context}
    answers = []
    for block in blocks:
        exec(block, names)
        answers.append(names["handler"](event, context))
    assert len(blocks) == 4
    assert answers[0]["body"] == '{"hello":"world"}'
    assert answers[1]["body"] == '{"id":"7"}'
    assert "/statusCode is text that is no integer 502 recorded" in capsys.readouterr().out


def test_every_reference_of_the_wrapper_is_explained() -> None:
    source = (Path(__file__).parents[2] / "wellwired" / "runtime" / "proxy_handler.py").read_text()
    references = set(re.findall(r"WW-[0-9]{3}-[A-Z-]+", source))
    assert len(references) == 5
    assert references <= set(re.findall(r"WW-[0-9]{3}-[A-Z-]+", PAGE.read_text()))
