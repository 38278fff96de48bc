"""What a Node.js handler can return: certain where its text shows it, nothing where it does not."""

import pytest

from wellwired.model.node_shape import read_returns
from wellwired.model.python_shape import Shape

HANDLER = "exports.handler = async (event) => {\n%s\n};\n"
ANSWER = "{ statusCode: 200, body: %s }"


def body_of(text: str) -> list[str]:
    """The kinds of every body that the handler can return; "?" for a response that is not known at all."""
    return [body for shape in read_returns(text, "handler") for body in kinds(shape)]


def kinds(shape: Shape) -> list[str]:
    return ["?"] if shape.kind == "anything" else [one.kind for one in shape.keys.get("body", (Shape("absent"),))]


@pytest.mark.parametrize(
    ("expression", "kind"),
    [
        ("{ ok: true }", "mapping"),
        ("[1, 2]", "list"),
        ("JSON.stringify({ ok: true })", "text"),
        ("String(event)", "text"),
        ("`${event.path}/${[1].map((n) => `${n}`)}`", "text"),
        ("'it''s'", "anything"),
        ('"a \\" b"', "text"),
        ("event.body", "anything"),
        ("{ ok: true } || ''", "anything"),
        ("{ ok: true }.toString()", "anything"),
        ("toText({ ok: true })", "anything"),
        ("event.path ? JSON.stringify({}) : ''", "text"),
    ],
)
def test_a_body_is_what_its_expression_spells(expression: str, kind: str) -> None:
    assert set(body_of(HANDLER % f"return {ANSWER % expression};")) == {kind}


@pytest.mark.parametrize(
    "text",
    [
        "module.exports.handler = async () => (%s);",
        "exports.handler = async function (event, context) { return %s }",
        "async function handler(event) {\n  return %s\n}\nmodule.exports = { handler }",
        "const handler = async event => { return %s };\nexports.handler = handler;",
        "export const handler = async () => { return %s };",
        "export async function handler() { return %s }",
        "const handler = async () => { return %s };\nexport { handler };",
        "const of = (statusCode, body) => ({ statusCode, body });\nexports.handler = async () => of(200, {});",
        "const answer = %s;\nexports.handler = async () => answer;",
        "exports.handler = async () => {\n  const answer = %s\n  return answer\n}",
        "// exports.handler = async () => null;\nexports.handler = async () => { /* } */ return await %s; };",
        "exports.handler = async (event) => { for (const one of []) { if (one) { return %s } } throw new Error('}') };",
    ],
)
def test_a_handler_is_found_in_every_plain_spelling(text: str) -> None:
    text = text.replace("%s", ANSWER % "{ ok: true }")
    assert body_of(text) == ["mapping"]


@pytest.mark.parametrize(
    "text",
    [
        "exports.handler = (event) => { return %s };",  # answers by a callback
        "exports.handler = async (event, context, callback) => { return %s };",
        "exports.handler = middy(async () => { return %s });",
        "exports.handler = async () => { return %s };\nexports.handler = wrap(exports.handler);",
        "const handler = async () => { return %s };\nexports.handler = wrap(handler);",
        "let handler = async () => { return %s };\nhandler = wrap(handler);\nexports.handler = handler;",
        "exports.other = async () => { return %s };",
        "exports.handler = async () => { const answer = %s; answer.body = ''; return answer; };",
        "exports.handler = async () => { const answer = %s; mend(answer); return answer; };",
        "exports.handler = async () => { let answer = %s; if (x) { answer = y } return answer; };",
        "const answer = %s;\nexports.handler = async ({ answer }) => answer;",
        "const answer = %s;\nexports.handler = async (event) => { const { answer } = event; return answer; };",
        "const f = () => (%s);\nexports.handler = async (f) => f();",
        "exports.handler = async () => { return { ...(%s), ...rest } };",
        "exports.handler = async () => (%s",
        "exports.handler = async () => { x = (a) / 2; return %s };",  # a division, or an expression that begins
    ],
)
def test_what_is_not_in_plain_sight_is_anything(text: str) -> None:
    text = text.replace("%s", ANSWER % "{ ok: true }")
    assert "mapping" not in body_of(text)


def test_returns_of_functions_inside_are_their_own() -> None:
    text = HANDLER % (
        "  const all = [1].map((n) => { return 1 });\n"
        "  const o = { get() { return 2 }, async f(a) { return 3 } };\n"
        "  function inner() { return 4 }\n"
        "  class A { m() { return 5 } }\n"
        "  await (async () => { return 6 })();\n"
        "  return\n"
        "  'unreachable'\n"
        "  return { statusCode: 204 };"
    )
    assert [shape.kind for shape in read_returns(text, "handler")] == ["mapping"]


@pytest.mark.parametrize(
    ("end", "found"),
    [
        ("  if (event.x) { return of(201); }\n  of(200);", ["mapping", "none"]),
        ("  if (event.x) { return of(201); }\n  of(200)", ["mapping", "none"]),
        ("  if (event.x) { return of(201); }\n  return of(200);", ["mapping", "mapping"]),
        ("  if (event.x) { return of(201); }\n  fail(200);", ["mapping"]),
        ("  if (event.x) { return of(201); }\n  else of(200);", ["mapping"]),
        ("  return event.x ? null\n    : of(200);", ["none", "mapping"]),
    ],
)
def test_a_response_that_is_made_last_and_not_returned_is_nothing(end: str, found: list[str]) -> None:
    text = "const of = (statusCode) => ({ statusCode });\nconst fail = () => { throw 1; };\n" + HANDLER % end
    assert [shape.kind for shape in read_returns(text, "handler")] == found


def test_a_key_that_may_be_undefined_is_not_counted() -> None:
    (shape,) = read_returns(
        "exports.handler = async (e) => ({ statusCode: 200, error: e.error, ok: true });", "handler"
    )
    assert set(shape.keys) == {"statusCode", "ok"}


def test_lines_are_those_of_the_module() -> None:
    (shape,) = read_returns("/* a\n b */\nexports.handler = async () => {\n  return `a\nb`;\n};", "handler")
    assert shape.line == 4


def test_a_bundle_is_not_read() -> None:
    assert body_of(HANDLER % f"return {ANSWER % '{}'};" + "//" + "x" * 20_000) == ["?"]


@pytest.mark.parametrize(
    "code",
    [
        "`${" * 5_000,
        HANDLER % ("return " + "`${" * 3_000 + "1" + "}`" * 3_000),
        HANDLER % ("return " + "{a:" * 3_000 + "1" + "}" * 3_000),
        HANDLER % ("return " + "a?b:" * 4_000 + "1"),
    ],
)
def test_code_that_nests_without_end_is_not_concluded_from(code: str) -> None:
    assert [shape.kind for shape in read_returns(code, "handler")] == ["anything"]
