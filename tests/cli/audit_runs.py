"""`wellwired audit` in this process, and the templates that its tests give it."""

from click.testing import CliRunner, Result

from wellwired.cli import main

FAULTY = """
Parameters:
  Level: {Type: String}
Resources:
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: api, DeploymentId: deployment, StageName: prod}
"""
CLEAN = FAULTY.replace(
    "StageName: prod}", "StageName: prod, AccessLogSetting: {DestinationArn: 'arn:x', Format: '{}'}}"
)


def run(*arguments: str, stdin: str | bytes | None = None) -> Result:
    return CliRunner().invoke(main, ["audit", *arguments], input=stdin)
