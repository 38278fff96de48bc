"""Cuts in who may do what: the account's logging role, authorizers, permissions, usage plans and keys, roles."""

from collections.abc import Mapping
from typing import Any, Final

from wellwired.testing.cuts import GONE, Among, Cut, Edit, Template, drop, pinned, put, remove, resources_of, text, twin
from wellwired.testing.cuts_of_routes import CROSS_REGION

_ACCOUNT: Final = "ApiGateway::Account"
_STAGE: Final = "ApiGateway::Stage"
_METHOD: Final = "ApiGateway::Method"
_AUTHORIZER: Final = "ApiGateway::Authorizer"
_PERMISSION: Final = "Lambda::Permission"
_FUNCTION: Final = "Lambda::Function"
_PLAN: Final = "ApiGateway::UsagePlan"
_KEY: Final = "ApiGateway::ApiKey"
_JOIN: Final = "ApiGateway::UsagePlanKey"
_ROLE: Final = "IAM::Role"
_POLICY: Final = "IAM::Policy"
_TRUSTED: Final = "AssumeRolePolicyDocument/Statement/*/Principal"
_REGION: Final = "AWS::Region"
_ANY: Final = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
_EXECUTE: Final = "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:"
_VARIABLE: Final = {
    "Fn::Sub": "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
    "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${!stageVariables.guard}/invocations"
}


def _unqualified(old: Any, template: Template) -> Any:
    """The function itself where a permission is on its alias."""
    for name, alias in resources_of(template, "Lambda::Alias"):
        if old == {"Ref": name}:
            return alias["Properties"]["FunctionName"]
    return old


def _other_api(old: Any, template: Template) -> Any:
    """The same source ARN with the id of an API that is none of the template's."""
    written: Any = old
    for name, _ in resources_of(template, "ApiGateway::RestApi"):
        written = text(f'{{"Ref": "{name}"}}', '"a1b2c3d4e5"').change(written, template)
        written = text(f"${{{name}}}", "a1b2c3d4e5").change(written, template)
    return written


def _source(path: str) -> Edit:
    """A source ARN of the template's first API."""

    def change(old: Any, template: Template) -> Any:
        apis = resources_of(template, "ApiGateway::RestApi")
        return {"Fn::Sub": f"{_EXECUTE}${{{apis[0][0]}}}/{path}"} if apis else old

    return Edit(change)


def _stage_name(old: Any, template: Template) -> Any:
    return next((one["Properties"].get("StageName", old) for _, one in resources_of(template, _STAGE)), old)


