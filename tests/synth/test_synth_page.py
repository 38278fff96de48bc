"""The examples of docs/synth.md run, one after the other, and do what the page says."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

from tests.synth.sample_app import REPOSITORY

BLOCKS = re.findall(r"```python\n(.*?)```", (REPOSITORY / "docs" / "synth.md").read_text(), re.DOTALL)


@pytest.fixture
def page() -> Iterator[dict[str, Any]]:
    """The names of the first example."""
    names: dict[str, Any] = {}
    exec(BLOCKS[0], names)
    yield names
    shutil.rmtree(names["app"].outdir)


def read_report(app: cdk.App) -> dict[str, Any]:
    document = json.loads((Path(app.outdir) / "validation-report.json").read_text())
    reports: list[dict[str, Any]] = [one for one in document["pluginReports"] if one["pluginName"] == "wellwired"]
    return reports[-1]


def rules(report: dict[str, Any], kind: str) -> set[str]:
    return {one["ruleName"] for one in report.get(kind, [])}


def test_the_line_judges_the_app(page: dict[str, Any]) -> None:
    page["app"].synth()

    assert "wellwired::unlogged-stage" in rules(read_report(page["app"]), "violations")


def test_warnings_fail_with_the_second_example(page: dict[str, Any]) -> None:
    exec(BLOCKS[1], page)

    with pytest.raises(RuntimeError, match="unlogged-stage"):
        page["app"].synth()


@pytest.mark.parametrize("block", BLOCKS[2:], ids=["acknowledged", "in metadata"])
def test_what_may_stay_is_no_violation_any_more(page: dict[str, Any], block: str) -> None:
    exec(block, page)
    page["app"].synth()
    report = read_report(page["app"])

    assert "wellwired::unlogged-stage" not in rules(report, "violations")
    assert "health check" in json.dumps(report)


def test_the_page_has_the_examples_that_are_run() -> None:
    assert len(BLOCKS) == 4
