"""Authorizers and open routes, beyond the templates of the rules' pages."""

import textwrap
from collections.abc import Callable

import pytest

from wellwired.findings import Finding, Outcome

Reported = Callable[[str, str], list[Finding]]
Judged = Callable[[str, str], Outcome]

URI = "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/%s/invocations"


def authorizer(kind: str = "TOKEN", source: str = "", more: str = "", target: str = "${Gate.Arn}") -> str:
    identity = f", IdentitySource: '{source}'" if source else ""
    return f"""  Token:
    Type: AWS::ApiGateway::Authorizer
    Properties: {{RestApiId: !Ref Api, Type: {kind}{identity}{more}, AuthorizerUri: !Sub '{URI % target}'}}
"""


def method(name: str, verb: str, settings: str, resource: str = "!Ref Items") -> str:
    return f"""  {name}:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: {resource}
      HttpMethod: {verb}
      Integration: {{Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: !Sub '{URI % "${Fn.Arn}"}'}}
{textwrap.indent(settings, "      ")}
"""


ASKS = "AuthorizationType: CUSTOM\nAuthorizerId: !Ref Token"
OPEN = "AuthorizationType: NONE"
KEY = "AuthorizationType: NONE\nApiKeyRequired: true"
BOTH = ASKS + "\nApiKeyRequired: true"


def app(*methods: str, token: str | None = None, api: str = "", code: str = "", part: str = "items") -> str:
    return f"""
Parameters: {{Given: {{Type: String}}}}
Resources:
  Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{Name: items{api}}}}}
  Items:
    Type: AWS::ApiGateway::Resource
    Properties: {{RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: {part}}}
  Fn: {{Type: AWS::Lambda::Function, Properties: {{Handler: index.handler}}}}
  Gate:
    Type: AWS::Lambda::Function
    Properties:
      Handler: index.handler
      Runtime: python3.13
{textwrap.indent(code_property(code), "      ") if code else ""}
{authorizer(source="method.request.header.Authorization") if token is None else token}
{"".join(methods)}"""


def code_property(code: str) -> str:
    return "Code:\n  ZipFile: |\n" + textwrap.indent(textwrap.dedent(code).strip("\n"), "    ")


@pytest.mark.parametrize(
    ("kind", "source", "right"),
    [
        ("TOKEN", "method.request.header.Authorization", True),
        ("TOKEN", "method.request.header.X-Api_Token", True),
        ("TOKEN", "Authorization", False),
        ("TOKEN", "$request.header.Authorization", False),
        ("TOKEN", "request.header.Authorization", False),
        ("TOKEN", "method.request.querystring.token", False),
        ("TOKEN", "method.request.header.A, method.request.header.B", False),
        ("REQUEST", "method.request.header.A, method.request.querystring.b", True),
        ("REQUEST", "method.request.header.A,context.identity.sourceIp,stageVariables.x", True),
        ("REQUEST", "method.request.header.A, token", False),
        ("REQUEST", "method.request.body.token", False),
        ("COGNITO_USER_POOLS", "method.request.header.Authorization", True),
        ("COGNITO_USER_POOLS", "Authorization", False),
    ],
)
def test_an_identity_source_is_written_as_rest_apis_write_it(
    reported: Reported, kind: str, source: str, right: bool
) -> None:
    template = app(method("Get", "GET", ASKS), token=authorizer(kind, source))
    assert bool(reported("malformed-identity-source", template)) is not right


def test_a_cache_needs_a_key(reported: Reported) -> None:
    for more, refused in (
        ("", True),
        (", AuthorizerResultTtlInSeconds: 300", True),
        (", AuthorizerResultTtlInSeconds: 0", False),
    ):
        template = app(method("Get", "GET", ASKS), token=authorizer("REQUEST", more=more))
        assert bool(reported("sourceless-request-authorizer", template)) is refused
        assert not reported("sourceless-token-authorizer", template)


