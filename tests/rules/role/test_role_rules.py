"""Execution roles: where rights come from, and what a function needs them for."""

from collections.abc import Callable

import pytest

from wellwired.findings import Finding, Outcome

Reported = Callable[[str, str], list[Finding]]
Judged = Callable[[str, str], Outcome]

URI = "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations"
TRUST = "Statement: [{Effect: Allow, Action: sts:AssumeRole, Principal: {Service: lambda.amazonaws.com}}]"
BASIC = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"


def app(role: str, function: str = "", more: str = "", trust: str = TRUST) -> str:
    return f"""
Parameters: {{Given: {{Type: String}}}}
Resources:
  Api: {{Type: AWS::ApiGateway::RestApi, Properties: {{Name: items}}}}
  Fn: {{Type: AWS::Lambda::Function, Properties: {{Role: !GetAtt Role.Arn{function}}}}}
  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument: {{{trust}}}
{role}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      Integration: {{Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: !Sub '{URI}'}}
{more}"""


def allow(action: str, resource: str = "'*'") -> str:
    statement = f"{{Effect: Allow, Action: {action}, Resource: {resource}}}"
    return f"      Policies: [{{PolicyName: p, PolicyDocument: {{Statement: [{statement}]}}}}]"


def managed(arn: str) -> str:
    return f"      ManagedPolicyArns: [{arn}]"


LOGS = "['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents']"


@pytest.mark.parametrize(
    ("role", "mute"),
    [
        ("", True),
        (managed(BASIC), False),
        (managed("!Sub 'arn:${AWS::Partition}:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole'"), False),
        (managed("arn:aws:iam::aws:policy/AWSLambda_FullAccess"), True),
        (managed("arn:aws:iam::aws:policy/CloudWatchLogsReadOnlyAccess"), True),
        (allow("'logs:*'"), False),
        (allow("'*'"), False),
        (allow(LOGS, "'arn:aws:logs:*:*:*'"), False),
        (allow(LOGS, "!Sub 'arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/${Fn}:*'"), False),
        (allow(LOGS, "!Sub 'arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/*'"), False),
        (allow(LOGS, "!Sub 'arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/other:*'"), True),
        (allow("['logs:CreateLogGroup', 'logs:CreateLogStream']"), True),
        (allow("['logs:CreateLogStream', 'logs:PutLogEvents']"), True),
        (allow("'dynamodb:*'"), True),
    ],
)
def test_a_function_needs_the_right_to_write_its_own_log(reported: Reported, role: str, mute: bool) -> None:
    assert bool(reported("mute-function-role", app(role))) is mute


def test_a_group_among_the_resources_need_not_be_created(reported: Reported) -> None:
    group = "  Logs: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !Sub '/aws/lambda/${Fn}'}}\n"
    rights = allow("['logs:CreateLogStream', 'logs:PutLogEvents']")
    assert not reported("mute-function-role", app(rights, more=group))


def test_a_log_group_of_its_own_is_the_one_to_write_to(reported: Reported) -> None:
    group = "  Logs: {Type: AWS::Logs::LogGroup}\n"
    function = ", LoggingConfig: {LogGroup: !Ref Logs}"
    rights = "['logs:CreateLogStream', 'logs:PutLogEvents']"
    assert not reported("mute-function-role", app(allow(rights, "!GetAtt Logs.Arn"), function, group))
    default = "!Sub 'arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/lambda/*'"
    assert reported("mute-function-role", app(allow(rights, default), function, group))


@pytest.mark.parametrize(
    "more",
    [
        "  P: {Type: AWS::IAM::Policy, Properties: {PolicyName: p, Roles: [!Ref Role], PolicyDocument: DOC}}\n",
        "  P: {Type: AWS::IAM::RolePolicy, Properties: {PolicyName: p, RoleName: !Ref Role, PolicyDocument: DOC}}\n",
        "  P: {Type: AWS::IAM::ManagedPolicy, Properties: {Roles: [!Ref Role], PolicyDocument: DOC}}\n",
    ],
)
def test_rights_that_another_resource_attaches_count(reported: Reported, more: str) -> None:
    document = f"{{Statement: [{{Effect: Allow, Action: {LOGS}, Resource: '*'}}]}}"
    assert not reported("mute-function-role", app("", more=more.replace("DOC", document)))


def test_a_managed_policy_nobody_knows_is_left_open(judged: Judged) -> None:
    outcome = judged("mute-function-role", app(managed("arn:aws:iam::111122223333:policy/homemade")))
    assert not outcome.findings
    assert "policy/homemade" in outcome.open[0].reason


