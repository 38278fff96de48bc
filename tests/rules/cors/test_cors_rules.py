"""Preflights as SAM, OpenAPI bodies and the CDK write them, and the answers that follow them."""

from collections.abc import Callable

import pytest

from wellwired.findings import Finding, Outcome

Reported = Callable[[str, str], list[Finding]]
Judged = Callable[[str, str], Outcome]

ORIGIN = "method.response.header.Access-Control-Allow-Origin"
METHODS = "method.response.header.Access-Control-Allow-Methods"
HEADERS = "method.response.header.Access-Control-Allow-Headers"


def sam(cors: str, *routes: str, more: str = "", code: str = "s3://bucket/code.zip") -> str:
    events = "".join(
        f"        E{index}: {{Type: Api, Properties: {{RestApiId: !Ref Api, Path: '{route.split()[1]}', "
        f"Method: {route.split()[0]}}}}}\n"
        for index, route in enumerate(routes or ("POST /items",))
    )
    source = f"InlineCode: {code}" if "def " in code else f"CodeUri: {code}"
    return (
        "Transform: AWS::Serverless-2016-10-31\n"
        "Parameters: {Origin: {Type: String}}\n"
        "Resources:\n"
        f"  Api: {{Type: AWS::Serverless::Api, Properties: {{StageName: prod, Cors: {cors}{more}}}}}\n"
        "  Fn:\n"
        "    Type: AWS::Serverless::Function\n"
        "    Properties:\n"
        f"      Handler: index.handler\n      Runtime: python3.13\n      {source}\n      Events:\n{events}"
    )


def body(paths: str, more: str = "") -> str:
    lines = "".join(f"          {line}\n" for line in paths.strip().splitlines())
    return (
        "Resources:\n  Api:\n    Type: AWS::ApiGateway::RestApi\n    Properties:\n      Name: items\n      Body:\n"
        f"        openapi: 3.0.1\n        info: {{title: items, version: '1'}}\n{more}        paths:\n{lines}"
    )


def operation(verb: str, more: str = "") -> str:
    integration = "{type: http_proxy, httpMethod: GET, uri: https://example.com}"
    return f"  {verb}: {{responses: {{}}{more}, x-amazon-apigateway-integration: {integration}}}\n"


def options(
    headers: dict[str, str], *, status: str = "200", template: str = '{"statusCode": 200}', key: str = "default"
) -> str:
    set_here = ", ".join(f'{name}: "{value}"' for name, value in headers.items())
    declared = ", ".join(f"{name.rpartition('.')[2]}: {{}}" for name in headers)
    return (
        "  options:\n"
        f"    responses: {{'{status}': {{headers: {{{declared}}}}}}}\n"
        "    x-amazon-apigateway-integration:\n"
        "      type: mock\n"
        f"      requestTemplates: {{application/json: '{template}'}}\n"
        f"      responses: {{{key}: {{statusCode: '{status}', responseParameters: {{{set_here}}}}}}}\n"
    )


EVERYTHING = {ORIGIN: "'https://a.example'", METHODS: "'GET,PUT,OPTIONS'", HEADERS: "'Content-Type,Authorization'"}


def test_the_preflights_that_sam_writes_are_whole(judged: Judged) -> None:
    template = sam("\"'https://a.example'\"", "POST /items", "DELETE /items/{id}")
    for rule in ("missing-preflight", "statusless-mock", "unmapped-mock-status", "undeclared-response-header"):
        assert judged(rule, template).findings == []


def test_sam_lists_the_verbs_of_a_path_where_the_template_lists_none(reported: Reported) -> None:
    assert reported("unannounced-method", sam("\"'https://a.example'\"", "PUT /items", "DELETE /items")) == []
    listed = "{AllowOrigin: \"'https://a.example'\", AllowMethods: \"'GET,PUT'\"}"
    (found,) = reported("unannounced-method", sam(listed, "PUT /items", "DELETE /items"))
    assert "does not allow DELETE" in found.message


def test_one_cors_setting_of_sam_is_one_finding_however_many_paths_it_is_for(reported: Reported) -> None:
    listed = "{AllowOrigin: \"'https://a.example,https://b.example'\"}"
    (found,) = reported("malformed-origin", sam(listed, *(f"POST /items{index}" for index in range(30))))
    assert "(and 29 more)" in found.message


