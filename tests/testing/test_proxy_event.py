"""The event has the shape that was recorded on a REST API, and holds what a request like this one would bring."""

import base64
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from aws_lambda_powertools.utilities.data_classes import APIGatewayProxyEvent

from wellwired.errors import UsageError
from wellwired.testing import proxy_event

# Every key of an event recorded on a REST API for a request without key, authorizer and body.
TOP = {
    *("body", "headers", "httpMethod", "isBase64Encoded", "multiValueHeaders", "multiValueQueryStringParameters"),
    *("path", "pathParameters", "queryStringParameters", "requestContext", "resource", "stageVariables"),
}
CONTEXT = {
    *("accountId", "apiId", "deploymentId", "domainName", "domainPrefix", "extendedRequestId", "httpMethod"),
    *("identity", "path", "protocol", "requestId", "requestTime", "requestTimeEpoch", "resourceId"),
    *("resourcePath", "stage"),
}
IDENTITY = {
    *("accessKey", "accountId", "caller", "cognitoAuthenticationProvider", "cognitoAuthenticationType"),
    *("cognitoIdentityId", "cognitoIdentityPoolId", "principalOrgId", "sourceIp", "user", "userAgent", "userArn"),
}


def test_an_event_has_the_recorded_keys_and_no_other() -> None:
    event = proxy_event()

    assert set(event) == TOP
    assert set(event["requestContext"]) == CONTEXT
    assert set(event["requestContext"]["identity"]) == IDENTITY
    assert json.loads(json.dumps(event)) == event


def test_what_a_request_does_not_bring_is_null_and_not_an_empty_mapping() -> None:
    event = proxy_event()

    for key in ("queryStringParameters", "multiValueQueryStringParameters", "pathParameters", "stageVariables", "body"):
        assert event[key] is None
    assert event["isBase64Encoded"] is False


def test_the_route_the_path_and_the_path_with_the_stage_stand_where_they_should() -> None:
    event = proxy_event("DELETE", "/orders/42", resource="/orders/{order_id}", stage="dev")

    assert (event["httpMethod"], event["resource"], event["path"]) == ("DELETE", "/orders/{order_id}", "/orders/42")
    assert event["pathParameters"] == {"order_id": "42"}
    context = event["requestContext"]
    assert (context["path"], context["resourcePath"], context["stage"]) == ("/dev/orders/42", event["resource"], "dev")


@pytest.mark.parametrize(
    ("resource", "path", "parameters"),
    [
        ("/{proxy+}", "/a/b/c", {"proxy": "a/b/c"}),
        ("/{proxy+}", "/a/b/", {"proxy": "a/b"}),
        ("/a/{one}/b/{two}", "/a/1/b/2", {"one": "1", "two": "2"}),
        ("/a/{one}/{rest+}", "/a/1/2/3", {"one": "1", "rest": "2/3"}),
        ("/users/{mail}", "/users/a%2Bb@example.com", {"mail": "a%2Bb@example.com"}),
        ("/users/{name}", "/users/two words", {"name": "two%20words"}),
        ("/orders", "/orders/", None),
        ("/a.b", "/a.b", None),
        (None, "/two words", None),
    ],
)
def test_path_parameters_are_read_from_the_path_and_not_decoded(
    resource: str | None, path: str, parameters: dict[str, str] | None
) -> None:
    assert proxy_event("GET", path, resource=resource)["pathParameters"] == parameters


def test_of_several_values_the_last_stands_alone_and_all_stand_in_the_list() -> None:
    event = proxy_event(query={"tag": ["a", "b"], "q": "one two"}, headers={"X-Tag": ["a", "b"]})

    assert event["queryStringParameters"] == {"tag": "b", "q": "one two"}
    assert event["multiValueQueryStringParameters"] == {"tag": ["a", "b"], "q": ["one two"]}
    assert (event["headers"]["X-Tag"], event["multiValueHeaders"]["X-Tag"]) == ("b", ["a", "b"])


def test_every_header_stands_in_both_mappings() -> None:
    event = proxy_event(headers={"x-CUSTOM": "1"})

    assert set(event["headers"]) == set(event["multiValueHeaders"])
    assert {"Host", "X-Forwarded-For", "X-Amzn-Trace-Id", "x-CUSTOM"} <= set(event["headers"])
    assert event["headers"]["Host"] == event["requestContext"]["domainName"]


def test_a_header_given_replaces_the_one_that_would_be_sent_whatever_its_case() -> None:
    event = proxy_event(headers={"accept": "text/html", "user-agent": "curl/8", "authorization": "Bearer x"})

    assert [name for name in event["headers"] if name.lower() == "accept"] == ["accept"]
    assert event["headers"]["User-Agent"] == "curl/8" == event["requestContext"]["identity"]["userAgent"]
    assert event["headers"]["Authorization"] == "Bearer x"


