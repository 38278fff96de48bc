"""Whatever a client sends and a function returns: an answer that can go out, in bounded time, never an exception."""

import base64
import json
from collections.abc import Mapping
from itertools import count
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.bench.draft import Draft
from tests.bench.templates import FILES, render_template
from tests.gateway.test_routes_without_proxy import TEMPLATE
from tests.runtime.returned_values import VALUES
from wellwired.gateway.functions.invocation import Invoked
from wellwired.gateway.gateway import Gateway
from wellwired.gateway.messages import Request, Response
from wellwired.model.compute import Function
from wellwired.readers import read_text

ECHOING: Final = (
    TEMPLATE.replace(
        "ResponseParameters: {method.response.header.Access-Control-Allow-Origin: \"'*'\"}\n      MethodResponses",
        """ResponseTemplates:
              application/json: "#set($context.responseOverride.header.X-Echo = $input.params('q'))$input.params('q')"
      MethodResponses""",
    )
    .replace(
        "  Handler:\n",
        """  Errors:
    Type: AWS::ApiGateway::GatewayResponse
    Properties:
      RestApiId: !Ref Api
      ResponseType: MISSING_AUTHENTICATION_TOKEN
      ResponseParameters: {gatewayresponse.header.X-Echo: method.request.querystring.q}
      ResponseTemplates: {application/json: '{"path":"$context.path"}'}
  Pool:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      Name: pool
      RestApiId: !Ref Api
      Type: COGNITO_USER_POOLS
      IdentitySource: method.request.header.Authorization
      IdentityValidationExpression: "(a+)+|.*"
      ProviderARNs: ["arn:aws:cognito-idp:us-east-1:111122223333:userpool/us-east-1_abc"]
  Handler:
""",
        1,
    )
    .replace(
        "HttpMethod: GET\n      AuthorizationType: NONE",
        "HttpMethod: GET\n      AuthorizationType: COGNITO_USER_POOLS\n      AuthorizerId: !Ref Pool",
    )
)
TEXTS: Final = {"echo": ECHOING, **{base: render_template(base, Draft(base).template) for base in FILES}}
# As servers hand it over: no control characters, and what is no UTF-8 as lone surrogates.
TEXT: Final = st.text(
    st.characters(codec=None, min_codepoint=32, exclude_characters="\x7f", exclude_categories=()), max_size=20
) | st.sampled_from(["\udcff", "%ff", "%0d%0aSet-Cookie: a=b", "%00", "é"])
PATHS: Final = st.sampled_from(["/prod/items", "/prod/items/7", "/prod/nowhere", "/"]) | TEXT
METHODS: Final = st.sampled_from(["GET", "POST", "PUT", "DELETE", "OPTIONS", "HEAD", "get"]) | TEXT
NAMES: Final = st.sampled_from(["Accept", "Content-Type", "Host", "x-api-key", "Cookie", "X-Amzn-Trace-Id"]) | TEXT
WELL_KNOWN: Final = st.sampled_from(["application/json", "text/plain", "*/*", "api.example.com"])
HEADERS: Final = st.lists(st.tuples(NAMES, WELL_KNOWN | TEXT), max_size=4).map(tuple)
BODIES: Final = st.sampled_from([b"", b'{"id": "1", "name": "lamp"}', b"[" * 5_000, b"null"]) | st.binary(max_size=200)


def said(value: object) -> bytes:
    """A value as Lambda's client would say it, or bytes that say nothing."""
    try:
        return json.dumps(value, skipkeys=True, default=str).encode()
    except (TypeError, ValueError, OverflowError, RecursionError):
        return repr(type(value)).encode()


def token_of(claims: bytes) -> str:
    return f"e30.{base64.urlsafe_b64encode(claims).decode()}.c"


