"""Cuts in a function's code: whether it starts, and what it answers."""

from .draft import Draft
from .registry import ALL, also, cut

HANDLER = "Handler index.lambda_handler but code defines handler()"
DICT = "Inline code returns body as a dict, not a string"
PLAIN_OBJECT = "Inline code returns a plain object without statusCode/body"
SYNTAX = "Inline code has a Python syntax error"
IMPORT = "Inline code imports a module that is not in the runtime (requests)"
RESPONSE = {
    "handwritten": '"body": json.dumps(body),\n    }',
    "cdk": '"body": json.dumps(body),\n        "isBase64Encoded": False,\n    }',
    "sam": '"body": json.dumps(body)}',
    "openapi": '"body": json.dumps(ITEMS[item_id])}',
}


def edit_response(draft: Draft, old: str, new: str) -> None:
    """Replace a piece of the dictionary that the handler answers."""
    whole = RESPONSE[draft.base]
    assert old in whole
    draft.recode(whole, whole.replace(old, new))


def set_answer(draft: Draft, expression: str, imports: str = "") -> None:
    """Give the handler nothing but one return."""
    draft.set_code(f"{imports}import json\n\n\ndef handler(event, context):\n    return {expression}\n")


@cut("handler-name", HANDLER, "502", *ALL)
def handler_name(draft: Draft) -> None:
    draft.properties("handler")["Handler"] = "index.lambda_handler"


@cut("handler-module", HANDLER, "502", *ALL, what="another module: app.handler")
def handler_module(draft: Draft) -> None:
    draft.properties("handler")["Handler"] = "app.handler"


@cut("handler-without-dot", HANDLER, "502", *ALL, what="no module: handler")
def handler_without_dot(draft: Draft) -> None:
    draft.properties("handler")["Handler"] = "handler"


@cut("handler-renamed", HANDLER, "502", *ALL, what="the code was renamed to main()")
def handler_renamed(draft: Draft) -> None:
    draft.recode("def handler(event, context):", "def main(event, context):")


@cut("handler-of-authorizer", HANDLER, "500", *ALL, what="the authorizer's handler")
def handler_of_authorizer(draft: Draft) -> None:
    draft.properties("authorizer function")["Handler"] = "index.lambda_handler"


@cut("handler-takes-one", HANDLER, "502", *ALL, what="it takes the event only")
def handler_takes_one(draft: Draft) -> None:
    origin = "{'Access-Control-Allow-Origin': 'https://app.example.com'}"
    draft.set_code(f"def handler(event):\n    return {{'statusCode': 200, 'headers': {origin}, 'body': 'ok'}}\n")


@cut("handler-is-async", HANDLER, "502", *ALL, what="async def")
def handler_is_async(draft: Draft) -> None:
    draft.recode("def handler(event, context):", "async def handler(event, context):")


@cut("body-is-dict", DICT, "502", *ALL)
def body_is_dict(draft: Draft) -> None:
    edit_response(draft, "json.dumps(ITEMS[item_id])" if draft.in_body else "json.dumps(body)", '{"item": event}')
    draft.recode('{"item": event}', "ITEMS[item_id]" if draft.in_body else '{"answer": body}')


@cut("body-is-what-it-is-given", DICT, "502", "handwritten", "cdk", "sam")
def body_is_what_it_is_given(draft: Draft) -> None:
    edit_response(draft, "json.dumps(body)", "body")


@cut("body-is-dict-in-short", DICT, "502", *ALL, what="the shortest handler that does it")
def body_is_dict_in_short(draft: Draft) -> None:
    set_answer(
        draft,
        '{"statusCode": 200, "headers": {"Access-Control-Allow-Origin": "https://app.example.com"}, '
        '"body": {"items": []}}',
    )


@cut("body-is-list", DICT, "502", *ALL, what="a list")
def body_is_list(draft: Draft) -> None:
    edit_response(draft, "json.dumps(ITEMS[item_id])" if draft.in_body else "json.dumps(body)", '["lamp"]')


@cut("status-is-text", DICT, "502", *ALL, what="statusCode OK")
def status_is_text(draft: Draft) -> None:
    old = 'statusCode": 200' if draft.in_body else 'statusCode": status'
    draft.recode(old, 'statusCode": "OK"')


@cut("headers-are-text", DICT, "502", "openapi", what="headers as one text")
def headers_are_text(draft: Draft) -> None:
    draft.recode(
        'HEADERS = {"Content-Type": "application/json", "Access-Control-Allow-Origin": "https://app.example.com"}',
        'HEADERS = "Access-Control-Allow-Origin: https://app.example.com"',
    )


