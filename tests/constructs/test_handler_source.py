"""A handler that is not where its function says is found before it is deployed."""

from pathlib import Path

import pytest

from wellwired.constructs.handler_source import check_handler
from wellwired.errors import WiringError


@pytest.mark.parametrize(
    "code",
    [
        "def handler(event, context): ...",
        "async def handler(event, context): ...",
        "class handler: ...",
        "handler = make_handler()",
        "handler: Handler = make_handler()",
        "first, handler = make_handlers()",
        "from orders import lambda_handler as handler",
        "from orders import *",
        "try:\n    from fast import handler\nexcept ImportError:\n    from slow import handler",
        "if True:\n    def handler(event, context): ...",
    ],
)
def test_however_it_is_defined_a_handler_is_found(tmp_path: Path, code: str) -> None:
    (tmp_path / "app.py").write_text(code)
    check_handler(tmp_path, "app.handler", where="F")


@pytest.mark.parametrize(
    "code",
    [
        "",
        "def lambda_handler(event, context): ...",
        "def outer():\n    def handler(): ...",
        "print(handler)",
        "import os",
    ],
)
def test_a_name_that_the_module_does_not_define_is_refused(tmp_path: Path, code: str) -> None:
    (tmp_path / "app.py").write_text(code)
    with pytest.raises(WiringError, match=r"F: app.py defines no handler") as caught:
        check_handler(tmp_path, "app.handler", where="F")
    assert "Runtime.HandlerNotFound" in str(caught.value)


@pytest.mark.parametrize("handler", ["orders/app.handler", "orders.app.handler"])
def test_a_handler_may_be_in_a_package(tmp_path: Path, handler: str) -> None:
    (tmp_path / "orders").mkdir()
    (tmp_path / "orders" / "app.py").write_text("def handler(event, context): ...")
    check_handler(tmp_path, handler, where="F")


@pytest.mark.parametrize("handler", ["handler", ".handler", "app.", "app.the handler", ""])
def test_a_handler_is_a_module_and_a_name(tmp_path: Path, handler: str) -> None:
    with pytest.raises(WiringError, match="is no handler"):
        check_handler(tmp_path, handler, where="F")


def test_a_module_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WiringError, match=r"has no app\.py"):
        check_handler(tmp_path, "app.handler", where="F")


def test_a_source_that_is_no_directory_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WiringError, match="is no directory"):
        check_handler(tmp_path / "nowhere", "app.handler", where="F")


@pytest.mark.parametrize("code", [b"def handler(:\n    ...", b"\x00", "ä = 1".encode("latin-1")])
def test_code_that_python_cannot_read_is_refused(tmp_path: Path, code: bytes) -> None:
    (tmp_path / "app.py").write_bytes(code)
    with pytest.raises(WiringError, match=r"app\.py cannot be read as Python"):
        check_handler(tmp_path, "app.handler", where="F")
