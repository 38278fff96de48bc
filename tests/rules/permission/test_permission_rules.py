"""What permission rules say, where they point, and when they keep silent."""

from collections.abc import Callable

import pytest

from wellwired.findings import Finding, Outcome

Reported = Callable[[str, str], list[Finding]]
Judged = Callable[[str, str], Outcome]

URI = "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations"
ARN = "!Sub 'arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:%s'"
# The rules that an app may break by what its permission says; each fault is told by one of them.
GAPS = (
    "uninvokable-function",
    "misqualified-permission",
    "mistaken-permission-principal",
    "mistaken-permission-action",
    "foreign-source-account",
    "misdirected-permission",
    "non-api-source-arn",
    "foreign-source-api",
    "uncovered-route",
)


def permission(source: str = ARN % "${Api}/*/*/*", name: str = "Permission", **more: str) -> str:
    properties = {
        "Action": "lambda:InvokeFunction",
        "FunctionName": "!GetAtt Fn.Arn",
        "Principal": "apigateway.amazonaws.com",
        "SourceArn": source,
        **more,
    }
    spelled = "".join(f"      {key}: {value}\n" for key, value in properties.items() if value)
    return f"  {name}:\n    Type: AWS::Lambda::Permission\n    Properties:\n{spelled}"


def app(*permissions: str, verbs: tuple[str, ...] = ("GET", "POST")) -> str:
    methods = "".join(
        f"""  {verb.title()}:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: {verb}
      Integration: {{Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: !Sub '{URI}'}}
"""
        for verb in verbs
    )
    return f"""
Parameters: {{Given: {{Type: String}}}}
Resources:
  Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{Name: items}}}}
  Stage: {{Type: AWS::ApiGateway::Stage, Properties: {{RestApiId: !Ref Api, StageName: prod}}}}
  Fn: {{Type: AWS::Lambda::Function, Properties: {{Handler: index.handler}}}}
{methods}{"".join(permissions)}"""


def told_by(reported: Reported, template: str) -> dict[str, list[Finding]]:
    found = {name: reported(name, template) for name in GAPS}
    return {name: findings for name, findings in found.items() if findings}


@pytest.mark.parametrize(
    ("permissions", "name", "place"),
    [
        ("", "uninvokable-function", ""),
        (permission(Principal="lambda.amazonaws.com"), "mistaken-permission-principal", "Principal"),
        (permission(Action="lambda:GetFunction"), "mistaken-permission-action", "Action"),
        (permission(ARN % "a1b2c3d4e5/*/*/*"), "foreign-source-api", "SourceArn"),
        (permission("!GetAtt Fn.Arn"), "non-api-source-arn", "SourceArn"),
        (permission(FunctionName="!Sub '${Fn.Arn}:live'"), "misqualified-permission", "FunctionName"),
        (permission(ARN % "${Api}/*/*/item"), "uncovered-route", "SourceArn"),
    ],
)
def test_a_fault_is_told_once_with_all_its_routes(reported: Reported, permissions: str, name: str, place: str) -> None:
    told = told_by(reported, app(permissions))
    assert list(told) == [name]
    (finding,) = told[name]
    assert finding.property == place
    assert "GET / and POST /" in finding.message
    assert not reported("idle-permission", app(permissions))


def test_many_routes_are_counted_after_the_first_five(reported: Reported) -> None:
    verbs = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
    (finding,) = reported("uninvokable-function", app(verbs=verbs))
    assert "GET /, POST /, PUT /, PATCH /, DELETE / and 2 more" in finding.message


def test_the_fix_spells_the_source_arn_that_would_do(reported: Reported) -> None:
    (finding,) = reported("uncovered-route", app(permission(ARN % "${Api}/*/GET/*")))
    assert "execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*/POST/" in finding.fix


def test_a_good_permission_leaves_every_rule_silent(reported: Reported) -> None:
    template = app(permission())
    assert told_by(reported, template) == {}
    for name in (
        *("sourceless-permission", "public-permission", "account-wide-permission", "pinned-source-arn"),
        *("idle-permission", "unknown-permission-function", "oversized-function-policy"),
    ):
        assert not reported(name, template), name


def test_an_unknown_principal_is_left_open_by_one_rule_alone(judged: Judged) -> None:
    template = app(permission(Principal="!Ref Given"))
    assert [name for name in GAPS if judged(name, template).open] == ["uninvokable-function"]
    assert not any(judged(name, template).findings for name in GAPS)


@pytest.mark.parametrize(
    ("source", "more", "open_to_all"),
    [
        ("", {}, True),
        ("", {"SourceAccount": "!Ref AWS::AccountId"}, False),
        (ARN % "${Api}/*", {}, False),
        ("", {"Principal": "events.amazonaws.com"}, False),
    ],
)
def test_a_permission_is_bound_to_an_api_or_an_account(
    reported: Reported, source: str, more: dict[str, str], open_to_all: bool
) -> None:
    assert bool(reported("sourceless-permission", app(permission(source, **more)))) is open_to_all


