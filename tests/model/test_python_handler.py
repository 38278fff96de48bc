"""What the syntax tree of a handler settles, and what it leaves open."""

import textwrap

import pytest

from wellwired.model.node_handler import is_exported
from wellwired.model.python_handler import find_fault, read_handler
from wellwired.model.python_shape import Shape
from wellwired.model.setting import Unsettled


def returned(code: str, name: str = "handler") -> list[Shape]:
    return list(read_handler(textwrap.dedent(code), name).returns())


def kinds(shape: Shape) -> dict[str, list[str]]:
    return {key: [value.kind for value in values] for key, values in shape.keys.items()}


def test_a_literal_response_is_read_with_its_keys() -> None:
    (shape,) = returned("def handler(e, c):\n    return {'statusCode': 200, 'body': {'ok': True}}")
    assert (shape.kind, shape.open) == ("mapping", False)
    assert kinds(shape) == {"statusCode": ["number"], "body": ["mapping"]}


def test_what_a_name_holds_follows_the_order_of_the_statements() -> None:
    (shape,) = returned(
        """
        import json
        def handler(event, context):
            body = {"ok": True}
            body = json.dumps(body)
            return {"statusCode": 200, "body": body}
        """
    )
    assert kinds(shape)["body"] == ["text"]


def test_both_ways_of_a_branch_are_kept() -> None:
    (shape,) = returned(
        """
        def handler(event, context):
            body = "text"
            if event:
                body = {"ok": True}
            return {"body": body}
        """
    )
    assert sorted(kinds(shape)["body"]) == ["mapping", "text"]


def test_a_response_made_by_a_function_of_the_module_is_followed_with_its_arguments() -> None:
    shapes = returned(
        """
        import json
        def respond(status, body):
            return {"statusCode": status, "body": body}
        def handler(event, context):
            if event.get("bad"):
                return respond(400, {"error": "bad"})
            return respond(200, json.dumps({}))
        """
    )
    assert [kinds(shape)["body"] for shape in shapes] == [["mapping"], ["text"]]


@pytest.mark.parametrize(
    "code",
    [
        "def handler(e, c):\n    r = {'statusCode': 200}\n    r.update(extra())\n    return r",
        "def handler(e, c):\n    r = {'statusCode': 200, **extra()}\n    return r",
        "def handler(e, c):\n    r = {'statusCode': 200}\n    add_headers(r)\n    return r",
    ],
)
def test_a_mapping_that_something_unseen_may_fill_stays_open(code: str) -> None:
    assert [shape.open for shape in returned(code)] == [True]


def test_a_key_set_later_belongs_to_the_mapping() -> None:
    (shape,) = returned("def handler(e, c):\n    r = {'statusCode': 200}\n    r['body'] = []\n    return r")
    assert kinds(shape)["body"] == ["list"]


def test_falling_off_the_end_returns_nothing() -> None:
    assert [shape.kind for shape in returned("def handler(e, c):\n    print(e)")] == ["none"]
    assert [shape.kind for shape in returned("def handler(e, c):\n    raise ValueError")] == []


@pytest.mark.parametrize(
    "code",
    [
        "@app.wrap\ndef handler(e, c):\n    return {'x': 1}",
        "handler = Mangum(app)",
        "def handler(e, c):\n    return app.resolve(e, c)",
        "def handler(e, c):\n    yield 1",
    ],
)
def test_what_the_tree_does_not_settle_is_anything(code: str) -> None:
    assert [shape.kind for shape in returned(code)] == ["anything"]


def test_a_logging_decorator_hands_the_response_on() -> None:
    (shape,) = returned("@logger.inject_lambda_context(log_event=False)\ndef handler(e, c):\n    return {'x': 1}")
    assert kinds(shape) == {"x": ["number"]}


@pytest.mark.parametrize(
    "code",
    [
        "def handler(e, c): ...",
        "from app import handler",
        "import app as handler",
        "handler = make()",
        "try:\n    from fast import handler\nexcept ImportError:\n    from slow import handler",
        "if True:\n    def handler(e, c): ...",
    ],
)
def test_every_way_to_define_a_name_counts(code: str) -> None:
    assert read_handler(code, "handler").is_defined()


def test_a_name_that_is_only_mentioned_is_not_defined() -> None:
    assert not read_handler("def main(e, c):\n    handler = 1\n    return handler", "handler").is_defined()


def test_star_imports_leave_the_name_open() -> None:
    with pytest.raises(Unsettled, match="with \\*"):
        read_handler("from app import *", "handler").is_defined()


def test_only_imports_that_must_succeed_are_listed() -> None:
    code = (
        "import requests\ntry:\n    import orjson\nexcept ImportError:\n    pass\ndef handler(e, c):\n    import pandas"
    )
    assert [(item.module, item.line) for item in read_handler(code, "handler").imports()] == [("requests", 1)]


def test_a_syntax_error_names_its_line() -> None:
    fault = find_fault("x = 1\ndef handler(e, c)\n    pass", "python3.11")
    assert fault is not None
    assert fault.line == 2


def test_syntax_that_only_a_newer_python_may_know_is_left_open() -> None:
    with pytest.raises(Unsettled, match="newer"):
        find_fault("type X = (", "python3.99")
    fault = find_fault("def handler(event, context)\n    pass", "python3.99")
    assert fault is not None
    assert fault.line == 1


@pytest.mark.parametrize(
    "text",
    [
        "exports.handler = async (event) => ({})",
        "module.exports = { handler, other }",
        "export const handler = async () => {}",
        "export async function handler() {}",
        "const h = 1; export { h as handler }",
    ],
)
def test_node_exports_are_seen(text: str) -> None:
    assert is_exported(text, "handler")


def test_a_missing_node_export_is_seen_and_a_made_one_left_open() -> None:
    assert not is_exported("exports.main = async () => {}", "handler")
    with pytest.raises(Unsettled):
        is_exported("module.exports = require('./app')", "handler")


def test_an_item_of_a_table_that_grows_may_be_one_of_those_spelled() -> None:
    (shape,) = returned(
        """
        ITEMS = {"1": {"id": "1"}}
        def handler(event, context):
            ITEMS[event["id"]] = event
            return {"body": ITEMS[event["id"]]}
        """
    )
    assert kinds(shape)["body"] == ["mapping", "anything"]


def test_an_item_that_an_unknown_function_may_have_changed_is_anything() -> None:
    (shape,) = returned(
        """
        def handler(event, context):
            response = {"body": {"id": 1}}
            write_as_text(response)
            return {"body": response["body"]}
        """
    )
    assert kinds(shape)["body"] == ["anything"]