def test_an_authorizer_of_a_body_takes_its_header_from_the_scheme(reported: Reported) -> None:
    template = f"""
Resources:
  Gate: {{Type: AWS::Lambda::Function, Properties: {{Handler: index.handler}}}}
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        openapi: 3.0.1
        info: {{title: items}}
        components:
          securitySchemes:
            token:
              type: apiKey
              in: header
              name: Authorization
              x-amazon-apigateway-authtype: custom
              x-amazon-apigateway-authorizer:
                type: token
                authorizerUri: !Sub {URI % "${Gate.Arn}"}
        paths:
          /items:
            get:
              security: [{{token: []}}]
              x-amazon-apigateway-integration: {{type: mock}}
"""
    for name in ("sourceless-token-authorizer", "malformed-identity-source", "unused-authorizer"):
        assert not reported(name, template), name
    assert reported("sourceless-token-authorizer", template.replace("in: header", "in: query"))
    assert reported("unused-authorizer", template.replace("security: [{token: []}]", "responses: {}"))
    (finding,) = reported("uninvokable-authorizer", template)
    assert finding.property == "AuthorizerUri"


def test_a_preflight_asks_for_nothing(reported: Reported) -> None:
    for settings, refused in ((ASKS, True), ("AuthorizationType: AWS_IAM", True), (KEY, True), (OPEN, False)):
        template = app(method("Get", "GET", ASKS), method("Options", "OPTIONS", settings))
        assert bool(reported("guarded-preflight", template)) is refused, settings


def test_a_request_authorizer_without_a_source_may_let_a_preflight_pass(reported: Reported) -> None:
    asked_always = authorizer("REQUEST", more=", AuthorizerResultTtlInSeconds: 0")
    assert not reported("guarded-preflight", app(method("Options", "OPTIONS", ASKS), token=asked_always))


@pytest.mark.parametrize(
    ("methods", "named"),
    [
        ([("GET", ASKS), ("POST", OPEN)], ["POST /items"]),
        ([("GET", ASKS), ("POST", KEY)], ["POST /items"]),
        ([("GET", BOTH), ("PUT", BOTH), ("POST", KEY)], ["POST /items"]),
        ([("GET", "AuthorizationType: AWS_IAM"), ("POST", OPEN)], ["POST /items"]),
        ([("GET", KEY), ("POST", OPEN)], ["POST /items"]),
        ([("GET", KEY), ("PUT", ASKS), ("POST", KEY)], []),
        ([("GET", KEY), ("POST", KEY)], []),
        ([("GET", OPEN), ("POST", OPEN)], []),
        ([("GET", ASKS), ("OPTIONS", OPEN)], []),
        ([("GET", OPEN), ("HEAD", OPEN), ("PATCH", ASKS)], []),
        ([("GET", OPEN), ("PUT", ASKS), ("PATCH", ASKS)], ["GET /items"]),
    ],
)
def test_a_route_that_asks_less_than_the_others_stands_out(
    reported: Reported, methods: list[tuple[str, str]], named: list[str]
) -> None:
    spelled = [method(f"M{number}", verb, settings) for number, (verb, settings) in enumerate(methods)]
    found = reported("open-method", app(*spelled))
    assert [finding.label.partition(" (")[0] for finding in found] == named


@pytest.mark.parametrize("part", ["health", "login", "favicon.ico"])
def test_a_path_that_is_open_by_custom_is_left_alone(reported: Reported, part: str) -> None:
    root = "!GetAtt Api.RootResourceId"
    assert not reported("open-method", app(method("Get", "GET", ASKS, root), method("Post", "POST", OPEN), part=part))


