"""Caches beyond the templates of the rules' pages: which methods are kept, and which keys count."""

from collections.abc import Callable

import pytest

from wellwired.findings import Finding

Reported = Callable[[str, str], list[Finding]]

EVERY = '{ResourcePath: "/*", HttpMethod: "*", CachingEnabled: true}'
ONE = '{ResourcePath: "/~1orders~1{id}", HttpMethod: VERB, CachingEnabled: true}'


def body(verb: str, key: str, more: str = "") -> str:
    """An API of one route in a body, `/orders/{id}`, and its stage with a cache."""
    integration = f"{{type: http_proxy, httpMethod: GET, uri: https://example.com, cacheKeyParameters: [{key}]{more}}}"
    return f"""
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        openapi: 3.0.1
        info: {{title: api, version: "1"}}
        components:
          securitySchemes:
            users:
              {{type: apiKey, in: header, name: X-Token, x-amazon-apigateway-authtype: custom,
               x-amazon-apigateway-authorizer: {{type: token, authorizerUri: x}}}}
        paths:
          /orders/{{id}}:
            {verb}:
              security: [{{users: []}}]
              parameters: [{{name: page, in: query, required: false}}]
              x-amazon-apigateway-integration: {integration}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: !Ref Api
      DeploymentId: d
      StageName: prod
      CacheClusterEnabled: true
      MethodSettings: [SETTING]
"""


FULL = "method.request.path.id, method.request.querystring.page, method.request.header.x-token"


@pytest.mark.parametrize(
    ("verb", "setting", "kept"),
    [
        ("get", EVERY, True),
        ("post", EVERY, False),  # for every method means every GET
        ("get", ONE.replace("VERB", "GET"), True),
        ("post", ONE.replace("VERB", "POST"), True),
        ("get", ONE.replace("VERB", "GET").replace("true", "false"), False),
        ("get", EVERY.replace("true", "true, CacheTtlInSeconds: 0"), False),
        ("get", f"{EVERY}, {ONE.replace('VERB', 'GET').replace('true', 'false')}", False),
    ],
)
def test_only_a_method_that_is_kept_needs_a_key(reported: Reported, verb: str, setting: str, kept: bool) -> None:
    template = body(verb, "").replace("SETTING", setting)
    for rule in ("keyless-cache", "callerless-cache"):
        assert len(reported(rule, template)) == kept, rule


@pytest.mark.parametrize(
    ("key", "missing"),
    [
        ("", "path.id, querystring.page"),
        ("method.request.path.id", "querystring.page"),
        ("method.request.path.other, method.request.querystring.page", "path.id"),
        ("method.request.path.id, method.request.multivaluequerystring.page", ""),
        (FULL, ""),
    ],
)
def test_the_missing_parameters_are_named(reported: Reported, key: str, missing: str) -> None:
    findings = reported("keyless-cache", body("get", key).replace("SETTING", EVERY))
    assert [one.message.rpartition(" of ")[2] for one in findings] == ([missing] if missing else [])


def test_a_key_of_the_integration_counts_as_what_is_mapped_to_it(reported: Reported) -> None:
    mapping = (
        ", requestParameters: {integration.request.querystring.n: method.request.path.id, "
        "integration.request.header.p: method.request.querystring.page}"
    )
    key = "integration.request.querystring.n, integration.request.header.p"
    assert reported("keyless-cache", body("get", key, mapping).replace("SETTING", EVERY)) == []


@pytest.mark.parametrize(("key", "apart"), [(FULL, True), ("method.request.header.Authorization", False)])
def test_callers_are_told_apart_by_the_header_that_the_authorizer_reads(
    reported: Reported, key: str, apart: bool
) -> None:
    assert len(reported("callerless-cache", body("get", key).replace("SETTING", EVERY))) == (not apart)


def test_nothing_tells_signed_requests_apart(reported: Reported) -> None:
    signed = body("get", FULL).replace("type: token, authorizerUri: x", "").replace("custom", "awsSigv4")
    signed = signed.replace("x-amazon-apigateway-authorizer: {}", "x-other: {}").replace("SETTING", EVERY)
    (finding,) = reported("callerless-cache", signed)
    assert "whom a signature has told apart" in finding.message


def test_each_entry_is_encrypted_or_not_by_itself(reported: Reported) -> None:
    encrypted = ONE.replace("VERB", "GET").replace("true", "true, CacheDataEncrypted: true")
    (finding,) = reported("unencrypted-cache", body("get", FULL).replace("SETTING", f"{EVERY}, {encrypted}"))
    assert finding.property == "MethodSettings/0/CacheDataEncrypted"


def test_a_cache_that_is_not_there_is_one_finding_and_no_other(reported: Reported) -> None:
    template = body("get", "").replace("CacheClusterEnabled: true", "CacheClusterEnabled: false")
    template = template.replace("SETTING", f"{EVERY}, {ONE.replace('VERB', 'GET')}")
    (finding,) = reported("clusterless-cache", template)
    assert finding.property == "MethodSettings/0/CachingEnabled"
    for rule in ("keyless-cache", "callerless-cache", "unencrypted-cache"):
        assert reported(rule, template) == []
