"""What stages log and do not log, as templates spell it: lists, StageDescription, SAM, conditions, half a template."""

from collections.abc import Callable

import pytest

from wellwired.findings import Finding, Outcome

Reported = Callable[[str, str], list[Finding]]
Judged = Callable[[str, str], Outcome]

GOOD = '{"id":"$context.requestId","why":"$context.error.message","function":"$context.integrationErrorMessage"}'


def stage(
    settings: str = "", *, access: str = "", parameters: str = "", resources: str = "", api: str = "a1b2c3"
) -> str:
    return f"""
{parameters}
Resources:
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: {api}
      DeploymentId: d4e5f6
      StageName: prod
{f"      MethodSettings: {settings}" if settings else ""}
{f"      AccessLogSetting: {access}" if access else ""}
{resources}
"""


def access_log(text: str) -> str:
    return stage(access=f"{{DestinationArn: !Sub 'arn:aws:logs:eu-west-1:111122223333:log-group:a', Format: '{text}'}}")


BODY = """
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        openapi: 3.0.1
        info: {title: api}
        paths:
          /: {get: {}}
          /orders/{id}: {get: {}, x-amazon-apigateway-any-method: {}}
"""
EVERY = '{ResourcePath: "/*", HttpMethod: "*", LoggingLevel: INFO}'


@pytest.mark.parametrize(
    "settings",
    [
        f"[{EVERY}]",
        '[{ResourcePath: "*", HttpMethod: "*", LoggingLevel: error}]',
        '[{ResourcePath: "/*", HttpMethod: "*", LoggingLevel: !If [Never, "OFF", INFO]}]',
    ],
)
def test_a_stage_that_logs_every_method_lacks_no_execution_log(reported: Reported, settings: str) -> None:
    conditions = "Conditions: {Never: !Equals [1, 2]}"
    assert reported("missing-execution-log", stage(settings, parameters=conditions)) == []
    assert reported("partial-execution-log", stage(settings, parameters=conditions)) == []


def test_a_level_that_hangs_on_a_parameter_is_left_open(judged: Judged) -> None:
    template = stage(
        '[{ResourcePath: "/*", HttpMethod: "*", LoggingLevel: !Ref Level}]',
        parameters="Parameters: {Level: {Type: String}}",
    )
    outcome = judged("missing-execution-log", template)
    assert outcome.findings == []
    assert len(outcome.open) == 1


def test_an_entry_that_a_condition_may_take_away_does_not_hide_the_one_that_stays(reported: Reported) -> None:
    maybe = "!If [Maybe, {ResourcePath: /, HttpMethod: GET, LoggingLevel: INFO}, !Ref AWS::NoValue]"
    conditions = "Parameters: {P: {Type: String}}\nConditions: {Maybe: !Equals [!Ref P, x]}"
    assert reported("missing-execution-log", stage(f"[{EVERY}, {maybe}]", parameters=conditions)) == []


def test_a_stage_of_a_deployment_and_one_of_sam_are_judged_alike(reported: Reported) -> None:
    made = "Resources: {D: {Type: AWS::ApiGateway::Deployment, Properties: {RestApiId: a1, StageName: prod}}}"
    sam = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties: {StageName: prod, DefinitionBody: {openapi: 3.0.1, info: {title: a}, paths: {/: {get: {}}}}}
