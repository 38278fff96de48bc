"""A deployment that makes a stage by itself reads as a stage too."""

from wellwired.model.api import Deployment, Stage
from wellwired.model.wiring import Wiring
from wellwired.readers import read_text

TEMPLATE = """\
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Deployment:
    Type: AWS::ApiGateway::Deployment
    Properties:
      RestApiId: !Ref Api
      StageName: prod
"""
DESCRIPTION = """\
      StageDescription:
        TracingEnabled: true
        LoggingLevel: INFO
        ThrottlingRateLimit: 10
        Variables: {alias: live}
        AccessLogSetting:
          DestinationArn: arn:aws:logs:eu-west-1:111122223333:log-group:access
          Format: $context.requestId
        MethodSettings:
          - ResourcePath: /items
            HttpMethod: GET
            LoggingLevel: ERROR
"""


def stage_of(wiring: Wiring) -> Stage:
    (stage,) = wiring.all(Stage)
    return stage


def test_the_stage_has_a_name_and_belongs_to_the_api() -> None:
    wiring = read_text(TEMPLATE)
    stage = stage_of(wiring)
    (deployment,) = wiring.all(Deployment)
    assert stage.address == "template/Deployment#stage"
    assert stage.stage_name.known() == "prod"
    assert stage.rest_api_id == deployment.rest_api_id
    assert wiring.find(stage.deployment_id.known(), Deployment) is deployment
    assert stage.method_settings.is_absent


def test_a_deployment_without_a_stage_name_makes_none() -> None:
    assert read_text(TEMPLATE.replace("      StageName: prod\n", "")).all(Stage) == ()


def test_what_is_said_of_every_method_stands_behind_the_settings_of_one() -> None:
    stage = stage_of(read_text(TEMPLATE + DESCRIPTION))
    one, every = stage.method_settings.known() or ()
    assert (one.resource_path.known(), one.http_method.known(), one.logging_level.known()) == ("/items", "GET", "ERROR")
    assert (every.resource_path.known(), every.http_method.known()) == ("/*", "*")
    assert (every.logging_level.known(), every.throttling_rate_limit.known()) == ("INFO", 10)
    assert stage.tracing_enabled.known() is True
    assert stage.variables.known() == {"alias": "live"}
    setting = stage.access_log_setting.known()
    assert setting is not None
    assert setting.format.known() == "$context.requestId"


def test_its_settings_are_found_where_the_file_spells_them() -> None:
    origin = stage_of(read_text(TEMPLATE + DESCRIPTION)).origin
    lines = (TEMPLATE + DESCRIPTION).splitlines()

    def line(path: str) -> str:
        position = origin.find_position(path)
        assert position is not None
        return lines[position.line - 1].strip()

    assert line("TracingEnabled") == "TracingEnabled: true"
    assert line("MethodSettings/0/LoggingLevel") == "LoggingLevel: ERROR"
    assert line("MethodSettings/1/LoggingLevel").startswith("MethodSettings")
    assert line("StageName") == "StageName: prod"
    assert line("ClientCertificateId") == "Deployment:"


def test_an_unknown_description_leaves_its_settings_unknown() -> None:
    parameters = "Parameters: {Settings: {Type: String}}\n"
    stage = stage_of(read_text(parameters + TEMPLATE + "      StageDescription: !Ref Settings\n"))
    assert stage.method_settings.is_unknown
    assert stage.access_log_setting.is_unknown


def test_what_does_not_fit_is_said_aloud() -> None:
    wiring = read_text(TEMPLATE + "      StageDescription: {TracingEnabled: [1]}\n")
    assert stage_of(wiring).tracing_enabled.is_unknown
    assert any("StageDescription" in item.reason for item in wiring.unplaced)


def test_the_second_stage_of_a_serverless_api_is_nobodys() -> None:
    template = """\
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      DefinitionBody: {openapi: 3.0.1, info: {title: api}, paths: {/items: {get: {responses: {}}}}}
"""
    assert [stage.stage_name.known() for stage in read_text(template).all(Stage)] == ["prod"]


def test_a_deployment_that_waits_for_its_stage_makes_no_second_one() -> None:
    template = """\
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  First:
    Type: AWS::ApiGateway::Deployment
    Properties: {RestApiId: !Ref Api}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: !Ref First, StageName: prod}
  Canary:
    Type: AWS::ApiGateway::Deployment
    DependsOn: Stage
    Properties:
      RestApiId: !Ref Api
      StageName: prod
      DeploymentCanarySettings: {PercentTraffic: 50}
"""
    assert [stage.address for stage in read_text(template).all(Stage)] == ["template/Stage"]