RETURNED: Final = VALUES.map(said) | st.binary(max_size=50)
CLAIMS: Final = st.fixed_dictionaries({}, optional={"exp": VALUES, "scope": VALUES, "\ud800": VALUES, "sub": VALUES})
TOKENS: Final = st.sampled_from(["token", "AWS4-HMAC-SHA256 Credential=a", "a" * 40 + "!"]) | CLAIMS.map(said).map(
    token_of
)
STATEMENT: Final = st.fixed_dictionaries(
    {"Effect": st.just("Allow"), "Action": st.just("execute-api:Invoke"), "Resource": st.sampled_from(["*", ["*"]])},
    optional={"Condition": VALUES, "Principal": VALUES},
)
DECISIONS: Final = st.fixed_dictionaries(
    {
        "principalId": st.just("client") | VALUES,
        "policyDocument": st.fixed_dictionaries({"Statement": STATEMENT | VALUES}),
    },
    optional={
        "context": st.dictionaries(st.text(max_size=3), VALUES, max_size=2) | VALUES,
        "usageIdentifierKey": VALUES,
    },
).map(said)


class Returning:
    """Functions that all return the same, and an authorizer that decides as the test says."""

    returned: bytes = b""
    decision: bytes = b""

    def invoke(self, function: Function, payload: bytes, *, request_id: str, trace_id: str, wait_ms: int) -> Invoked:
        json.loads(payload)
        told = self.decision if b'"methodArn"' in payload else self.returned
        return Invoked(payload=told, request_id=request_id)

    def close(self) -> None:
        """There is nothing to end."""


@pytest.fixture(scope="module")
def gateways() -> Mapping[str, tuple[Gateway, Returning]]:
    made = {}
    for name, text in TEXTS.items():
        functions = Returning()
        made[name] = (Gateway(read_text(text, FILES.get(name, "template.yaml")), functions=functions), functions)
    return made


def check(answer: Response) -> None:
    assert 100 <= answer.status <= 599
    assert isinstance(answer.body, bytes)
    for name, value in answer.headers:
        assert name.isascii()
        assert name
        assert not set(name) & set("\r\n\0: "), name
        assert not set(value) & set("\r\n\0"), value
        value.encode()


@settings(deadline=3_000, max_examples=300)
@given(data=st.data(), api=st.sampled_from(sorted(TEXTS)), returned=RETURNED, decision=DECISIONS)
def test_every_request_gets_an_answer_that_can_go_out(
    gateways: Mapping[str, tuple[Gateway, Returning]], data: st.DataObject, api: str, returned: bytes, decision: bytes
) -> None:
    gateway, functions = gateways[api]
    functions.returned, functions.decision = returned, decision
    keys = tuple(("x-api-key", value) for value in gateway.api_keys.values())
    # A token of its own each time, so that no decision is kept from the one before.
    tokens = (("Authorization", f"{data.draw(TOKENS)}{next(_COUNT)}"),)
    request = Request(
        method=data.draw(METHODS),
        path=data.draw(PATHS),
        query=data.draw(TEXT.map(lambda text: f"q={text}")),
        headers=(*data.draw(HEADERS), *keys, *tokens),
        body=data.draw(BODIES),
    )
    check(gateway.handle(request))


_COUNT: Final = count()


def test_what_a_client_sends_breaks_out_of_no_header(gateways: Mapping[str, tuple[Gateway, Returning]]) -> None:
    gateway, _ = gateways["echo"]
    answer = gateway.handle(Request(method="OPTIONS", path="/prod/items", query="q=a%0d%0aSet-Cookie:%20b"))
    assert (answer.status, answer.header("X-Echo"), answer.header("Set-Cookie")) == (204, "a  Set-Cookie: b", None)


def test_bytes_that_are_no_text_reach_a_function_as_the_replacement_character(
    gateways: Mapping[str, tuple[Gateway, Returning]],
) -> None:
    gateway, functions = gateways["handwritten"]
    functions.decision = said(
        {
            "principalId": "client",
            "policyDocument": {"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}},
            "context": {"name": "\ud800"},
        }
    )
    functions.returned = b'{"body": "fine"}'
    (key,) = gateway.api_keys.values()
    headers = (("Authorization", "\udcff"), ("x-api-key", key))
    assert gateway.handle(Request(path="/prod/items/\udcff", headers=headers)).status == 200


def test_a_context_that_is_no_object_is_the_authorizers_fault(
    gateways: Mapping[str, tuple[Gateway, Returning]],
) -> None:
    gateway, functions = gateways["handwritten"]
    functions.decision = said(
        {"principalId": "client", "policyDocument": {"Statement": {"Effect": "Allow"}}, "context": ["name"]}
    )
    assert gateway.handle(Request(path="/prod/items", headers=(("Authorization", "other"),))).status == 500
