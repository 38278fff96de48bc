"""The examples of docs/pytest.md, run by pytest in a project of their own."""

import re
from pathlib import Path

from tests.synth.sample_app import REPOSITORY
from tests.testing.test_pytest_plugin import new_project

PAGE = (REPOSITORY / "docs" / "pytest.md").read_text(encoding="utf-8")
SHOP = """
import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_


class ShopStack(cdk.Stack):
    def __init__(self, scope, construct_id):
        super().__init__(scope, construct_id)
        code = lambda_.Code.from_inline("def handler(event, context):\\n    return {'statusCode': 204}\\n")
        function = lambda_.Function(
            self, "Orders", runtime=lambda_.Runtime.PYTHON_3_13, handler="index.handler", code=code,
            timeout=cdk.Duration.seconds(10),
        )
        api = apigateway.RestApi(self, "Api", rest_api_name="shop")
        api.root.add_resource("orders").add_method(
            "POST", apigateway.LambdaIntegration(function), authorization_type=apigateway.AuthorizationType.IAM
        )
"""
HANDLER = """
def handler(event, context):
    assert event["pathParameters"] == {"order_id": "42"}
    assert event["multiValueHeaders"]["X-Trace"] == ["a", "b"]
    return {"statusCode": 200, "body": "{}"}
"""
GATE = """
from wellwired.testing import assert_well_wired

def our_gate(template):
    assert_well_wired(template, fail_on="error")
"""


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def test_the_examples_run_one_after_the_other(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    (tmp_path / "shop_stack.py").write_text(SHOP)
    (tmp_path / "shop_handler.py").write_text(HANDLER)
    examples = blocks("python")
    well_wired = re.sub(r", allow=\{.*\}", ', fail_on="error"', examples[0])
    said = project.run("\n".join([well_wired, *examples[1:], GATE]), "--snapshot-update")

    assert "6 passed" in said, said


def test_the_allowance_of_the_first_example_is_one_rule_with_a_reason(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    (tmp_path / "shop_stack.py").write_text(SHOP)
    said = project.run(blocks("python")[0], "-vv")

    assert "unlogged-stage" not in said.replace('allow={"unlogged-stage"', "")
    assert "in the wiring of Shop" in said


def test_a_failure_reads_as_the_page_says(tmp_path: Path) -> None:
    project = new_project(tmp_path)
    (tmp_path / "shop_stack.py").write_text(SHOP)
    test = """
from aws_cdk import aws_lambda as lambda_
from shop_stack import ShopStack
from wellwired.testing import assert_well_wired

def test_it(cdk_app):
    stack = ShopStack(cdk_app(), "Shop")
    for found in stack.node.find_all():
        if isinstance(found, lambda_.CfnPermission):
            found.node.scope.node.try_remove_child(found.node.id)
    assert_well_wired(stack, fail_on="error")
"""
    said = re.sub(r"^E +", "", project.run(test, "-vv"), flags=re.MULTILINE)
    shown = blocks("text")[0].splitlines()
    for line in (line.strip() for line in shown if line.strip()):
        start = re.sub(r"\.\.\.$", "", re.sub(r":\d+\)$", ":", line))
        assert start in said, (start, said)