ACCESS: Final[Mapping[str, tuple[Cut, ...]]] = {
    # the account's logging role
    "assumed-account": (drop(_ACCOUNT),),
    "contested-account": (twin(_ACCOUNT),),
    "malformed-account-role": (put(_ACCOUNT, {"CloudWatchRoleArn": "gateway-logs"}),),
    "partial-account-role": (
        put(_ROLE, {"Policies/*/PolicyDocument/Statement/*/Action": Edit(lambda old, _: old[:-1])}),
    ),
    "powerless-account-role": (remove(_ROLE, "Policies", "ManagedPolicyArns"),),
    "roleless-account": (remove(_ACCOUNT, "CloudWatchRoleArn"),),
    "unawaited-account": (remove(_STAGE, "/DependsOn"),),
    "untrusting-account-role": (put(_ROLE, {_TRUSTED: {"Service": "lambda.amazonaws.com"}}),),
    # authorizers
    "authorizerless-method": (remove(_METHOD, "AuthorizerId"),),
    "cross-region-authorizer": (put(_AUTHORIZER, {"AuthorizerUri": CROSS_REGION}),),
    "disconnected-authorizer": (put(_METHOD, {"AuthorizationType": "NONE"}),),
    "guarded-preflight": (put(_METHOD, {"AuthorizationType": "AWS_IAM"}),),
    "ignored-scopes": (put(_METHOD, {"AuthorizationScopes": ["orders/read"]}),),
    "malformed-authorizer-uri": (put(_AUTHORIZER, {"AuthorizerUri": Among(_FUNCTION)}),),
    "malformed-identity-source": (put(_AUTHORIZER, {"IdentitySource": "$request.header.Authorization"}),),
    "mismatched-authorizer": (put(_METHOD, {"AuthorizationType": "COGNITO_USER_POOLS"}),),
    "mistaken-provider-arn": (
        put(_AUTHORIZER, {"Type": "COGNITO_USER_POOLS", "ProviderARNs": ["arn:aws:s3:::users"]}),
    ),
    "open-method": (put(_METHOD, {"AuthorizationType": "NONE", "AuthorizerId": GONE, "ApiKeyRequired": False}),),
    "overlong-authorizer-cache": (put(_AUTHORIZER, {"AuthorizerResultTtlInSeconds": 7200}),),
    "pinned-authorizer-region": (
        put(_AUTHORIZER, {"AuthorizerUri": pinned(_REGION, "eu-west-3")}),
        put(_AUTHORIZER, {"AuthorizerUri": pinned(_REGION, "eu-west-3", times=1)}),
    ),
    "poolless-authorizer": (put(_AUTHORIZER, {"Type": "COGNITO_USER_POOLS", "AuthorizerUri": GONE}),),
    "powerless-authorizer-role": (put(_AUTHORIZER, {"AuthorizerCredentials": Among(_ROLE)}),),
    "sourceless-request-authorizer": (
        put(_AUTHORIZER, {"Type": "REQUEST", "AuthorizerResultTtlInSeconds": 300, "IdentitySource": GONE}),
    ),
    "sourceless-token-authorizer": (remove(_AUTHORIZER, "IdentitySource"),),
    "undefined-authorizer-variable": (put(_AUTHORIZER, {"AuthorizerUri": _VARIABLE}),),
    "uninvokable-authorizer": (drop(_PERMISSION),),
    "unknown-authorizer": (put(_METHOD, {"AuthorizerId": "a1b2c3"}),),
    "untrusting-authorizer-role": (put(_AUTHORIZER, {"AuthorizerCredentials": Among(_ROLE)}),),
    "unused-authorizer": (put(_METHOD, {"AuthorizationType": "NONE", "AuthorizerId": GONE}, every=True),),
    "uriless-authorizer": (remove(_AUTHORIZER, "AuthorizerUri"),),
    # permissions
    "account-wide-permission": (put(_PERMISSION, {"SourceArn": {"Fn::Sub": f"{_EXECUTE}*"}}),),
    "foreign-source-account": (
        put(_PERMISSION, {"SourceAccount": "444455556666", "SourceArn": pinned("AWS::AccountId", "111122223333")}),
    ),
    "foreign-source-api": (put(_PERMISSION, {"SourceArn": Edit(_other_api)}),),
    "misdirected-permission": (put(_PERMISSION, {"FunctionName": Among(_FUNCTION)}),),
    "misqualified-permission": (put(_PERMISSION, {"FunctionName": Edit(_unqualified)}),),
    "mistaken-permission-action": (put(_PERMISSION, {"Action": "lambda:GetFunction"}),),
    "mistaken-permission-principal": (put(_PERMISSION, {"Principal": "lambda.amazonaws.com"}),),
    "non-api-source-arn": (put(_PERMISSION, {"SourceArn": text(":execute-api:", ":apigateway:")}),),
    "pinned-source-arn": (put(_PERMISSION, {"SourceArn": pinned(_REGION, "eu-west-3")}),),
    "public-permission": (put(_PERMISSION, {"Principal": "*"}),),
    "sourceless-permission": (remove(_PERMISSION, "SourceArn"),),
    "uncovered-route": tuple(
        put(_PERMISSION, {"SourceArn": _source(f"*/GET/{path}")}) for path in ("orders", "items", "health", "")
    ),
    "uninvokable-function": (drop(_PERMISSION), drop(_PERMISSION, every=True)),
    # usage plans and keys
    "disabled-key": (put(_KEY, {"Enabled": False}),),
    "incomplete-quota": (remove(_PLAN, "Quota/Period"),),
    "keyless-plan": (drop(_JOIN, every=True),),
    "literal-key-value": (put(_KEY, {"Value": "0123456789abcdef0123456789"}),),
    "mistaken-plan-link": (put(_JOIN, {"UsagePlanId": Among(_KEY, "")}),),
    "planless-key-requirement": (drop(_PLAN, every=True),),
    "stageless-plan": (remove(_PLAN, "ApiStages"),),
    "unasked-key": (put(_METHOD, {"ApiKeyRequired": False}, every=True),),
    "unawaited-plan-stage": (put(_PLAN, {"ApiStages/*/Stage": Edit(_stage_name), "/DependsOn": GONE}),),
    "unknown-plan-stage": (put(_PLAN, {"ApiStages/*/Stage": "nowhere"}),),
    "unknown-throttled-method": (
        put(_PLAN, {"ApiStages/*/Throttle": {"/nowhere/GET": {"RateLimit": 1, "BurstLimit": 1}}}),
    ),
    "unlimited-plan": (remove(_PLAN, "Throttle", "Quota", "ApiStages/*/Throttle"),),
    "unplanned-key": (drop(_JOIN),),
    "unreachable-plan-limit": (put(_PLAN, {"Throttle/RateLimit": 100_000}),),
    "zero-plan-limit": (put(_PLAN, {"Throttle/RateLimit": 0}),),
    # roles of functions
    "almighty-function-role": (
        put(_POLICY, {"PolicyDocument": _ANY}),
        put(_ROLE, {"Policies": [{"PolicyName": "all", "PolicyDocument": _ANY}]}),
    ),
    "mistaken-managed-policy": (
        put(_ROLE, {"ManagedPolicyArns": ["arn:aws:iam::aws:policy/AWSLambdaBasicExecutionRole"]}),
    ),
    "mute-function-role": (remove(_ROLE, "Policies", "ManagedPolicyArns"), drop(_POLICY)),
    "netless-function-role": (
        put(_FUNCTION, {"VpcConfig": {"SubnetIds": ["subnet-0a1b2c3d"], "SecurityGroupIds": ["sg-0a1b2c3d"]}}),
    ),
    "traceless-function-role": (drop(_POLICY), remove(_ROLE, "Policies", "ManagedPolicyArns")),
    "undeliverable-dead-letters": (
        put(_FUNCTION, {"DeadLetterConfig": {}, "DeadLetterConfig/TargetArn": Among("SNS::Topic", "")}),
        put(_FUNCTION, {"DeadLetterConfig": {}, "DeadLetterConfig/TargetArn": Among("SQS::Queue")}),
    ),
    "untrusting-function-role": (put(_ROLE, {_TRUSTED: {"Service": "apigateway.amazonaws.com"}}),),
}
