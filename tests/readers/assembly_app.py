"""A CDK app whose assembly has everything that ties stacks together; synthesised once for the tests that read it."""

from pathlib import Path

import aws_cdk as cdk
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sns as sns
from constructs import Construct


class Functions(cdk.Stack):
    """A function and a topic that other stacks use."""

    def __init__(self, scope: Construct, construct_id: str, *, env: cdk.Environment | None = None) -> None:
        super().__init__(scope, construct_id, env=env)
        code = lambda_.Code.from_inline("def handler(event, context):\n    return {'statusCode': 200}\n")
        self.function = lambda_.Function(
            self, "Fn", runtime=lambda_.Runtime.PYTHON_3_12, handler="index.handler", code=code
        )
        self.topic = sns.Topic(self, "Topic")
        cdk.CrossStackReferences.of(self.topic).produce(cdk.ReferenceStrength.WEAK)


class Inner(cdk.NestedStack):
    """An API in a nested stack."""

    def __init__(self, scope: Construct, construct_id: str, function: lambda_.IFunction) -> None:
        super().__init__(scope, construct_id)
        self.api = apigateway.LambdaRestApi(self, "InnerApi", handler=function)


class Apis(cdk.Stack):
    """APIs that call the other stack's function: by an export, by a weak reference, and from a nested stack."""

    def __init__(
        self, scope: Construct, construct_id: str, functions: Functions, *, env: cdk.Environment | None = None
    ) -> None:
        super().__init__(scope, construct_id, env=env, stack_name=f"{construct_id.lower()}-of-the-app")
        api = apigateway.RestApi(self, "Api")
        api.root.add_method("GET", apigateway.LambdaIntegration(functions.function))
        cdk.Validations.of(api).acknowledge(cdk.Acknowledgment(id="wellwired::open-method", reason="a test"))
        cdk.Validations.of(api).acknowledge(cdk.Acknowledgment(id="Other::rule", reason="not ours"))
        sns.CfnSubscription(
            self, "Subscription", topic_arn=functions.topic.topic_arn, protocol="email", endpoint="a@example.com"
        )
        inner = Inner(self, "Inner", functions.function)
        cdk.CfnOutput(self, "InnerId", value=inner.api.rest_api_id)


class Template(cdk.Stack):
    """The wiring of test_spellings, as the CDK spells it."""

    def __init__(self, scope: Construct, construct_id: str) -> None:
        super().__init__(scope, construct_id)
        here = f"{cdk.Aws.REGION}:{cdk.Aws.ACCOUNT_ID}"
        cdk.CfnResource(
            self,
            "Role",
            type="AWS::IAM::Role",
            properties={"RoleName": "handler", "AssumeRolePolicyDocument": {"Statement": []}},
        )
        function = lambda_.CfnFunction(
            self,
            "Fn",
            function_name="items",
            role=cdk.Fn.get_att("Role", "Arn").to_string(),
            runtime="python3.12",
            handler="index.handler",
            timeout=10,
            code=lambda_.CfnFunction.CodeProperty(s3_bucket="code", s3_key="fn.zip"),
        )
        api = apigateway.CfnRestApi(self, "Api", name="items")
        items = apigateway.CfnResource(
            self, "Items", rest_api_id=api.ref, parent_id=api.attr_root_resource_id, path_part="items"
        )
        invoke = f"arn:{cdk.Aws.PARTITION}:apigateway:{cdk.Aws.REGION}:lambda:path/2015-03-31/functions/"
        method = apigateway.CfnMethod(
            self,
            "Get",
            rest_api_id=api.ref,
            resource_id=items.ref,
            http_method="GET",
            authorization_type="NONE",
            integration=apigateway.CfnMethod.IntegrationProperty(
                type="AWS_PROXY",
                integration_http_method="POST",
                timeout_in_millis=29000,
                uri=f"{invoke}{function.attr_arn}/invocations",
            ),
        )
        lambda_.CfnPermission(
            self,
            "Permission",
            action="lambda:InvokeFunction",
            function_name=function.ref,
            principal="apigateway.amazonaws.com",
            source_arn=f"arn:{cdk.Aws.PARTITION}:execute-api:{here}:{api.ref}/*/GET/items",
        )
        deployment = apigateway.CfnDeployment(self, "Deployment", rest_api_id=api.ref)
        deployment.add_dependency(method)
        apigateway.CfnStage(
            self,
            "Stage",
            rest_api_id=api.ref,
            deployment_id=deployment.ref,
            stage_name="prod",
            method_settings=[
                apigateway.CfnStage.MethodSettingProperty(
                    resource_path="/*", http_method="*", logging_level="INFO", metrics_enabled=True
                )
            ],
        )


def synthesise(folder: Path) -> Path:
    """Write the app's assembly, and return its folder."""
    app = cdk.App(outdir=str(folder / "cdk.out"), context={"@aws-cdk/core:newStyleStackSynthesis": True})
    functions = Functions(app, "Functions")
    Apis(app, "Apis", functions)
    Template(app, "template")
    stage = cdk.Stage(app, "Prod", env=cdk.Environment(account="123456789012", region="eu-west-1"))
    inside = Functions(stage, "Functions")
    Apis(stage, "Apis", inside)
    Functions(stage, "Elsewhere", env=cdk.Environment(account="123456789012", region="us-east-1"))
    return Path(app.synth().directory)
