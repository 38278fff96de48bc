"""Names and ARNs are those that AWS would give, and hold for every way of spelling them."""

from typing import Any

import pytest

from wellwired.model.compute import Alias, Function, Version
from wellwired.model.node import Other
from wellwired.model.text import display
from wellwired.readers import read_text

ARN = "arn:${AWS::Partition}:"
HERE = "${AWS::Region}:${AWS::AccountId}"


def read(kind: str, properties: str, expression: str = "!Ref X") -> tuple[str, str, Any]:
    """The node's physical id and ARN, and what an expression that names it comes to, as a person writes them."""
    wiring = read_text(
        f"""
Parameters: {{Env: {{Type: String}}, Whole: {{Type: String}}}}
Resources:
  X: {{Type: {kind}, Properties: {properties}}}
  Probe: {{Type: A::B, Properties: {{P: {expression}}}}}
"""
    )
    node, probe = wiring.find_at("template/X"), wiring.find_at("template/Probe")
    assert node is not None
    assert isinstance(probe, Other)
    return display(node.physical_id), display(node.arn), display(probe.properties["P"])


@pytest.mark.parametrize(
    ("kind", "properties", "physical_id", "arn"),
    [
        ("AWS::Lambda::Function", "{}", "${X}", f"{ARN}lambda:{HERE}:function:${{X}}"),
        ("AWS::Lambda::Function", "{FunctionName: fn}", "fn", f"{ARN}lambda:{HERE}:function:fn"),
        (
            "AWS::Lambda::Function",
            "{FunctionName: !Sub '${Env}-fn'}",
            "${?}-fn",
            f"{ARN}lambda:{HERE}:function:${{?}}-fn",
        ),
        ("AWS::Lambda::Function", "{FunctionName: !Ref Whole}", "${X}", f"{ARN}lambda:{HERE}:function:${{X}}"),
        ("AWS::IAM::Role", "{}", "${X}", f"{ARN}iam::${{AWS::AccountId}}:role/${{X}}"),
        ("AWS::IAM::Role", "{RoleName: r, Path: /a/b/}", "r", f"{ARN}iam::${{AWS::AccountId}}:role/a/b/r"),
        ("AWS::SNS::Topic", "{TopicName: t}", f"{ARN}sns:{HERE}:t", f"{ARN}sns:{HERE}:t"),
        ("AWS::SQS::Queue", "{QueueName: q}", "${X}", f"{ARN}sqs:{HERE}:q"),
        ("AWS::Logs::LogGroup", "{LogGroupName: /a}", "/a", f"{ARN}logs:{HERE}:log-group:/a:*"),
        ("AWS::CloudWatch::Alarm", "{AlarmName: a}", "a", f"{ARN}cloudwatch:{HERE}:alarm:a"),
        ("AWS::KMS::Key", "{}", "${X}", f"{ARN}kms:{HERE}:key/${{X}}"),
        ("AWS::Cognito::UserPool", "{UserPoolName: u}", "${X}", f"{ARN}cognito-idp:{HERE}:userpool/${{X}}"),
        ("AWS::ApiGateway::RestApi", "{Name: api}", "${X}", ""),
        ("AWS::ApiGateway::Stage", "{StageName: prod}", "prod", ""),
        ("AWS::ApiGateway::Stage", "{StageName: !Ref Whole}", "${X}", ""),
        ("AWS::ApiGateway::DomainName", "{DomainName: a.example}", "a.example", ""),
        ("AWS::ApiGateway::Deployment", "{}", "${X}", ""),
    ],
)
def test_ref_and_arn_are_what_aws_returns(kind: str, properties: str, physical_id: str, arn: str) -> None:
    found_id, found_arn, referred = read(kind, properties)
    assert found_id == physical_id
    assert found_arn == arn
    assert referred == physical_id


@pytest.mark.parametrize(
    ("kind", "properties", "expression", "expected"),
    [
        ("AWS::Lambda::Function", "{FunctionName: fn}", "!GetAtt X.Arn", f"{ARN}lambda:{HERE}:function:fn"),
        ("AWS::IAM::Role", "{RoleName: r}", "!GetAtt X.Arn", f"{ARN}iam::${{AWS::AccountId}}:role/r"),
        ("AWS::IAM::Role", "{}", "!GetAtt X.RoleId", "${X.RoleId}"),
        ("AWS::Logs::LogGroup", "{}", "!GetAtt X.Arn", f"{ARN}logs:{HERE}:log-group:${{X}}:*"),
        ("AWS::SNS::Topic", "{TopicName: t}", "!GetAtt X.TopicArn", f"{ARN}sns:{HERE}:t"),
        ("AWS::SQS::Queue", "{}", "!GetAtt X.Arn", f"{ARN}sqs:{HERE}:${{X}}"),
        ("AWS::SQS::Queue", "{QueueName: q}", "!GetAtt X.QueueName", "q"),
        ("AWS::KMS::Key", "{}", "!GetAtt X.Arn", f"{ARN}kms:{HERE}:key/${{X}}"),
        ("AWS::ApiGateway::RestApi", "{}", "!GetAtt X.RestApiId", "${X}"),
        ("AWS::ApiGateway::Authorizer", "{}", "!GetAtt X.AuthorizerId", "${X}"),
        ("AWS::ApiGateway::UsagePlan", "{}", "!GetAtt X.Id", "${X}"),
        ("AWS::ApiGateway::ApiKey", "{}", "!GetAtt X.APIKeyId", "${X}"),
        ("AWS::Lambda::Function", "{}", "!GetAtt X.Unheard", "${X.Unheard}"),
    ],
)
def test_an_attribute_is_spelled_as_every_other_place_spells_it(
    kind: str, properties: str, expression: str, expected: str
) -> None:
    assert read(kind, properties, expression)[2] == expected


QUALIFIED = """
Resources:
  Fn: {Type: AWS::Lambda::Function, Properties: {FunctionName: FUNCTION_NAME}}
  V: {Type: AWS::Lambda::Version, Properties: {FunctionName: NAMED}}
  Live: {Type: AWS::Lambda::Alias, Properties: {FunctionName: NAMED, FunctionVersion: !GetAtt V.Version, Name: live}}
"""


@pytest.mark.parametrize("function_name", ["fn", "!Ref AWS::NoValue"])
@pytest.mark.parametrize("named", ["!Ref Fn", "!GetAtt Fn.Arn", "!Sub '${AWS::AccountId}:function:${Fn}'"])
def test_an_alias_and_a_version_hang_on_their_function_however_it_is_named(function_name: str, named: str) -> None:
    wiring = read_text(QUALIFIED.replace("FUNCTION_NAME", function_name).replace("NAMED", named))
    (function,) = wiring.all(Function)
    (alias,) = wiring.all(Alias)
    (version,) = wiring.all(Version)
    assert alias.arn == alias.physical_id == f"{function.arn}:live"
    assert version.arn.startswith(f"{function.arn}:")
    assert wiring.get_function(alias.arn).alias is alias
    assert wiring.get_function(version.physical_id).version is version
    assert alias.function_version.known() == version.arn.removeprefix(f"{function.arn}:")