@pytest.mark.parametrize(
    ("policy", "narrow"),
    [
        ("{Statement: [{Effect: Allow, Principal: '*', Action: 'execute-api:Invoke', Resource: '*'}]}", False),
        ("{Statement: [{Effect: Allow, Principal: {AWS: '*'}, Action: '*', Resource: '*'}]}", False),
        (
            "{Statement: [{Effect: Allow, Principal: '*', Condition: {IpAddress: {'aws:SourceIp': 192.0.2.1}}}]}",
            True,
        ),
        ("{Statement: [{Effect: Allow, Principal: {AWS: '111122223333'}, Action: '*', Resource: '*'}]}", True),
        ("{Statement: [{Effect: Deny, Principal: '*', Action: '*', Resource: '*'}]}", True),
    ],
)
def test_a_resource_policy_that_narrows_asks_for_all_routes(reported: Reported, policy: str, narrow: bool) -> None:
    template = app(method("Get", "GET", ASKS), method("Post", "POST", OPEN), api=f", Policy: {policy}")
    assert bool(reported("open-method", template)) is not narrow


def test_scopes_are_checked_by_user_pools_alone(reported: Reported) -> None:
    assert reported("ignored-scopes", app(method("Get", "GET", ASKS + "\nAuthorizationScopes: [items/read]")))
    pool = "AuthorizationType: COGNITO_USER_POOLS\nAuthorizerId: !Ref Token\nAuthorizationScopes: [items/read]"
    assert not reported("ignored-scopes", app(method("Get", "GET", pool)))


@pytest.mark.parametrize(
    ("arn", "right"),
    [
        ("!GetAtt Pool.Arn", True),
        ("arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_abc", True),
        ("!Sub 'arn:aws:cognito-idp:${AWS::Region}:${AWS::AccountId}:userpool/${Pool}'", True),
        ("!GetAtt Nested.Outputs.PoolArn", True),
        ("!Ref Pool", False),
        ("!Ref Client", False),
        ("arn:aws:cognito-identity:eu-west-1:111122223333:identitypool/x", False),
        ("eu-west-1_abc", False),
    ],
)
def test_a_provider_is_a_user_pools_arn(judged: Judged, arn: str, right: bool) -> None:
    pools = f"""  Pool: {{Type: AWS::Cognito::UserPool}}
  Client: {{Type: AWS::Cognito::UserPoolClient, Properties: {{UserPoolId: !Ref Pool}}}}
  Nested: {{Type: AWS::CloudFormation::Stack, Properties: {{TemplateURL: https://example.com/pool.yaml}}}}
  Token:
    Type: AWS::ApiGateway::Authorizer
    Properties: {{RestApiId: !Ref Api, Type: COGNITO_USER_POOLS, ProviderARNs: [{arn}]}}
"""
    outcome = judged("mistaken-provider-arn", app(method("Get", "GET", OPEN), token=pools))
    assert bool(outcome.findings) is not right


ROUTES = (method("Get", "GET", ASKS), method("Post", "POST", ASKS))
POLICY = """
def handler(event, context):
    {before}
    statement = {{"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": {resource}}}
    return {{"principalId": "me", "policyDocument": {{"Version": "2012-10-17", "Statement": [statement]}}}}
"""
HELPER = """
def policy(principal, effect, resource):
    document = {"Version": "2012-10-17", "Statement": [{"Effect": effect, "Resource": resource}]}
    return {"principalId": principal, "policyDocument": document}

def handler(event, context):
    if event["authorizationToken"] == "x":
        return policy("me", "Allow", event["methodArn"])
    return policy("me", "Deny", resource=event.get("methodArn"))
"""


