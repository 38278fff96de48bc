"""docs/jobs.md: its examples work, and it explains every reference and default."""

import re
from pathlib import Path
from typing import Any

from tests.constructs.construct_samples import REPOSITORY
from wellwired.constructs import JobSettings
from wellwired.constructs.job_alarms import BACKLOG, DEAD_LETTERS
from wellwired.runtime.jobs.record import CONTENT_LIMIT

PAGE = (REPOSITORY / "docs" / "jobs.md").read_text()
STACK, WORKER = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
REFERENCE = re.compile(r"WW-[0-9]{3}-JOB[A-Z-]*")


def test_the_examples_synthesise_together(tmp_path: Path) -> None:
    (tmp_path / "app.py").write_text(WORKER)
    names: dict[str, Any] = {}
    exec(STACK.replace('"lambda/reports"', repr(str(tmp_path))), names)
    template = names["app"].synth().get_stack_by_name("Reports").template
    kinds = {resource["Type"] for resource in template["Resources"].values()}
    assert {"AWS::SQS::Queue", "AWS::Lambda::EventSourceMapping", "AWS::ApiGateway::Stage"} <= kinds
    exec(WORKER, names)
    assert callable(names["handler"])


def test_every_reference_is_explained_with_its_status() -> None:
    folder = REPOSITORY / "wellwired" / "runtime" / "jobs"
    used = {reference for module in folder.glob("*.py") for reference in REFERENCE.findall(module.read_text())}
    told = {
        reference: status
        for status, reference in re.findall(r"^\| ([0-9]{3}) \| `(WW-[0-9A-Z-]+)` \|", PAGE, re.MULTILINE)
    }
    assert set(told) == used
    assert all(reference.split("-")[1] == status for reference, status in told.items())


def test_the_defaults_and_limits_are_those_of_the_code() -> None:
    settings = JobSettings()
    assert f"`max_concurrency` {settings.max_concurrency} " in PAGE
    assert f"`max_receive_count` {settings.max_receive_count}, `retry_delay` 1 minute" in PAGE
    assert f"`deadline` {settings.deadline.to_hours():g} h, `result_ttl` {settings.result_ttl.to_days():g} day" in PAGE
    assert settings.retry_delay.to_minutes() == 1
    assert f"{CONTENT_LIMIT:,} bytes" in PAGE
    for alarm in (DEAD_LETTERS, BACKLOG):
        assert f"| `STACK/JOBS/{alarm.name}` |" in PAGE
        assert re.search(rf"/{alarm.name}` \| .* \| {'page' if alarm.pages else 'ticket'} \|", PAGE)