def test_preflights_with_faults_of_their_own_are_findings_of_their_own(reported: Reported) -> None:
    first = "/a:\n" + operation("delete") + options({**EVERYTHING, METHODS: "'GET'"})
    second = "/b:\n" + operation("patch") + options({**EVERYTHING, METHODS: "'GET'"})
    verbs = {found.message.partition("allow ")[2][:6] for found in reported("unannounced-method", body(first + second))}
    assert verbs == {"DELETE", "PATCH,"}


def test_a_wildcard_lists_every_verb(reported: Reported) -> None:
    template = body("/a:\n" + operation("delete") + options({**EVERYTHING, METHODS: "'*'"}))
    assert reported("unannounced-method", template) == []


def test_simple_verbs_and_others_are_told_apart(reported: Reported) -> None:
    template = body("/a:\n" + operation("post") + options({**EVERYTHING, METHODS: "'GET'"}))
    assert reported("unannounced-method", template) == []
    assert len(reported("unlisted-simple-method", template)) == 1


@pytest.mark.parametrize("value", ["integration.response.header.Methods", "stageVariables.methods"])
def test_a_list_taken_from_the_request_stays_open(judged: Judged, value: str) -> None:
    outcome = judged("unannounced-method", body("/a:\n" + operation("put") + options({**EVERYTHING, METHODS: value})))
    assert outcome.findings == []
    assert len(outcome.open) == 1


def test_a_greedy_path_answers_for_the_paths_below_it(reported: Reported) -> None:
    below = "/a/b:\n" + operation("put") + "/a/{proxy+}:\n" + operation("options") + "/c:\n" + operation("put")
    announced = "/d:\n" + operation("put") + options(EVERYTHING)
    (found,) = reported("missing-preflight", body(below + announced))
    assert found.message.startswith("/c has no OPTIONS")


@pytest.mark.parametrize(
    ("call", "asks"),
    [("get", False), ("head", False), ("put", True), ("post", True), ("x-amazon-apigateway-any-method", False)],
)
def test_only_calls_that_a_browser_asks_for_need_a_preflight(reported: Reported, call: str, asks: bool) -> None:
    template = body("/a:\n" + operation(call) + "/d:\n" + operation("put") + options(EVERYTHING))
    assert bool(reported("missing-preflight", template)) is asks


def test_a_get_that_asks_for_a_key_needs_a_preflight(reported: Reported) -> None:
    schemes = "        components: {securitySchemes: {key: {type: apiKey, name: x-api-key, in: header}}}\n"
    call = operation("get", ", security: [{key: []}]")
    template = body("/a:\n" + call + "/d:\n" + operation("put") + options(EVERYTHING), schemes)
    assert len(reported("missing-preflight", template)) == 1


def test_an_api_whose_body_is_elsewhere_is_not_judged(judged: Judged) -> None:
    template = (
        "Parameters: {Where: {Type: String}}\n"
        "Resources:\n"
        "  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: a, BodyS3Location: {Bucket: b, Key: !Ref Where}}}\n"
        "  Errors:\n    Type: AWS::ApiGateway::GatewayResponse\n    Properties:\n      RestApiId: !Ref Api\n"
        "      ResponseType: DEFAULT_5XX\n"
        "      ResponseParameters: {gatewayresponse.header.Access-Control-Allow-Origin: \"'*'\"}\n"
        "  Post: {Type: AWS::ApiGateway::Method, Properties: {RestApiId: !Ref Api, HttpMethod: POST, "
        "ResourceId: !GetAtt Api.RootResourceId, Integration: {Type: MOCK}}}\n"
    )
    outcome = judged("missing-preflight", template)
    assert outcome.findings == []
    assert len(outcome.open) == 1


def test_headers_that_an_authorizer_reads_must_be_allowed(reported: Reported) -> None:
    sources = "method.request.header.X-Tenant, method.request.header.X-Token"
    authorizer = f"{{type: request, authorizerUri: x, identitySource: '{sources}'}}"
    schemes = (
        "        components:\n          securitySchemes:\n            tenant: {type: apiKey, name: Unused, in: header, "
        f"x-amazon-apigateway-authtype: custom, x-amazon-apigateway-authorizer: {authorizer}}}\n"
    )
    call = operation("put", ", security: [{tenant: []}]")
    template = body("/a:\n" + call + options({**EVERYTHING, HEADERS: "'x-tenant'"}), schemes)
    (found,) = reported("unannounced-header", template)
    assert "does not allow X-Token," in found.message


@pytest.mark.parametrize(
    "origin", ["https://a.example/", "a.example", "https://*.example", "https://a.example/app", ""]
)
def test_an_origin_that_is_none_is_reported(reported: Reported, origin: str) -> None:
    template = body("/a:\n" + operation("put") + options({**EVERYTHING, ORIGIN: f"'{origin}'"}))
    assert len(reported("malformed-origin", template)) == 1