"""
    for name in (
        "missing-execution-log",
        "unlogged-stage",
        "untraced-stage",
        "unmeasured-methods",
        "unthrottled-stage",
    ):
        assert len(reported(name, made)) == 1
        assert len(reported(name, sam)) == 1


def test_a_route_is_found_however_its_path_is_escaped(reported: Reported) -> None:
    settings = """[
      {ResourcePath: /, HttpMethod: GET, LoggingLevel: INFO},
      {ResourcePath: "/~1orders~1{id}", HttpMethod: GET, LoggingLevel: INFO},
      {ResourcePath: "/~1orders~1{id}", HttpMethod: any, LoggingLevel: INFO}]"""
    template = stage(settings, api="!Ref Api", resources=BODY)
    assert reported("partial-execution-log", template) == []
    assert reported("idle-method-setting", template) == []


def test_the_methods_that_are_left_out_are_named(reported: Reported) -> None:
    settings = "[{ResourcePath: /, HttpMethod: GET, LoggingLevel: INFO}]"
    (finding,) = reported("partial-execution-log", stage(settings, api="!Ref Api", resources=BODY))
    assert "GET /orders/{id} and ANY /orders/{id}" in finding.message


@pytest.mark.parametrize(
    ("path", "verb", "says"),
    [
        ("/orders", "GET", "no GET /orders"),
        ("/~1orders~1{id}", "POST", "no POST /orders/{id}"),
        ("/orders/{id}", "GET", "not written ~1"),
        ("/*", "GET", "every path"),
        ("/", "*", "every verb"),
    ],
)
def test_settings_that_fit_no_method_say_why(reported: Reported, path: str, verb: str, says: str) -> None:
    settings = f'[{EVERY}, {{ResourcePath: "{path}", HttpMethod: "{verb}", LoggingLevel: INFO}}]'
    (finding,) = reported("idle-method-setting", stage(settings, api="!Ref Api", resources=BODY))
    assert says in finding.message
    assert finding.property == "MethodSettings/1/ResourcePath"


def test_settings_of_an_api_that_is_not_here_may_fit(reported: Reported) -> None:
    assert reported("idle-method-setting", stage("[{ResourcePath: /orders, HttpMethod: GET}]")) == []
    elsewhere = "  Api: {Type: AWS::ApiGateway::RestApi, Properties: {BodyS3Location: {Bucket: b, Key: k}}}"
    template = stage("[{ResourcePath: /orders, HttpMethod: GET}]", api="!Ref Api", resources=elsewhere)
    assert reported("idle-method-setting", template) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ('{"id":"$context.extendedRequestId"}', "reasonless-access-log"),
        ('{"status":"$context.status"}', "requestless-access-log"),
        ("$context.requestId,$context.status", "unstructured-access-log"),
        ("<r>$context.requestId</r>", "unstructured-access-log"),
        ('{"id":"$context.requestId"', "invalid-access-log-json"),
        ('{"id":"$context.requestId" "s":1}', "invalid-access-log-json"),
        ('{"id":"$context.requestId","m":$context.error.messageString}', "self-quoting-log-field"),
        ('{"id":$context.requestId}', "unquoted-log-field"),
        ('{"id":"$context.requestId","k":"$context.identity.apiKey"}', "logged-api-key"),
        ('{"id":"$context.requestId","k":"$context.RequestId"}', "unknown-log-variable"),
        ('{"id":"$context.requestId","k":"$context.integration.errors"}', "unknown-log-variable"),
        ('{"id":"$context.requestId","k":"$stageVariables.fn"}', "unknown-log-variable"),
    ],
)
def test_a_format_with_one_fault_is_reported_by_its_rule(reported: Reported, text: str, rule: str) -> None:
    (finding,) = reported(rule, access_log(text))
    assert finding.property == "AccessLogSetting/Format"
    assert reported(rule, access_log(GOOD)) == []


@pytest.mark.parametrize(
    "variable",
    [
        "authorizer.claims.sub",
        "authorizer.tenant",
        "identity.clientCert.subjectDN",
        "waf.error",
        "responseOverride.status",
    ],
)
def test_a_documented_variable_is_known(reported: Reported, variable: str) -> None:
    assert (
        reported("unknown-log-variable", access_log(f'{{"id":"$context.requestId","x":"$context.{variable}"}}')) == []
    )


def test_a_format_put_together_from_a_parameter_is_left_open_only_where_the_parameter_decides(judged: Judged) -> None:
    parameters = "Parameters: {More: {Type: String}}"
    form = '!Sub \'{"s":"$context.status",${More}}\''
    template = stage(
        access=f"{{DestinationArn: arn:aws:logs:eu-west-1:1:log-group:a, Format: {form}}}", parameters=parameters
    )
    for rule in ("requestless-access-log", "reasonless-access-log", "invalid-access-log-json"):
        outcome = judged(rule, template)
        assert outcome.findings == []
        assert len(outcome.open) == 1
    assert judged("logged-api-key", template).open == []


@pytest.mark.parametrize(
    ("destination", "wrong"),
    [
        ("arn:aws:logs:eu-west-1:111122223333:log-group:access:*", False),
        ('!Sub "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${Logs}"', False),
        ("!GetAtt Logs.Arn", False),
        ("!Ref Destination", False),
        (
            '!Sub "arn:aws:firehose:${AWS::Region}:${AWS::AccountId}:deliverystream/amazon-apigateway-${Destination}"',
            False,
        ),
        ("!GetAtt Custom.Arn", False),
        ("!Ref Logs", True),
        ("access", True),
        ("arn:aws:s3:::access", True),
        ("arn:aws:kinesis:eu-west-1:111122223333:stream/access", True),
        ("arn:aws:firehose:eu-west-1:111122223333:deliverystream/access", True),
        ("!GetAtt Stream.Arn", True),
    ],
)
def test_only_log_groups_and_streams_of_the_right_name_take_an_access_log(
    judged: Judged, destination: str, wrong: bool
) -> None:
    resources = """
  Logs: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: access}}
  Custom: {Type: Custom::Group, Properties: {ServiceToken: arn}}
  Stream: {Type: AWS::KinesisFirehose::DeliveryStream, Properties: {S3DestinationConfiguration: {}}}
