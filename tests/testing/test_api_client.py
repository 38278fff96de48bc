"""A team's own API called in a test: what is sent, what comes back, what a failure says."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.serving.conftest import HANDLER, TEMPLATE
from wellwired.errors import UnreadableError, UsageError
from wellwired.testing import ApiClient, open_api_client

ECHO = """
import json, os

def handler(event, context):
    kept = {key: event[key] for key in ("path", "headers", "multiValueQueryStringParameters", "body")}
    kept["table"] = os.environ.get("TABLE")
    return {"statusCode": 201, "headers": {"X-Seen": "yes"}, "body": json.dumps(kept)}
"""


def lay_out(folder: Path, handler: str = ECHO, template: str = TEMPLATE) -> Path:
    (folder / "src").mkdir()
    (folder / "src" / "items.py").write_text(handler)
    (folder / "shop.yaml").write_text(template)
    return folder / "shop.yaml"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiClient]:
    template = lay_out(tmp_path_factory.mktemp("shop"))
    with open_api_client(template, environment={"TABLE": "orders-test"}) as opened:
        yield opened


def test_a_request_reaches_the_function_and_its_answer_comes_back(client: ApiClient) -> None:
    answer = client.get("/items?a=1", query={"a": ["2", "3 4"], "b": "ä"}, headers={"X-Trace": "t"})
    assert answer.status == 201, answer.explain()
    assert (answer.headers["x-seen"], answer.headers["X-SEEN"]) == ("yes", "yes")
    event = answer.json()
    assert event["path"] == "/items"
    assert event["headers"]["X-Trace"] == "t"
    assert event["multiValueQueryStringParameters"] == {"a": ["1", "2", "3 4"], "b": ["ä"]}
    assert event["table"] == "orders-test"


def test_json_is_sent_with_its_content_type_and_the_key_it_needs(client: ApiClient) -> None:
    refused = client.post("/items", json={"item": "tea"})
    assert (refused.status, refused.json()) == (403, {"message": "Forbidden"})
    taken = client.post("items", json={"item": "tea"}, headers={"x-api-key": client.api_keys["partner"]})
    assert taken.status == 201, taken.explain()
    assert taken.json()["body"] == '{"item": "tea"}'
    assert taken.json()["headers"]["Content-Type"] == "application/json"


def test_a_warm_call_takes_milliseconds(client: ApiClient) -> None:
    client.get("/items")
    spent = []
    for _ in range(20):
        begun = time.perf_counter()
        client.get("/items")
        spent.append(time.perf_counter() - begun)
    assert min(spent) < 0.05


def test_an_unknown_route_is_refused_as_on_aws(client: ApiClient) -> None:
    answer = client.delete("/items")
    assert (answer.status, answer.text) == (403, '{"message":"Missing Authentication Token"}')


@given(st.text(max_size=20), st.binary(max_size=20))
def test_whatever_is_sent_is_answered(client: ApiClient, text: str, body: bytes) -> None:
    assert client.request("POST", f"/{text}", headers={"X-Odd": text}, body=body).status in range(200, 600)


def test_an_error_says_why_and_what_the_function_said(tmp_path: Path) -> None:
    with open_api_client(lay_out(tmp_path, HANDLER)) as opened:
        answer = opened.get("/items?do=raise")
        said = answer.explain().splitlines()
        assert said[0] == '502 for GET /prod/items: {"message": "Internal server error"}'
        assert "cause    The handler raised an exception (502-handler-exception)" in said
        assert any(line.startswith("log      [ERROR] ValueError: no order") for line in said)
        assert repr(answer) == f"<{answer.explain()}>"


def test_nothing_of_a_function_outlives_the_block(tmp_path: Path) -> None:
    reporter = HANDLER.replace('"body": "first"', '"body": str(__import__("os").getpid())')
    with open_api_client(lay_out(tmp_path, reporter)) as opened:
        process = Path("/proc") / opened.get("/items").text
        assert process.exists()
    assert not process.exists()


SECOND_STAGE = (
    TEMPLATE
    + """
  Next:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: next}
"""
)


def test_one_of_several_stages_has_to_be_named(tmp_path: Path) -> None:
    template = lay_out(tmp_path, template=SECOND_STAGE)
    with pytest.raises(UsageError, match=r"not clear which stage.*\n.*prod, next"), open_api_client(template):
        pass
    with open_api_client(template, stage="next", api="shop") as opened:
        assert opened.get("/items").status == 201


@pytest.mark.parametrize("api", ["shop2", "Items"])
def test_an_api_that_is_not_there_is_named(tmp_path: Path, api: str) -> None:
    with pytest.raises(UsageError, match=f"there is no REST API '{api}'"), open_api_client(lay_out(tmp_path), api=api):
        pass


def test_a_template_without_an_api_or_that_is_none_is_refused(tmp_path: Path) -> None:
    (tmp_path / "queue.yaml").write_text("Resources: {Queue: {Type: AWS::SQS::Queue}}")
    with pytest.raises(UsageError, match="there is no REST API to call"), open_api_client(tmp_path / "queue.yaml"):
        pass
    (tmp_path / "broken.yaml").write_text("Resources: [")
    with pytest.raises(UnreadableError), open_api_client(tmp_path / "broken.yaml"):
        pass
