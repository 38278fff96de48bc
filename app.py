"""The CDK app: the logging of the account and one stage of the API, as the context of cdk.json says."""

import sys

import aws_cdk as cdk

from stacks.account_stack import AccountStack
from stacks.acknowledgements import acknowledge_findings, add_checks
from stacks.api_stack import ApiStack
from stacks.context import read_settings
from wellwired.constructs import AccountLogging
from wellwired.errors import WellwiredError


def build(app: cdk.App) -> ApiStack:
    """Build the stacks of the stage that the context chooses, and have them checked at synth."""
    settings = read_settings(app.node)
    env = cdk.Environment(account=settings.api.aws_account, region=settings.api.region)
    elsewhere = settings.account.logging_role == "elsewhere"
    # One name for every stage: stages in one account and region share the stack.
    account = None if elsewhere else AccountStack(app, "wellwired-account", settings=settings.account, env=env)
    logging = account.logging if account else AccountLogging.managed_elsewhere()
    api = ApiStack(app, f"orders-{settings.stage}", settings=settings, account_logging=logging, env=env)
    add_checks(app)
    acknowledge_findings(app)
    return api


def main() -> None:
    """Synthesise into the folder that the CDK command line asks for."""
    app = cdk.App()
    try:
        build(app)
        app.synth()
    except WellwiredError as error:
        sys.exit(f"Error: {error}")


if __name__ == "__main__":
    main()