@cut("multi-value-header-is-text", DICT, "502", "openapi", what="multiValueHeaders with a text for a list")
def multi_value_header_is_text(draft: Draft) -> None:
    draft.recode('"headers": HEADERS', '"multiValueHeaders": HEADERS')


@cut("plain-object", PLAIN_OBJECT, "502", *ALL)
def plain_object(draft: Draft) -> None:
    set_answer(draft, '{"id": "1", "name": "lamp"}')


@cut("plain-object-from-helper", PLAIN_OBJECT, "502", "handwritten", "cdk", "sam", what="through the reply function")
def plain_object_from_function(draft: Draft) -> None:
    whole = RESPONSE[draft.base]
    draft.recode(whole, whole.replace('"body": json.dumps(body)', '"items": json.dumps(body)'))


@cut("extra-key", PLAIN_OBJECT, "502", *ALL, what="one key too many: error")
def extra_key(draft: Draft) -> None:
    edit_response(draft, '"body"', '"error": None, "body"')


@cut("misspelt-key", PLAIN_OBJECT, "502", *ALL, what="status for statusCode")
def misspelt_key(draft: Draft) -> None:
    draft.recode('"statusCode"', '"status"')


@cut("answer-is-text", PLAIN_OBJECT, "502", *ALL, what="the whole answer as a JSON text")
def answer_is_text(draft: Draft) -> None:
    set_answer(draft, 'json.dumps({"statusCode": 200, "body": "ok"})')


@cut("answer-is-nothing", PLAIN_OBJECT, "502", *ALL, what="it returns nothing")
def answer_is_nothing(draft: Draft) -> None:
    draft.set_code("import json\n\n\ndef handler(event, context):\n    print(json.dumps({'path': event['path']}))\n")


@cut("answer-is-list", PLAIN_OBJECT, "502", *ALL, what="a list")
def answer_is_list(draft: Draft) -> None:
    set_answer(draft, '[{"id": "1", "name": "lamp"}]')


@cut("syntax-error", SYNTAX, "502", *ALL)
def syntax_error(draft: Draft) -> None:
    draft.recode("def handler(event, context):", "def handler(event, context)")


@cut("syntax-error-python-2", SYNTAX, "502", *ALL, what="print as Python 2 had it")
def syntax_error_python_2(draft: Draft) -> None:
    draft.recode("def handler(event, context):\n", "def handler(event, context):\n    print event\n")


@cut("syntax-error-indent", SYNTAX, "502", *ALL, what="a line without its indent")
def syntax_error_indent(draft: Draft) -> None:
    draft.recode("def handler(event, context):\n    ", "def handler(event, context):\n")


@cut("syntax-error-of-authorizer", SYNTAX, "500", *ALL, what="in the authorizer")
def syntax_error_of_authorizer(draft: Draft) -> None:
    draft.recode("def handler(event, context):", "def handler(event, context)", part="authorizer function")


@cut("module-missing", IMPORT, "502", *ALL)
def module_missing(draft: Draft) -> None:
    draft.set_code("import requests\n" + draft.code())


@cut("module-missing-from", IMPORT, "502", *ALL, what="from aws_lambda_powertools import Logger, and no layer")
def module_missing_from(draft: Draft) -> None:
    draft.set_code("from aws_lambda_powertools import Logger\n" + draft.code())


@cut("module-missing-inside", IMPORT, "502", *ALL, what="imported inside the handler")
def module_missing_inside(draft: Draft) -> None:
    start = "def handler(event, context):\n"
    draft.recode(start, f"{start}    import requests\n\n    requests.get('https://example.com', timeout=1)\n")


@cut("module-beside-missing", IMPORT, "502", "handwritten", "openapi", what="a module of one's own, not packed")
def module_beside_missing(draft: Draft) -> None:
    draft.set_code("from orders import store\n" + draft.code())


@cut("module-missing-in-authorizer", IMPORT, "500", *ALL, what="jwt, in the authorizer")
def module_missing_in_authorizer(draft: Draft) -> None:
    draft.set_code("import jwt\n" + draft.code("authorizer function"), "authorizer function")


@cut("name-undefined", SYNTAX, "502", "handwritten", "cdk", "sam", what="json is used, never imported")
def name_undefined(draft: Draft) -> None:
    draft.recode("import json\n", "")


@also("name-undefined", "openapi")
def name_undefined_alone(draft: Draft) -> None:
    draft.recode("import json\n\n", "")