@pytest.mark.parametrize("origin", ["https://a.example", "http://localhost:3000", "*", "null", "capacitor://localhost"])
def test_an_origin_that_browsers_send_is_fine(reported: Reported, origin: str) -> None:
    template = body("/a:\n" + operation("put") + options({**EVERYTHING, ORIGIN: f"'{origin}'"}))
    assert reported("malformed-origin", template) == []


def test_a_template_that_sets_the_origin_is_left_alone(reported: Reported) -> None:
    preflight = options(
        {**EVERYTHING, ORIGIN: "'*'", "method.response.header.Access-Control-Allow-Credentials": "'true'"}
    )
    chosen = "responseTemplates: {application/json: '#set($context.responseOverride.header.X = 1)'}, responseParameters"
    template = body("/a:\n" + operation("put") + preflight.replace("responseParameters", chosen))
    assert reported("wildcard-origin-with-credentials", template) == []
    assert reported("malformed-origin", template) == []


def test_an_origin_by_parameter_is_taken_for_one(judged: Judged) -> None:
    assert judged("malformed-origin", sam("{AllowOrigin: !Sub \"'${Origin}'\"}")).findings == []


@pytest.mark.parametrize(
    ("template", "fails"),
    [("{ statusCode: 200 }", False), ('{"statusCode": "200"}', False), ('{"status": 200}', True), ("", True)],
)
def test_a_mock_needs_a_status_in_whatever_spelling(reported: Reported, template: str, fails: bool) -> None:
    text = body("/a:\n" + operation("put") + options(EVERYTHING, template=template))
    assert bool(reported("statusless-mock", text)) is fails


@pytest.mark.parametrize(
    ("key", "fails"), [("default", False), ("'200'", False), ("'2\\d{2}'", False), ("'204'", True)]
)
def test_a_mock_answers_by_pattern_or_by_default(reported: Reported, key: str, fails: bool) -> None:
    text = body("/a:\n" + operation("put") + options(EVERYTHING, key=key))
    assert bool(reported("unmapped-mock-status", text)) is fails


def test_what_the_cdk_writes_for_every_preflight_is_no_mismatch(reported: Reported) -> None:
    cdk = body("/a:\n" + operation("put") + options(EVERYTHING, status="204", template="{ statusCode: 200 }"))
    other = body("/a:\n" + operation("put") + options(EVERYTHING, status="204", template='{"statusCode": 200}'))
    assert reported("mismatched-mock-status", cdk) == []
    assert len(reported("mismatched-mock-status", other)) == 1


def test_gateway_responses_of_sam_count(reported: Reported) -> None:
    header = "ResponseParameters: {Headers: {Access-Control-Allow-Origin: \"'*'\"}}"
    both = f", GatewayResponses: {{DEFAULT_4XX: {{{header}}}, DEFAULT_5XX: {{{header}}}}}"
    assert reported("corsless-gateway-response", sam("\"'*'\"", more=both)) == []
    one = f", GatewayResponses: {{DEFAULT_4XX: {{{header}}}, UNAUTHORIZED: {{StatusCode: 401}}}}"
    found = reported("corsless-gateway-response", sam("\"'*'\"", more=one))
    assert ["DEFAULT_5XX" in found[0].message, "UNAUTHORIZED" in found[1].message] == [True, True]


SILENT = "\"def handler(event, context):\\n    return {'statusCode': 200}\""
SPEAKING = "\"def handler(event, context):\\n    return {'statusCode': 200, 'headers': {'access-control-allow-origin': 'https://b.example'}}\""
UNSEEN = '"import web\\n\\ndef handler(event, context):\\n    return web.answer(event)"'


def test_an_answer_without_the_header_is_reported_where_a_preflight_promises_it(reported: Reported) -> None:
    assert len(reported("corsless-response", sam("\"'https://a.example'\"", code=SILENT))) == 1
    assert reported("corsless-response", sam("\"'https://a.example'\"", code=SPEAKING)) == []
    assert reported("corsless-response", sam("\"'https://a.example'\"", code=UNSEEN)) == []


def test_two_constants_that_differ_let_nobody_in(reported: Reported) -> None:
    assert len(reported("disagreeing-origin", sam("\"'https://a.example'\"", code=SPEAKING))) == 1
    assert reported("disagreeing-origin", sam("\"'https://b.example'\"", code=SPEAKING)) == []
    assert reported("disagreeing-origin", sam("\"'*'\"", code=SPEAKING)) == []
