"""Parameter mapping, from the request to the integration and from its answer to the client."""

import pytest

from tests.gateway.mapping.asking import make_exchange
from wellwired.gateway.mapping.parameters import map_request, map_response, refuse_reserved_mapping
from wellwired.gateway.refusals import Refusal
from wellwired.model.api import Integration
from wellwired.model.setting import known

SOURCES = {
    "integration.request.header.Constant": "'a value'",
    "integration.request.header.FromHeader": "method.request.header.X-Age",
    "integration.request.header.AllOfHeader": "method.request.multivalueheader.x-age",
    "integration.request.header.FromContext": "context.identity.sourceIp",
    "integration.request.header.FromStage": "stageVariables.alias",
    "integration.request.header.Nothing": "method.request.header.Missing",
    "integration.request.header.Bare": "bare",
    "integration.request.querystring.page": "method.request.querystring.page",
    "integration.request.querystring.pages": "method.request.multivaluequerystring.page",
    "integration.request.querystring.whole": "method.request.body",
    "integration.request.querystring.name": "method.request.body.customer.name",
    "integration.request.querystring.items": "method.request.body.items",
    "integration.request.path.id": "method.request.path.order",
}


def test_a_request_is_mapped_from_every_source() -> None:
    exchange = make_exchange(
        headers=(("x-age", "8"), ("X-Age", "9")),
        query="page=1&page=2",
        body=b'{"customer": {"name": "Ada"}, "items": [1, 2]}',
        path_parameters={"order": "7"},
        stage_variables={"alias": "live"},
    )
    mapped = map_request(exchange, Integration(request_parameters=known(SOURCES)))
    assert mapped.header == {
        "Constant": "a value",
        "FromHeader": "9",
        "AllOfHeader": "8,9",
        "FromContext": "192.0.2.1",
        "FromStage": "live",
    }
    assert mapped.querystring == {
        "page": "2",
        "pages": "1,2",
        "whole": '{"customer": {"name": "Ada"}, "items": [1, 2]}',
        "name": "Ada",
        "items": "[1,2]",
    }
    assert mapped.path == {"id": "7"}


def test_a_body_that_is_no_json_has_no_places() -> None:
    exchange = make_exchange(body=b"customer.name=Ada")
    mapped = map_request(exchange, Integration(request_parameters=known(SOURCES)))
    assert mapped.querystring == {"whole": "customer.name=Ada"}


def test_an_answer_is_mapped_from_every_source() -> None:
    parameters = {
        "method.response.header.Constant": "'*'",
        "method.response.header.FromHeader": "integration.response.header.ETag",
        "method.response.header.OtherCase": "integration.response.header.etag",
        "method.response.header.All": "integration.response.multivalueheader.Via",
        "method.response.header.FromBody": "integration.response.body.next.page",
        "method.response.header.Id": "context.requestId",
        "method.response.header.Missing": "integration.response.body.no",
    }
    headers = (("ETag", "e1"), ("Via", "a"), ("Via", "b"))
    assert dict(map_response(make_exchange(), parameters, headers, '{"next": {"page": 3}}')) == {
        "Constant": "*",
        "FromHeader": "e1",
        "All": "a,b",
        "FromBody": "3",
        "Id": "c6af9ac6-7b61-11e6-9a41-93e8deadbeef",
    }


@pytest.mark.parametrize(
    "header",
    ["Content-Length", "transfer-encoding", "Authorization", "Connection", "Expect", "Proxy-Authenticate", "TE"],
)
def test_a_reserved_header_fails_the_request_as_recorded(header: str) -> None:
    parameters: dict[str, object] = {f"integration.request.header.{header}": "'0'"}
    with pytest.raises(Refusal) as caught:
        refuse_reserved_mapping(Integration(request_parameters=known(parameters)))
    assert (caught.value.status, caught.value.message) == (500, "Internal server error")
    assert caught.value.log == f"Execution failed due to configuration error: {header} header already present"


def test_other_mappings_of_a_proxy_integration_fail_nothing() -> None:
    refuse_reserved_mapping(Integration(request_parameters=known({"integration.request.header.X": "'0'"})))
    refuse_reserved_mapping(Integration(request_parameters=known({"integration.request.querystring.te": "'0'"})))