@pytest.mark.parametrize(
    ("body", "sent", "is_base64"),
    [
        ("as it is", "as it is", False),
        ("", "", False),
        ({"item": "lamp", "n": 1}, '{"item": "lamp", "n": 1}', False),
        (["a"], '["a"]', False),
        (b"\x89PNG", base64.b64encode(b"\x89PNG").decode(), True),
    ],
)
def test_a_body_arrives_as_text_or_as_base64(body: Any, sent: str, is_base64: bool) -> None:
    event = proxy_event("POST", body=body)

    assert (event["body"], event["isBase64Encoded"]) == (sent, is_base64)


def test_json_says_what_it_is_unless_told_otherwise() -> None:
    assert proxy_event("POST", body={})["headers"]["Content-Type"] == "application/json"
    assert "Content-Type" not in proxy_event("POST", body="x")["headers"]
    event = proxy_event("POST", body={}, headers={"content-type": "application/vnd.api+json"})
    assert [event["headers"][name] for name in event["headers"] if name.lower() == "content-type"] == [
        "application/vnd.api+json"
    ]


def test_a_lambda_authorizer_s_context_arrives_as_text_with_its_principal() -> None:
    context = proxy_event(authorizer={"principalId": "u1", "admin": True, "level": 3, "team": "a"})["requestContext"]

    assert context["authorizer"] == {
        "principalId": "u1", "admin": "true", "level": "3", "team": "a", "integrationLatency": 12,
    }  # fmt: skip
    assert proxy_event(authorizer={})["requestContext"]["authorizer"]["principalId"] == "user"


def test_the_claims_of_a_user_pool_arrive_as_text_below_claims() -> None:
    event = proxy_event(authorizer={"claims": {"sub": "u1", "email_verified": True}})

    assert event["requestContext"]["authorizer"] == {"claims": {"sub": "u1", "email_verified": "true"}}


def test_without_an_authorizer_the_context_has_no_such_key() -> None:
    assert "authorizer" not in proxy_event()["requestContext"]


def test_a_key_is_in_the_identity_only_where_the_method_asks_for_one() -> None:
    assert proxy_event(api_key="secret")["requestContext"]["identity"]["apiKey"] == "secret"
    assert "apiKeyId" in proxy_event(api_key="secret")["requestContext"]["identity"]
    assert "apiKey" not in proxy_event()["requestContext"]["identity"]


def test_what_iam_says_of_the_caller_fills_the_identity() -> None:
    arn = "arn:aws:iam::111122223333:user/alice"

    assert proxy_event(identity={"userArn": arn})["requestContext"]["identity"]["userArn"] == arn


def test_stage_variables_and_source_ip_are_passed_on() -> None:
    event = proxy_event(stage_variables={"table": "orders"}, source_ip="198.51.100.9")

    assert event["stageVariables"] == {"table": "orders"}
    assert event["requestContext"]["identity"]["sourceIp"] == "198.51.100.9" == event["headers"]["X-Forwarded-For"]


def test_the_time_stands_in_both_spellings() -> None:
    context = proxy_event(time=datetime(2020, 3, 4, 19, 15, 17, tzinfo=UTC))["requestContext"]

    assert (context["requestTime"], context["requestTimeEpoch"]) == ("04/Mar/2020:19:15:17 +0000", 1583349317000)


def test_the_time_is_told_in_utc_wherever_it_was_taken() -> None:
    east = timezone(timedelta(hours=2))

    assert proxy_event(time=datetime(2020, 3, 4, 21, 15, 17, tzinfo=east)) == proxy_event(
        time=datetime(2020, 3, 4, 19, 15, 17, tzinfo=UTC)
    )


def test_two_events_are_equal_so_that_tests_are() -> None:
    assert proxy_event() == proxy_event()


def test_powertools_reads_the_event() -> None:
    event = APIGatewayProxyEvent(
        proxy_event("POST", "/orders/7", resource="/orders/{id}", body={"n": 1}, query={"a": ["1", "2"]})
    )

    assert (event.http_method, event.path, event.json_body) == ("POST", "/orders/7", {"n": 1})
    assert event.path_parameters == {"id": "7"}
    assert event.resolved_query_string_parameters == {"a": ["1", "2"]}
    assert event.request_context.request_time_epoch > 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"method": "get"}, "the method is 'get'"),
        ({"path": "orders"}, "the path is 'orders'"),
        ({"path": "/orders?limit=1"}, "give the query in query="),
        ({"path": "/orders/{id}"}, "parameters in resource="),
        ({"path": "/orders/1", "resource": "/items/{id}"}, "does not fall on the resource '/items/{id}'"),
        ({"path": "/orders/1/2", "resource": "/orders/{id}"}, "does not fall on"),
        ({"query": {"limit": 10}}, "query 'limit' is 10"),
        ({"headers": {"X": []}}, "header 'X' is []"),
        ({"authorizer": {"scopes": ["a"]}}, "the authorizer's 'scopes'"),
        ({"identity": {"ip": "x"}}, "the identity has no 'ip'"),
    ],
)
def test_an_event_that_no_api_sends_is_refused(arguments: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        proxy_event(**arguments)

    assert said in str(caught.value)
