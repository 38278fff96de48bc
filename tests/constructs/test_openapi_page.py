"""What docs/openapi.md shows of `read_routes` holds: its example synthesises, and its error is the error."""

import re
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest

from tests.constructs.construct_samples import REPOSITORY, make_function, new_stack, of_type, resources_of
from wellwired.constructs import read_routes
from wellwired.errors import WiringError

PAGE = (REPOSITORY / "docs" / "openapi.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL))


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "lambda" / "orders"
    source.mkdir(parents=True)
    (source / "app.py").write_text("def handler(event, context):\n    return {'statusCode': 204}\n")
    (tmp_path / "openapi.yaml").write_text(BLOCKS["yaml"], encoding="utf-8")
    monkeypatch.chdir(tmp_path)


def test_the_example_synthesises() -> None:
    names: dict[str, Any] = {}
    exec(BLOCKS["python"], names)
    stack = names["stack"]
    assert isinstance(stack, cdk.Stack)
    methods = [one["Properties"] for one in of_type(resources_of(stack), "ApiGateway::Method").values()]
    by_name = {properties["OperationName"]: properties for properties in methods}
    assert by_name["listOrders"]["AuthorizationType"] == "NONE"
    assert by_name["createOrder"]["AuthorizationScopes"] == ["orders/write"]
    assert set(by_name["createOrder"]["RequestModels"]) == {"application/json", "$default"}


def test_the_error_is_what_the_example_says_without_a_mapping() -> None:
    with pytest.raises(WiringError) as caught:
        read_routes("openapi.yaml", function=make_function(new_stack()))
    assert f"{caught.value}\n" == BLOCKS["text"]