"""
    access = f"{{DestinationArn: {destination}, Format: $context.requestId}}"
    template = stage(access=access, resources=resources, parameters="Parameters: {Destination: {Type: String}}")
    assert bool(judged("misdirected-access-log", template).findings) is wrong


GROUP_OF_CUSTOM_RESOURCE = """
  Retention:
    Type: Custom::LogRetention
    Properties: {ServiceToken: arn, LogGroupName: API-Gateway-Execution-Logs_a1b2c3/prod, RetentionInDays: 30}
"""


def test_a_group_whose_retention_a_custom_resource_sets_is_no_endless_one(reported: Reported) -> None:
    assert reported("unmade-execution-log-group", stage(f"[{EVERY}]", resources=GROUP_OF_CUSTOM_RESOURCE)) == []
    group = "  Logs: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: API-Gateway-Execution-Logs_a1b2c3/prod}}"
    assert len(reported("endless-log-group", stage(f"[{EVERY}]", resources=group))) == 1
    assert reported("endless-log-group", stage(f"[{EVERY}]", resources=group + GROUP_OF_CUSTOM_RESOURCE)) == []


def test_a_log_group_of_something_else_is_not_ours(reported: Reported) -> None:
    group = "  Logs: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /aws/lambda/nightly}}"
    assert reported("endless-log-group", stage(resources=group)) == []


LOGS = 'Principal: {Service: "logs.amazonaws.com"}'
OF_GROUP = '{ArnLike: {"kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:*:*:log-group:%s"}}'
FOR_GROUP = f"{LOGS}, Condition: {OF_GROUP}"


@pytest.mark.parametrize(
    ("statement", "sealed"),
    [
        (LOGS, False),
        ('Principal: {Service: !Sub "logs.${AWS::Region}.amazonaws.com"}', False),
        ('Principal: {Service: "logs.eu-west-1.amazonaws.com"}', False),
        ('Principal: "*"', False),
        ('Principal: {Service: "sns.amazonaws.com"}', True),
        ('Principal: {AWS: !Sub "arn:aws:iam::${AWS::AccountId}:root"}', True),
        (
            FOR_GROUP % "access",
            False,
        ),
        (
            FOR_GROUP % "other",
            True,
        ),
    ],
)
def test_a_key_lets_the_logs_service_in_or_not(reported: Reported, statement: str, sealed: bool) -> None:
    resources = f"""
  Key:
    Type: AWS::KMS::Key
    Properties:
      KeyPolicy: {{Statement: [{{Effect: Allow, Action: "kms:*", Resource: "*", {statement}}}]}}
  Logs: {{Type: AWS::Logs::LogGroup, Properties: {{LogGroupName: access, KmsKeyId: !GetAtt Key.Arn}}}}
"""
    template = stage(access="{DestinationArn: !GetAtt Logs.Arn, Format: x}", resources=resources)
    assert bool(reported("sealed-log-group", template)) is sealed


def test_a_key_of_another_stack_is_taken_on_trust(reported: Reported) -> None:
    group = "  Logs: {Type: AWS::Logs::LogGroup, Properties: {KmsKeyId: arn:aws:kms:eu-west-1:111122223333:key/a}}"
    assert (
        reported("sealed-log-group", stage(access="{DestinationArn: !GetAtt Logs.Arn, Format: x}", resources=group))
        == []
    )
