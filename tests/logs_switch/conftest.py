"""An account in moto with one API that logs nothing, and a folder for journals."""

from typing import Any

import pytest
from moto.apigateway.models import Stage

from tests.diagnosis.conftest import aws
from tests.diagnosis.live_world import make_api

__all__ = ["api", "aws", "removable_settings"]


@pytest.fixture(autouse=True)
def removable_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have moto take a whole method setting away, as API Gateway does: it lets the operation pass without effect."""
    plain = Stage.apply_operations

    def apply(self: Any, operations: list[dict[str, Any]]) -> Any:
        for operation in operations:
            if operation["op"] == "remove":
                self.method_settings.pop(operation["path"].removeprefix("/"), None)
        return plain(self, operations)

    monkeypatch.setattr(Stage, "apply_operations", apply)


@pytest.fixture
def api(aws: None) -> str:
    return make_api()
