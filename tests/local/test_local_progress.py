"""What the person waiting sees."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.console import Console

from wellwired.errors import LocalError
from wellwired.local.assembly import LocalAssembly, LocalStack
from wellwired.local.dropped import DroppedSetting
from wellwired.local.progress import Progress, silent_progress
from wellwired.local.session import say_what_differs
from wellwired.local.trimming import LeftOut


def shown(act: Callable[[Progress], None]) -> str:
    screen = io.StringIO()
    act(Progress(Console(file=screen, soft_wrap=True)))
    return screen.getvalue()


def test_a_step_that_ended_is_one_line_with_its_time() -> None:
    def act(progress: Progress) -> None:
        with progress.step("Deploy [all]"):
            progress.detail("orders 3/17")

    assert shown(act).startswith("✓ Deploy [all] (0.")


def test_a_step_that_failed_is_marked_and_the_error_goes_on() -> None:
    def act(progress: Progress) -> None:
        with pytest.raises(LocalError), progress.step("Deploy"):
            raise LocalError("no")

    assert shown(act) == "✗ Deploy\n"


def test_text_of_the_app_is_shown_as_it_is() -> None:
    assert shown(lambda progress: progress.note("[bold]name[/bold]")) == "[bold]name[/bold]\n"


def test_the_silent_one_shows_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with silent_progress().step("Deploy"):
        pass

    assert capsys.readouterr() == ("", "")


def test_everything_that_differs_from_the_template_is_named() -> None:
    assembly = LocalAssembly(
        folder=Path(),
        stacks=(LocalStack("orders", None, (DroppedSetting("access log", "Api/Stage", ()),)),),
        account=None,
        regions=(),
        left_out=(
            LeftOut("AWS::CloudWatch::CompositeAlarm", "Api/Paging", "composite alarms are not emulated"),
            LeftOut("AWS::Logs::QueryDefinition", "Api/Slow", "saved Logs Insights queries are not emulated"),
        ),
        respelled=(DroppedSetting("method throttle", "Api/Plan", ()),),
    )

    said = shown(lambda progress: say_what_differs(assembly, progress))

    assert "composite alarms are not emulated:\n  Api/Paging (AWS::CloudWatch::CompositeAlarm)" in said
    assert "saved Logs Insights queries are not emulated:\n  Api/Slow (AWS::Logs::QueryDefinition)" in said
    assert "access log: Api/Stage" in said
    assert "method throttle of Api/Plan" in said
