"""URIs of integrations and authorizers, told apart."""

import pytest

from wellwired.model.compute import Function
from wellwired.model.invocation_uri import Needed, Regions, UriKind, classify_uri, find_action, find_regions
from wellwired.model.setting import Unsettled
from wellwired.model.text import ACCOUNT_ID, PARTITION, REGION, hole, reference
from wellwired.model.wiring import Wiring

FUNCTION = Function(
    address="app/Fn",
    physical_id=reference("app/Fn"),
    arn=f"arn:{PARTITION}:lambda:{REGION}:{ACCOUNT_ID}:function:{reference('app/Fn')}",
)
WIRING = Wiring([FUNCTION])
LITERAL = "arn:aws:lambda:eu-west-1:111122223333:function:items"
URI = f"arn:{PARTITION}:apigateway:{REGION}:lambda:path/2015-03-31/functions/%s/invocations"


@pytest.mark.parametrize(
    ("uri", "kind"),
    [
        (URI % FUNCTION.arn, UriKind.INVOCATION),
        (URI % f"{FUNCTION.arn}:live", UriKind.INVOCATION),
        (URI % LITERAL, UriKind.INVOCATION),
        (URI % hole("a parameter"), UriKind.INVOCATION),
        (
            URI.replace("2015-03-31", "2021-11-15").replace("/invocations", "/response-streaming-invocations")
            % LITERAL,
            UriKind.INVOCATION,
        ),
        (URI % FUNCTION.physical_id, UriKind.NAME),
        (URI % "items", UriKind.NAME),
        (FUNCTION.arn, UriKind.FUNCTION),
        (f"{FUNCTION.arn}:live", UriKind.FUNCTION),
        (LITERAL, UriKind.FUNCTION),
        (FUNCTION.physical_id, UriKind.FUNCTION),
        ("items", UriKind.FUNCTION),
        ("https://example.com/items", UriKind.ADDRESS),
        (f"arn:aws:apigateway:{REGION}:dynamodb:action/PutItem", UriKind.SERVICE),
        (f"arn:aws:apigateway:{REGION}:sqs:path/{ACCOUNT_ID}/orders", UriKind.SERVICE),
        (f"arn:aws:apigateway:{REGION}:abc123.data-ats.iot:path/topics/x", UriKind.SERVICE),
        (URI.removesuffix("/invocations") % LITERAL, UriKind.BROKEN),
        (URI.replace("/invocations", "/invocation") % LITERAL, UriKind.BROKEN),
        (URI.replace("2015-03-31", "2015-03-01") % LITERAL, UriKind.BROKEN),
        (URI.replace(":apigateway:", ":execute-api:") % LITERAL, UriKind.BROKEN),
        (URI.replace("path/", "") % LITERAL, UriKind.BROKEN),
        (URI.replace("functions", "function") % LITERAL, UriKind.BROKEN),
        ("", UriKind.BROKEN),
    ],
)
def test_uris_are_told_apart(uri: str, kind: UriKind) -> None:
    assert classify_uri(WIRING, uri) is kind


@pytest.mark.parametrize("uri", [hole("parameter Uri"), f"{hole('parameter Prefix')}/functions/{LITERAL}/invocations"])
def test_a_uri_that_hangs_on_a_hole_is_unsettled(uri: str) -> None:
    with pytest.raises(Unsettled, match="parameter"):
        classify_uri(WIRING, uri)


def test_regions_are_those_of_the_uri_and_of_the_function_in_it() -> None:
    assert find_regions(URI % FUNCTION.arn) == Regions(REGION, REGION)
    assert find_regions(URI.replace(REGION, "us-east-1") % LITERAL) == Regions("us-east-1", "eu-west-1")
    assert find_regions(URI % "items") is None
    assert find_regions(LITERAL) is None


def test_what_a_call_needs_follows_from_its_uri() -> None:
    assert find_action(URI % f"{FUNCTION.arn}:live") == Needed("lambda:InvokeFunction", f"{FUNCTION.arn}:live")
    assert find_action("arn:aws:apigateway:eu-west-1:dynamodb:action/PutItem") == Needed("dynamodb:PutItem")
    assert find_action("arn:aws:apigateway:eu-west-1:states:action/StartExecution") == Needed("states:StartExecution")
    assert find_action("arn:aws:apigateway:eu-west-1:s3:path/bucket") is None
    assert find_action("https://example.com") is None