def test_a_function_that_no_route_calls_may_be_mute_and_mighty(reported: Reported) -> None:
    alone = app(allow("'*'")).replace("${Fn.Arn}", "arn:aws:lambda:eu-west-1:111122223333:function:elsewhere")
    assert not reported("almighty-function-role", alone)
    assert not reported("mute-function-role", alone.replace("Action: '*'", "Action: 's3:*'"))


@pytest.mark.parametrize(
    ("service", "trusted"),
    [
        ("lambda.amazonaws.com", True),
        ("[apigateway.amazonaws.com, lambda.amazonaws.com]", True),
        ("!Sub 'lambda.${AWS::URLSuffix}'", True),
        ("apigateway.amazonaws.com", False),
        ("edgelambda.amazonaws.com", False),
        ("lambda.amazon.com", False),
    ],
)
def test_lambda_has_to_be_trusted(reported: Reported, service: str, trusted: bool) -> None:
    trust = TRUST.replace("lambda.amazonaws.com", service)
    assert bool(reported("untrusting-function-role", app("", trust=trust))) is not trusted


@pytest.mark.parametrize(
    ("role", "missing"),
    [
        (managed(BASIC), True),
        (managed("arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole"), False),
        (managed("arn:aws:iam::aws:policy/service-role/AWSLambdaENIManagementAccess"), False),
        (allow("['ec2:CreateNetworkInterface', 'ec2:DescribeNetworkInterfaces']"), True),
        (allow("'ec2:*'"), False),
    ],
)
def test_a_function_in_a_vpc_needs_network_interfaces(reported: Reported, role: str, missing: bool) -> None:
    vpc = ", VpcConfig: {SubnetIds: [subnet-0a1b2c3d], SecurityGroupIds: [sg-0a1b2c3d]}"
    assert bool(reported("netless-function-role", app(role, vpc))) is missing
    assert not reported("netless-function-role", app(role, ", VpcConfig: {SubnetIds: [], SecurityGroupIds: []}"))
    assert not reported("netless-function-role", app(role))


def test_dead_letters_need_the_right_of_their_target(reported: Reported) -> None:
    queue, topic = "  Dead: {Type: AWS::SQS::Queue}\n", "  Dead: {Type: AWS::SNS::Topic}\n"
    to_queue, to_topic = (
        ", DeadLetterConfig: {TargetArn: !GetAtt Dead.Arn}",
        ", DeadLetterConfig: {TargetArn: !Ref Dead}",
    )
    sends = allow("'sqs:SendMessage'", "!GetAtt Dead.Arn")
    publishes = allow("'sns:Publish'", "!Ref Dead")
    assert not reported("undeliverable-dead-letters", app(sends, to_queue, queue))
    assert reported("undeliverable-dead-letters", app(publishes.replace("!Ref", "!GetAtt"), to_queue, queue))
    assert not reported("undeliverable-dead-letters", app(publishes, to_topic, topic))
    assert reported("undeliverable-dead-letters", app("", to_topic, topic))


@pytest.mark.parametrize(
    ("role", "where"),
    [
        (allow("'*'"), "Policies/0/PolicyDocument"),
        (allow("['s3:*', '*']"), "Policies/0/PolicyDocument"),
        (allow("'*'", "[!Ref Given, '*']"), "Policies/0/PolicyDocument"),
        (managed("arn:aws:iam::aws:policy/AdministratorAccess"), "ManagedPolicyArns/0"),
        (managed("arn:aws:iam::aws:policy/PowerUserAccess"), "ManagedPolicyArns/0"),
        (allow("'s3:*'"), None),
        (allow("'*'", "!GetAtt Api.RootResourceId"), None),
        (allow("'*'").replace("Effect: Allow", "Effect: Deny"), None),
        (
            allow("'*'").replace("Effect: Allow", "Effect: Allow, Condition: {Bool: {aws:MultiFactorAuthPresent: 1}}"),
            None,
        ),
    ],
)
def test_everything_on_everything_is_reported_where_it_is_granted(
    reported: Reported, role: str, where: str | None
) -> None:
    found = [finding.property for finding in reported("almighty-function-role", app(role))]
    assert found == ([where] if where else [])


def test_all_but_a_list_is_as_good_as_everything(reported: Reported) -> None:
    role = allow("'*'").replace("Action: '*'", "NotAction: 'iam:*'")
    assert reported("almighty-function-role", app(role))


def test_functions_that_share_a_role_are_reported_once(reported: Reported) -> None:
    second = "  Second: {Type: AWS::Lambda::Function, Properties: {Role: !GetAtt Role.Arn}}\n"
    trust = TRUST.replace("lambda.", "apigateway.")
    (finding,) = reported("untrusting-function-role", app("", more=second, trust=trust))
    assert "Function Fn and Function Second" in finding.message
