"""Cuts in what is text and what is not."""

from .draft import Draft
from .registry import ALL, PLAIN, also, cut

ANY = "BinaryMediaTypes */* on a JSON API with MOCK preflight"
ENCODED = "Lambda returns isBase64Encoded but API has no BinaryMediaTypes"
BODY = '"body": json.dumps(body)'


@cut("binary-any", ANY, "bodies arrive as base64, 500 on preflight", *ALL)
def binary_any(draft: Draft) -> None:
    draft.properties("api")["BinaryMediaTypes"] = ["*~1*" if draft.in_sam else "*/*"]


@cut("binary-any-in-body", ANY, "bodies arrive as base64", "openapi", what="x-amazon-apigateway-binary-media-types")
def binary_any_in_body(draft: Draft) -> None:
    draft.body["x-amazon-apigateway-binary-media-types"] = ["*/*"]


@cut("binary-json", ANY, "bodies arrive as base64", *PLAIN, what="application/json")
def binary_json(draft: Draft) -> None:
    draft.properties("api")["BinaryMediaTypes"] = ["application/json", "image/png"]


@also("binary-json", "sam")
def binary_json_in_sam(draft: Draft) -> None:
    draft.properties("api")["BinaryMediaTypes"] = ["application~1json"]


@cut("binary-answer", ENCODED, "base64 text in place of bytes", "handwritten", "cdk", "sam")
def binary_answer(draft: Draft) -> None:
    new = '"isBase64Encoded": True, "body": base64.b64encode(json.dumps(body).encode()).decode()'
    if draft.base == "cdk":
        draft.recode('        "isBase64Encoded": False,\n', "")
    draft.recode(BODY, new)
    draft.set_code("import base64\n" + draft.code())


@also("binary-answer", "openapi")
def binary_answer_of_one_route(draft: Draft) -> None:
    old = 'return {"statusCode": 200, "headers": HEADERS, "body": json.dumps(ITEMS[item_id])}'
    new = (
        'picture = base64.b64encode(ITEMS[item_id]["picture"]).decode()\n'
        '    return {"statusCode": 200, "headers": HEADERS, "body": picture, "isBase64Encoded": True}'
    )
    draft.recode(old, new)
    draft.set_code("import base64\n" + draft.code())


@cut("binary-answer-not-encoded", ENCODED, "500", "handwritten", "cdk", "sam", what="and the body is plain text")
def binary_answer_not_encoded(draft: Draft) -> None:
    if draft.base == "cdk":
        draft.recode('        "isBase64Encoded": False,\n', "")
    draft.recode(BODY, f'"isBase64Encoded": True, {BODY}')