@pytest.mark.parametrize(
    ("more", "public"),
    [
        ({"Principal": "'*'"}, True),
        ({"Principal": "'*'", "FunctionUrlAuthType": "NONE", "Action": "lambda:InvokeFunctionUrl"}, False),
        ({"Principal": "'*'", "InvokedViaFunctionUrl": "true"}, False),
        ({"Principal": "'*'", "PrincipalOrgID": "o-a1b2c3d4e5"}, False),
        ({"Principal": "'111122223333'"}, False),
    ],
)
def test_everybody_is_let_in_only_by_a_function_url(reported: Reported, more: dict[str, str], public: bool) -> None:
    assert bool(reported("public-permission", app(permission(), permission("", "Other", **more)))) is public


@pytest.mark.parametrize(
    ("source", "wide"),
    [
        (ARN % "*", True),
        (ARN % "*/*/GET/items", True),
        ("arn:aws:execute-api:*:*:*", True),
        (ARN % "${Api}/*", False),
        (ARN % "a1b2c3d4e5/*", False),
        ("!Ref Given", False),
    ],
)
def test_a_wildcard_for_the_api_is_account_wide(judged: Judged, source: str, wide: bool) -> None:
    assert bool(judged("account-wide-permission", app(permission(source))).findings) is wide


@pytest.mark.parametrize(
    ("source", "more", "pinned"),
    [
        ("!Sub 'arn:aws:execute-api:eu-west-1:${AWS::AccountId}:${Api}/*'", {}, ["region eu-west-1"]),
        ("!Sub 'arn:aws:execute-api:${AWS::Region}:111122223333:${Api}/*'", {}, ["account 111122223333"]),
        (ARN % "${Api}/*", {"SourceAccount": "'111122223333'"}, ["account 111122223333"]),
        (ARN % "${Api}/*", {"SourceAccount": "!Ref AWS::AccountId"}, []),
        ("!Sub 'arn:aws:execute-api:*:*:${Api}/*'", {}, []),
        ("arn:aws:execute-api:eu-west-1:111122223333:a1b2c3d4e5/*", {}, []),
    ],
)
def test_an_api_of_the_stack_lives_where_the_stack_does(
    reported: Reported, source: str, more: dict[str, str], pinned: list[str]
) -> None:
    messages = [finding.message for finding in reported("pinned-source-arn", app(permission(source, **more)))]
    assert [any(words in message for message in messages) for words in pinned] == [True] * len(messages)
    assert len(messages) == len(pinned)


def test_permissions_of_other_services_are_no_business_of_the_api(reported: Reported) -> None:
    bucket = permission("arn:aws:s3:::uploads", "Bucket", Principal="s3.amazonaws.com")
    topic = permission("", "Topic", Principal="sns.amazonaws.com")
    http_api = permission(ARN % "${HttpApi}/*", "Http")
    v2 = "  HttpApi: {Type: AWS::ApiGatewayV2::Api, Properties: {Name: http, ProtocolType: HTTP}}\n"
    template = app(permission(), bucket, topic, http_api, v2)
    assert told_by(reported, template) == {}
    assert not reported("idle-permission", template)


def test_a_policy_is_measured_for_each_alias_by_itself(reported: Reported) -> None:
    def many(prefix: str, function: str) -> str:
        source = ARN % "${Api}/*/GET/monthly-report-%d"
        return "".join(permission(source % number, f"{prefix}{number}", FunctionName=function) for number in range(40))

    own = many("Own", "!GetAtt Fn.Arn")
    assert not reported("oversized-function-policy", app(own, many("Live", "!Sub '${Fn.Arn}:live'")))
    (finding,) = reported("oversized-function-policy", app(own, many("More", "!GetAtt Fn.Arn")))
    assert "80 permissions" in finding.message


def test_a_serverless_event_makes_a_permission_that_is_enough(reported: Reported) -> None:
    template = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Orders:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: src/
      Handler: app.handler
      Runtime: python3.13
      AutoPublishAlias: live
      Events:
        List: {Type: Api, Properties: {Path: /orders, Method: get}}
        One: {Type: Api, Properties: {Path: '/orders/{id}', Method: any}}
        Files: {Type: Api, Properties: {Path: '/files/{path+}', Method: post}}
"""
    assert told_by(reported, template) == {}
    assert not reported("idle-permission", template)


def test_a_connector_grants_like_a_permission(reported: Reported) -> None:
    template = f"""
Transform: AWS::Serverless-2016-10-31
Resources:
  Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{Name: items}}}}
  Stage: {{Type: AWS::ApiGateway::Stage, Properties: {{RestApiId: !Ref Api, StageName: prod, DeploymentId: x}}}}
  Fn:
    Type: AWS::Serverless::Function
    Properties: {{CodeUri: src/, Handler: app.handler, Runtime: python3.13}}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      Integration: {{Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: !Sub '{URI}'}}
  Wire:
    Type: AWS::Serverless::Connector
    Properties:
      Source: {{Id: Api, Qualifier: prod/GET/}}
      Destination: {{Id: Fn}}
      Permissions: [Write]
"""
    assert told_by(reported, template) == {}
    without = template[: template.index("  Wire:")]
    assert list(told_by(reported, without)) == ["uninvokable-function"]
