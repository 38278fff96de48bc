"""The account's logging role, as templates spell it: inline, attached, managed, by name, in another stack."""

from collections.abc import Callable

import pytest

from wellwired.findings import Finding, Outcome

Reported = Callable[[str, str], list[Finding]]
Judged = Callable[[str, str], Outcome]

SEVEN = (
    "CreateLogGroup",
    "CreateLogStream",
    "DescribeLogGroups",
    "DescribeLogStreams",
    "PutLogEvents",
    "GetLogEvents",
    "FilterLogEvents",
)
STAGE = """
  Stage:
    Type: AWS::ApiGateway::Stage
    DependsOn: [%s]
    Properties:
      RestApiId: a1b2c3
      DeploymentId: d4e5f6
      StageName: prod
      MethodSettings: [{ResourcePath: "/*", HttpMethod: "*", LoggingLevel: INFO}]
"""


def template(*, policies: str = "", managed: str = "", role_arn: str = "!GetAtt Role.Arn", more: str = "") -> str:
    return f"""
Parameters: {{Given: {{Type: String}}}}
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: api-logs
      AssumeRolePolicyDocument:
        Statement: {{Effect: Allow, Principal: {{Service: [apigateway.amazonaws.com]}}, Action: "sts:*"}}
      Policies: [{policies}]
      ManagedPolicyArns: [{managed}]
  Account: {{Type: AWS::ApiGateway::Account, Properties: {{CloudWatchRoleArn: {role_arn}}}}}
{more}"""


def granting(actions: str, resource: str = '"*"') -> str:
    statement = f"{{Effect: Allow, Action: [{actions}], Resource: {resource}}}"
    return f"{{PolicyName: logs, PolicyDocument: {{Statement: [{statement}]}}}}"


ALL = ", ".join(f'"logs:{action}"' for action in SEVEN)


@pytest.mark.parametrize("missing", SEVEN)
def test_each_of_the_seven_actions_is_missed(reported: Reported, missing: str) -> None:
    actions = ", ".join(f'"logs:{action}"' for action in SEVEN if action != missing)
    text = template(policies=granting(actions))
    found = [*reported("powerless-account-role", text), *reported("partial-account-role", text)]
    assert [f"logs:{missing}" in finding.message for finding in found] == [True]


@pytest.mark.parametrize(
    "resource",
    [
        '"*"',
        '"arn:aws:logs:*:*:*"',
        '!Sub "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:*"',
        '!Sub "arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:API-Gateway-Execution-Logs_*"',
    ],
)
def test_a_grant_that_covers_the_execution_logs_is_enough(reported: Reported, resource: str) -> None:
    text = template(policies=granting(ALL, resource), more=STAGE % "Account")
    assert reported("powerless-account-role", text) == []
    assert reported("partial-account-role", text) == []


def test_a_role_for_access_logs_alone_need_not_write_execution_logs(reported: Reported) -> None:
    access = """
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: a1b2c3
      DeploymentId: d4e5f6
      StageName: prod
      AccessLogSetting: {DestinationArn: "arn:aws:logs:eu-west-1:111122223333:log-group:/api/access", Format: x}
"""
    group = '"arn:aws:logs:eu-west-1:111122223333:log-group:/api/*"'
    assert reported("powerless-account-role", template(policies=granting(ALL, group), more=access)) == []


def test_a_managed_policy_that_is_not_at_hand_leaves_it_open(judged: Judged) -> None:
    outcome = judged("powerless-account-role", template(managed="arn:aws:iam::111122223333:policy/ours"))
    assert outcome.findings == []
    assert len(outcome.open) == 1


@pytest.mark.parametrize(
    ("role_arn", "wrong"),
    [
        ("!GetAtt Role.Arn", False),
        ("arn:aws:iam::111122223333:role/path/to/logs", False),
        ('!Sub "arn:aws:iam::${AWS::AccountId}:role/${Given}"', False),
        ('!Sub "${Given}"', False),
        ("!ImportValue logging-role", False),
        ("!Ref Role", True),
        ("api-logs", True),
        ("arn:aws:iam::111122223333:user/logs", True),
        ("arn:aws:lambda:eu-west-1:111122223333:function:logs", True),
    ],
)
def test_only_a_roles_arn_is_one(judged: Judged, role_arn: str, wrong: bool) -> None:
    assert bool(judged("malformed-account-role", template(role_arn=role_arn)).findings) is wrong


def test_a_role_of_another_stack_is_nobodys_fault(reported: Reported) -> None:
    text = template(role_arn="arn:aws:iam::111122223333:role/elsewhere")
    for rule in ("untrusting-account-role", "powerless-account-role", "partial-account-role"):
        assert reported(rule, text) == []


def test_a_stage_that_waits_in_a_roundabout_way_waits(reported: Reported) -> None:
    deployment = "  Deployment: {Type: AWS::ApiGateway::Deployment, DependsOn: Account, Properties: {RestApiId: a}}\n"
    assert reported("unawaited-account", template(more=deployment + STAGE % "Deployment")) == []
    assert len(reported("unawaited-account", template(more=STAGE % "Role"))) == 1


def test_a_stage_that_does_not_log_need_not_wait(reported: Reported) -> None:
    quiet = STAGE.replace("LoggingLevel: INFO", "MetricsEnabled: true") % "Role"
    assert reported("unawaited-account", template(more=quiet)) == []
    assert reported("assumed-account", "Resources:" + quiet.replace("    DependsOn: [Role]\n", "")) == []


def test_a_stage_of_sam_waits_through_its_api(reported: Reported) -> None:
    sam = """
Transform: AWS::Serverless-2016-10-31
Resources:
  Account: {Type: AWS::ApiGateway::Account, Properties: {CloudWatchRoleArn: "arn:aws:iam::111122223333:role/logs"}}
  Api:
    Type: AWS::Serverless::Api
    DependsOn: Account
    Properties:
      StageName: prod
      MethodSettings: [{ResourcePath: "/*", HttpMethod: "*", LoggingLevel: INFO}]
      DefinitionBody: {openapi: 3.0.1, info: {title: a}, paths: {/: {get: {}}}}
"""
    assert reported("unawaited-account", sam) == []
    assert len(reported("unawaited-account", sam.replace("    DependsOn: Account\n", ""))) == 1


def test_two_accounts_of_which_a_condition_makes_one_are_one(reported: Reported) -> None:
    account = "{Type: AWS::ApiGateway::Account, Condition: %s, Properties: {CloudWatchRoleArn: arn:aws:iam::1:role/a}}"
    text = f"""
Parameters: {{P: {{Type: String}}}}
Conditions: {{One: !Equals [!Ref P, x], Two: !Not [!Condition One]}}
Resources:
  First: {account % "One"}
  Second: {account % "Two"}
"""
    assert reported("contested-account", text) == []
    assert len(reported("contested-account", text.replace("Condition: Two", "Condition: One"))) == 1


def test_a_policy_that_adds_nothing_need_not_be_awaited(reported: Reported) -> None:
    policy = """
  Policy:
    Type: AWS::IAM::Policy
    Properties:
      PolicyName: more
      Roles: [!Ref Role]
      PolicyDocument: {Statement: [{Effect: Allow, Action: "logs:*", Resource: "*"}]}
"""
    assert reported("unawaited-account-policy", template(policies=granting(ALL), more=policy)) == []
    assert len(reported("unawaited-account-policy", template(more=policy))) == 1
