"""What the construct tests share: an app as the CDK command line would start it, and look-ups in templates."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import aws_cdk as cdk
from aws_cdk import assertions
from aws_cdk import aws_lambda as lambda_

from wellwired.constructs import AccountLogging, Authorization, ProxyRestApi, Route, StageSettings, Throttle

REPOSITORY = Path(__file__).parents[2]
HELP_URL = "https://docs.example.com/errors"
SETTINGS = StageSettings(throttle=Throttle(rate=100, burst=200))
OPEN = Authorization.open(reason="a test")


def new_app() -> cdk.App:
    """An app with the feature flags of cdk.json, which a plain `cdk.App()` does not read."""
    return cdk.App(context=json.loads((REPOSITORY / "cdk.json").read_text())["context"])


def new_stack(name: str = "Orders") -> cdk.Stack:
    return cdk.Stack(new_app(), name)


def make_function(scope: cdk.Stack, name: str = "Handler", **options: Any) -> lambda_.Function:
    return lambda_.Function(
        scope,
        name,
        runtime=lambda_.Runtime.PYTHON_3_13,
        handler="index.handler",
        code=lambda_.Code.from_inline("def handler(event, context):\n    return {}\n"),
        **options,
    )


def make_api(stack: cdk.Stack, routes: Sequence[Route], construct_id: str = "Api", **options: Any) -> ProxyRestApi:
    """A ProxyRestApi that says only what it must, and what the test adds."""
    arguments: dict[str, Any] = {
        "stage_name": "prod",
        "authorization": OPEN,
        "account_logging": AccountLogging.managed_elsewhere(),
        "stage_settings": SETTINGS,
        "help_url": HELP_URL,
    }
    return ProxyRestApi(stack, construct_id, routes=routes, **(arguments | options))


def resources_of(stack: cdk.Stack) -> dict[str, dict[str, Any]]:
    resources: dict[str, dict[str, Any]] = assertions.Template.from_stack(stack).to_json()["Resources"]
    return resources


def of_type(resources: dict[str, dict[str, Any]], kind: str) -> dict[str, dict[str, Any]]:
    """The resources of a type, `ApiGateway::Method` say, by logical id."""
    return {name: one for name, one in resources.items() if one["Type"] == f"AWS::{kind}"}


def one_of(resources: dict[str, dict[str, Any]], kind: str) -> dict[str, Any]:
    """The only resource of a type."""
    (found,) = of_type(resources, kind).values()
    return found


def as_text(value: Any) -> str:
    """A template value on one line, its references as `{name}`."""
    if isinstance(value, dict):
        ((function, argument),) = value.items()
        if function == "Fn::Join":
            return "".join(as_text(part) for part in argument[1])
        if function == "Fn::GetAtt":
            return "{" + ".".join(argument) + "}"
        return "{" + str(argument).removeprefix("AWS::") + "}"
    return str(value)
