"""Good variants of who may call, and of functions."""

import copy

from .draft import ROUTES, Draft, arn_of, ref, sub
from .registry import ALL, PLAIN, RESOURCES
from .variants import harmless

URI = "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/%s/invocations"
SOURCE = "arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${%s}/%s"


@harmless("keys-alone", "handwritten")
def keys_alone(draft: Draft) -> None:
    for route in ROUTES:
        draft.method(route)["AuthorizationType"] = "NONE"
        del draft.method(route)["AuthorizerId"]
    alarms = ("AuthorizerErrorsAlarm", "AuthorizerThrottlesAlarm")
    draft.drop("TokenAuthorizer", "AuthorizerPermission", *alarms, "AuthorizerFunction", "AuthorizerLogs")
    draft.drop("AuthorizerRole")


@harmless("signed-calls", "handwritten")
def signed_calls(draft: Draft) -> None:
    keys_alone(draft)
    for route in ROUTES:
        draft.method(route)["AuthorizationType"] = "AWS_IAM"


@harmless("user-pool", *RESOURCES)
def user_pool(draft: Draft) -> None:
    draft.drop(draft.id("authorizer permission"))
    authorizer = draft.properties("authorizer")
    for name in ("AuthorizerUri", "AuthorizerResultTtlInSeconds"):
        authorizer.pop(name, None)
    authorizer.update(Type="COGNITO_USER_POOLS", IdentitySource="method.request.header.Authorization")
    authorizer["ProviderARNs"] = [sub("arn:aws:cognito-idp:${AWS::Region}:${AWS::AccountId}:userpool/pool_a1b2c3")]
    for route in ROUTES:
        draft.method(route)["AuthorizationType"] = "COGNITO_USER_POOLS"


@harmless("authorizer-uncached", *RESOURCES)
def authorizer_uncached(draft: Draft) -> None:
    draft.properties("authorizer")["AuthorizerResultTtlInSeconds"] = 0
    wide, narrow = {
        "handwritten": ('api_and_stage + "/*"', 'event["methodArn"]'),
        "cdk": ('[f"{arn[0]}/{arn[1]}/*"]', '[event["methodArn"]]'),
    }[draft.base]
    draft.recode(wide, narrow, part="authorizer function")


@harmless("authorizer-permission-for-whole-api", *PLAIN)
def authorizer_permission_for_whole_api(draft: Draft) -> None:
    draft.properties("authorizer permission")["SourceArn"] = sub(SOURCE % (draft.id("api"), "*"))


@harmless("authorizer-invoked-by-role", *PLAIN)
def authorizer_invoked_by_role(draft: Draft) -> None:
    trust = {"Effect": "Allow", "Principal": {"Service": "apigateway.amazonaws.com"}, "Action": "sts:AssumeRole"}
    target = arn_of(draft.id("authorizer function"))
    statement = {"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": target}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    properties = {
        "AssumeRolePolicyDocument": {"Version": "2012-10-17", "Statement": [trust]},
        "Policies": [{"PolicyName": "invoke", "PolicyDocument": document}],
    }
    draft.add("CallerRole", "AWS::IAM::Role", properties)
    if draft.in_body:
        scheme = draft.body["components"]["securitySchemes"]["bearer"]
        scheme["x-amazon-apigateway-authorizer"]["authorizerCredentials"] = arn_of("CallerRole")
    else:
        draft.properties("authorizer")["AuthorizerCredentials"] = arn_of("CallerRole")
    draft.drop(draft.id("authorizer permission"))


@harmless("plan-with-throttle-alone", *PLAIN)
def plan_with_throttle_alone(draft: Draft) -> None:
    del draft.properties("plan")["Quota"]


@harmless("two-plans", "handwritten")
def two_plans(draft: Draft) -> None:
    draft.add("PartnerPlan", "AWS::ApiGateway::UsagePlan", copy.deepcopy(draft.properties("plan")))
    draft.add("PartnerKey", "AWS::ApiGateway::ApiKey", {"Enabled": True})
    link = {"KeyId": ref("PartnerKey"), "KeyType": "API_KEY", "UsagePlanId": ref("PartnerPlan")}
    draft.add("PartnerPlanKey", "AWS::ApiGateway::UsagePlanKey", link)


@harmless("pictures-are-binary", *PLAIN)
def pictures_are_binary(draft: Draft) -> None:
    draft.properties("api")["BinaryMediaTypes"] = ["image/png", "application/octet-stream"]


@harmless("code-elsewhere", "handwritten", "cdk", "openapi")
def code_elsewhere(draft: Draft) -> None:
    draft.properties("handler")["Code"] = {"S3Bucket": "deployments", "S3Key": "items/1.0.zip"}


@harmless("code-of-node", "handwritten", "openapi")
def code_of_node(draft: Draft) -> None:
    draft.properties("handler")["Runtime"] = "nodejs22.x"
    draft.set_code(
        "exports.handler = async (event) => ({\n  statusCode: 200,\n"
        "  headers: { 'Access-Control-Allow-Origin': 'https://app.example.com' },\n"
        "  body: JSON.stringify({ path: event.path }),\n});\n"
    )


@harmless("code-in-another-shape", *ALL)
def code_in_another_shape(draft: Draft) -> None:
    draft.set_code(
        """\
import json
import os
from datetime import datetime, timezone

import urllib3

try:
    import orjson
except ImportError:
    orjson = None

HTTP = urllib3.PoolManager()
COMMON = {"isBase64Encoded": False}


class Application:
    def __init__(self, origin):
        self.origin = origin

    def __call__(self, event, context):
        response = dict(COMMON)
        response["statusCode"] = "200" if event.get("body") else 204
        response["headers"] = {"Access-Control-Allow-Origin": self.origin, "X-Count": 3}
        response["multiValueHeaders"] = {"Vary": ["Origin", "Accept"]}
        response["body"] = json.dumps({"time": datetime.now(timezone.utc)}, default=str)
        return response


def traced(function):
    def call(event, context):
        print(event["requestContext"]["requestId"])
        return function(event, context)

    return call


handler = traced(Application(os.environ.get("ALLOWED_ORIGIN", "https://app.example.com")))
"""
    )


@harmless("library-in-a-layer", "handwritten", "cdk", "openapi")
def library_in_a_layer(draft: Draft) -> None:
    layer = "arn:aws:lambda:${AWS::Region}:017000801446:layer:AWSLambdaPowertoolsPythonV3-python313-x86_64:1"
    draft.properties("handler")["Layers"] = [sub(layer)]
    draft.set_code("from aws_lambda_powertools import Logger\n" + draft.code() + "\n\nLOGGER = Logger()\n")


@harmless("role-by-parameter", "handwritten", "openapi")
def role_by_parameter(draft: Draft) -> None:
    draft.template["Parameters"]["ExecutionRoleArn"] = {"Type": "String"}
    draft.properties("handler")["Role"] = ref("ExecutionRoleArn")


@harmless("function-in-a-network", "openapi")
def function_in_a_network(draft: Draft) -> None:
    network = {"SubnetIds": ["subnet-0a1b2c3d4e5f60718"], "SecurityGroupIds": ["sg-0a1b2c3d4e5f60718"]}
    draft.properties("handler")["VpcConfig"] = network
    policies = draft.properties("handler role")["ManagedPolicyArns"]
    policies.append("arn:aws:iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole")
