import base64
import json
from typing import Any

import pytest

from tests.gateway.conftest import MakeClient
from tests.gateway.shop import SHOP
from wellwired.gateway.caller import Caller

GUARDED = (
    SHOP.replace("AuthorizationType: NONE", "AuthorizationType: CUSTOM\n      AuthorizerId: !Ref Guard")
    + """
  Guard:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      RestApiId: !Ref Api
      Name: guard
      Type: TOKEN
      IdentitySource: method.request.header.Authorization
      AuthorizerUri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Guardian.Arn}/invocations
  Guardian:
    Type: AWS::Lambda::Function
    Properties: {Runtime: python3.12, Handler: index.handler, Role: r, Code: {ZipFile: x}}
  GuardPermission:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !Ref Guardian
      Action: lambda:InvokeFunction
      Principal: apigateway.amazonaws.com
      SourceArn: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/authorizers/*
"""
)
TOKEN = {"Authorization": "allow"}
EXPLICIT_DENIAL = (
    b'{"Message":"User is not authorized to access this resource with an explicit deny in an identity-based policy"}'
)


def ok(event: object) -> object:
    return {"body": "fine"}


def guardian(event: Any) -> Any:
    """Allows exactly the method asked for, to whoever says so."""
    said = event["authorizationToken"]
    if said == "unauthorized":
        raise RuntimeError("Unauthorized")
    if said == "broken":
        raise RuntimeError("no database")
    if said == "shapeless":
        return {"principalId": "me"}
    effect = "Deny" if said == "deny" else "Allow"
    resource = "arn:aws:execute-api:*:*:*/none" if said == "other" else event["methodArn"]
    return {
        "principalId": "me",
        "policyDocument": {
            "Version": "2012-10-17",
            "Statement": [{"Action": "execute-api:Invoke", "Effect": effect, "Resource": resource}],
        },
        "context": {"tenant": "a", "level": 3, "admin": True},
    }


def test_an_allowed_caller_reaches_the_function_with_the_context_as_text(serve: MakeClient) -> None:
    client = serve(GUARDED, Handler=ok, Guardian=guardian)

    assert client("GET", "/prod/items", headers=TOKEN).status == 200, client.log
    told = client.functions.events[-1]["requestContext"]["authorizer"]
    assert told == {"principalId": "me", "tenant": "a", "level": "3", "admin": "true", "integrationLatency": 1}


def test_without_a_token_nobody_is_asked(serve: MakeClient) -> None:
    client = serve(GUARDED, Handler=ok, Guardian=guardian)

    answer = client("GET", "/prod/items")

    assert (answer.status, answer.body) == (401, b'{"message":"Unauthorized"}')
    assert not client.functions.events


@pytest.mark.parametrize(
    ("token", "status", "body"),
    [
        ("unauthorized", 401, b'{"message":"Unauthorized"}'),
        ("broken", 500, b'{"message":null}'),
        ("shapeless", 500, b'{"message": "Internal server error"}'),
        ("other", 403, b'{"Message":"User is not authorized to access this resource"}'),
        (
            "deny",
            403,
            EXPLICIT_DENIAL,
        ),
    ],
)
def test_what_the_authorizer_says_decides(serve: MakeClient, token: str, status: int, body: bytes) -> None:
    client = serve(GUARDED, Handler=ok, Guardian=guardian)

    answer = client("GET", "/prod/items", headers={"Authorization": token})

    assert (answer.status, answer.body) == (status, body), client.log


def test_a_kept_policy_for_one_method_denies_the_next(serve: MakeClient) -> None:
    client = serve(GUARDED, Handler=ok, Guardian=guardian)

    assert client("GET", "/prod/items", headers=TOKEN).status == 200
    assert client("GET", "/prod/items/7", headers=TOKEN).status == 403
    client.now[0] += 301
    assert client("GET", "/prod/items/7", headers=TOKEN).status == 200


def test_without_a_permission_the_authorizer_is_a_500(serve: MakeClient) -> None:
    client = serve(GUARDED.replace("${Api}/authorizers/*", "${Api}/*/*/*"), Handler=ok, Guardian=guardian)

    assert client("GET", "/prod/items", headers=TOKEN).status == 500
    assert client.context["error.responseType"] == "AUTHORIZER_CONFIGURATION_ERROR"


REQUEST = GUARDED.replace("Type: TOKEN", "Type: REQUEST").replace(
    "IdentitySource: method.request.header.Authorization",
    "IdentitySource: 'method.request.header.Who, method.request.querystring.tenant'",
)