@pytest.mark.parametrize(
    ("code", "bound"),
    [
        (POLICY.format(before="pass", resource='event["methodArn"]'), True),
        (POLICY.format(before="pass", resource='[event["methodArn"]]'), True),
        (POLICY.format(before='arn = event["methodArn"]', resource="arn"), True),
        (POLICY.format(before='parts = event["methodArn"].split("/")', resource='"/".join(parts)'), True),
        (POLICY.format(before='parts = event["methodArn"].split("/")', resource='"/".join(parts[:3]) + "/*"'), True),
        (POLICY.format(before='a, p = 1, event["methodArn"].split("/")', resource='f"{p[0]}/{p[1]}/{p[2]}/*"'), False),
        (POLICY.format(before='p = event["methodArn"].split("/")', resource='f"{p[0]}/{p[1]}/{p[2]}/*"'), True),
        (POLICY.format(before='p = event["methodArn"].split("/")', resource='f"{p[0]}/{p[1]}/*/{p[2]}"'), False),
        (POLICY.format(before='p = event["methodArn"].split("/")[:2]', resource='"/".join(p) + "/*"'), False),
        (HELPER, True),
        (POLICY.format(before='arn = event["methodArn"].split("/")[0]', resource='arn + "/*"'), False),
        (POLICY.format(before='arn = event["methodArn"]; arn = arn.rsplit("/", 2)[0]', resource="arn"), False),
        (POLICY.format(before="pass", resource='"*"'), False),
        (POLICY.format(before="pass", resource='[event["methodArn"], "*"]'), False),
        (HELPER.replace('"Deny", resource=event.get("methodArn")', '"Deny", "*"'), False),
        ("def handler(event, context):\n    return library.decide(event)\n", False),
    ],
)
def test_a_cached_policy_has_to_hold_for_every_route(reported: Reported, code: str, bound: bool) -> None:
    assert bool(reported("route-bound-policy", app(*ROUTES, code=code))) is bound


def test_a_policy_for_one_route_is_fine_without_a_cache_or_with_one_route(reported: Reported) -> None:
    uncached = authorizer(source="method.request.header.Authorization", more=", AuthorizerResultTtlInSeconds: 0")
    assert not reported("route-bound-policy", app(*ROUTES, code=HELPER, token=uncached))
    assert not reported("route-bound-policy", app(ROUTES[0], code=HELPER))
    one_verb = POLICY.format(before='p = event["methodArn"].split("/")', resource='f"{p[0]}/{p[1]}/{p[2]}/*"')
    assert not reported("route-bound-policy", app(ROUTES[0], method("Put", "GET", ASKS), code=one_verb))
    by_route = authorizer("REQUEST", "method.request.header.Authorization, context.resourcePath, context.httpMethod")
    assert not reported("route-bound-policy", app(*ROUTES, code=HELPER, token=by_route))


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        (HELPER, ""),
        ('def handler(event, context):\n    raise Exception("Unauthorized")\n', ""),
        ("def handler(event, context):\n    return decide(event)\n", ""),
        ('def handler(event, context):\n    return {"isAuthorized": True}\n', "principalId and policyDocument"),
        ('def handler(event, context):\n    return {"policyDocument": {}}\n', "principalId"),
        ('def handler(event, context):\n    return "Allow"\n', "a text"),
        ("def handler(event, context):\n    return True\n", "a boolean"),
        ("def handler(event, context):\n    check(event)\n", "nothing"),
    ],
)
def test_a_decision_is_a_policy_for_a_principal(reported: Reported, code: str, problem: str) -> None:
    found = reported("malformed-decision", app(*ROUTES, code=code))
    assert [problem in finding.message for finding in found] == ([True] if problem else [])


@pytest.mark.parametrize(
    ("target", "unknown"),
    [("${Gate.Arn}", False), ("${Gate.Arn}:live", True), ("${Gate.Arn}:3", False), ("${Given}", False)],
)
def test_an_authorizer_asks_what_is_published(reported: Reported, target: str, unknown: bool) -> None:
    template = app(ROUTES[0], token=authorizer(source="method.request.header.A", target=target))
    assert bool(reported("unknown-authorizer-function", template)) is unknown


def test_an_authorizer_named_by_its_literal_id_cannot_be_one_of_a_new_api(reported: Reported) -> None:
    settings = "AuthorizationType: CUSTOM\nAuthorizerId: "
    assert reported("unknown-authorizer", app(method("Get", "GET", settings + "a1b2c3")))
    assert reported("unknown-authorizer", app(method("Get", "GET", settings + "!Ref Gate")))
    assert not reported("unknown-authorizer", app(method("Get", "GET", settings + "!Ref Token")))
    imported = app(method("Get", "GET", settings + "a1b2c3")).replace("RestApiId: !Ref Api", "RestApiId: a1b2c3d4e5")
    assert not reported("unknown-authorizer", imported)