def test_a_request_authorizer_sees_the_request_and_needs_every_source(serve: MakeClient) -> None:
    client = serve(REQUEST, Handler=ok, Guardian=lambda event: guardian(event | {"authorizationToken": "allow"}))

    assert client("GET", "/prod/items", headers={"Who": "me"}).status == 401
    assert client("GET", "/prod/items", headers={"Who": "me"}, query="tenant=a").status == 200
    event = client.functions.events[0]
    assert (event["type"], event["resource"], event["headers"]["Who"]) == ("REQUEST", "/items", "me")


SIGNED = SHOP.replace("AuthorizationType: NONE", "AuthorizationType: AWS_IAM")
SIGNATURE = (
    "AWS4-HMAC-SHA256 Credential=AKIA/20260101/us-east-1/execute-api/aws4_request, SignedHeaders=host, Signature=f"
)


def test_an_unsigned_request_misses_its_token(serve: MakeClient) -> None:
    answer = serve(SIGNED, Handler=ok)("GET", "/prod/items")

    assert (answer.status, answer.body) == (403, b'{"message":"Missing Authentication Token"}')


def test_a_bearer_token_is_no_signature(serve: MakeClient) -> None:
    answer = serve(SIGNED, Handler=ok)("GET", "/prod/items", headers={"Authorization": "Bearer x"})

    assert answer.status == 403
    assert b"Invalid key=value pair (missing equal-sign) in Authorization header" in answer.body


def test_a_signed_request_stands_for_the_declared_caller(serve: MakeClient) -> None:
    arn = "arn:aws:iam::000000000000:user/ada"
    client = serve(SIGNED, Handler=ok, caller=Caller(user_arn=arn))

    assert client("GET", "/prod/items", headers={"Authorization": SIGNATURE}).status == 200
    assert client.functions.events[0]["requestContext"]["identity"]["userArn"] == arn


POOLED = (
    GUARDED.replace("AuthorizationType: CUSTOM", "AuthorizationType: COGNITO_USER_POOLS")
    .replace("Type: TOKEN", "Type: COGNITO_USER_POOLS")
    .replace("AuthorizerUri:", "ProviderARNs: [arn:aws:cognito-idp:us-east-1:000000000000:userpool/p]\n      Note:")
)


def token(**claims: object) -> str:
    return f"h.{base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip('=')}.s"


@pytest.mark.parametrize(
    ("sent", "status", "body"),
    [
        (None, 401, b"Unauthorized"),
        ("no token", 401, b"Unauthorized"),
        (token(sub="ada", exp=1), 401, b"The incoming token has expired"),
        (token(sub="ada"), 200, b"fine"),
    ],
)
def test_a_user_pool_wants_a_token_that_has_not_expired(
    serve: MakeClient, sent: str | None, status: int, body: bytes
) -> None:
    client = serve(POOLED, Handler=ok)

    answer = client("GET", "/prod/items", headers={"Authorization": sent} if sent else {})

    assert answer.status == status
    assert body in answer.body
    if status == 200:
        assert client.functions.events[0]["requestContext"]["authorizer"] == {"claims": {"sub": "ada"}}


POLICY = """{{Name: shop, Policy: {{Statement: [
  {{Effect: Allow, Principal: '*', Action: execute-api:Invoke, Resource: execute-api:/*}},
  {{Effect: Deny, Principal: '*', Action: execute-api:Invoke, Resource: execute-api:/prod/GET/items/*
   {condition}}}]}}}}"""


def test_the_resource_policy_denies_what_it_names(serve: MakeClient) -> None:
    client = serve(SHOP.replace("{Name: shop}", POLICY.format(condition="")), Handler=ok)

    assert client("GET", "/prod/items").status == 200
    answer = client("GET", "/prod/items/7")
    assert answer.status == 403
    assert json.loads(answer.body)["Message"].startswith(
        "User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:us-east-1:"
        "********0000:"
    )


@pytest.mark.parametrize(("network", "status"), [("10.0.0.0/8", 200), ("127.0.0.0/8", 403)])
def test_the_resource_policy_looks_at_the_callers_address(serve: MakeClient, network: str, status: int) -> None:
    condition = f", Condition: {{IpAddress: {{'aws:SourceIp': {network}}}}}"
    client = serve(SHOP.replace("{Name: shop}", POLICY.format(condition=condition)), Handler=ok)

    assert client("GET", "/prod/items/7").status == status
