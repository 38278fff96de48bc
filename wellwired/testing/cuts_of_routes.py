"""Cuts in routes: what a method calls, its path, its checks, its preflight, and what it does with binary bodies."""

import json
from collections.abc import Mapping
from typing import Any, Final

from wellwired.testing.cuts import GONE, Among, Cut, Edit, Template, drop, pinned, put, remove, resources_of, text, twin

_METHOD: Final = "ApiGateway::Method"
_RESOURCE: Final = "ApiGateway::Resource"
_API: Final = "ApiGateway::RestApi"
_VALIDATOR: Final = "ApiGateway::RequestValidator"
_MODEL: Final = "ApiGateway::Model"
_FUNCTION: Final = "Lambda::Function"
_ROLE: Final = "IAM::Role"
_REGION: Final = "AWS::Region"
_ANSWERS: Final = "Integration/IntegrationResponses/*/ResponseParameters"
_ALLOW: Final = f"{_ANSWERS}/method.response.header.Access-Control-Allow"
_VARIABLE: Final = {
    "Fn::Sub": "arn:${AWS::Partition}:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
    "arn:${AWS::Partition}:lambda:${AWS::Region}:${AWS::AccountId}:function:${!stageVariables.target}/invocations"
}
CROSS_REGION: Final = (
    "arn:aws:apigateway:eu-west-3:lambda:path/2015-03-31/functions/"
    "arn:aws:lambda:eu-west-1:111122223333:function:orders/invocations"
)


def _authorizer_uri(old: Any, template: Template) -> Any:
    for _, authorizer in resources_of(template, "ApiGateway::Authorizer"):
        return authorizer["Properties"].get("AuthorizerUri", old)
    return old


def _other_alias(old: Any, template: Template) -> Any:
    """The same invocation URI with an alias that nobody publishes."""
    written = json.dumps(old)
    for name, alias in resources_of(template, "Lambda::Alias"):
        function = alias["Properties"]["FunctionName"]
        arn = {"Fn::GetAtt": [function["Ref"], "Arn"]} if "Ref" in function else function
        other = json.dumps({"Fn::Join": ["", [arn, ":unpublished"]]})
        written = written.replace(json.dumps({"Ref": name}), other)
    return json.loads(written)


ROUTES: Final[Mapping[str, tuple[Cut, ...]]] = {
    # integration
    "address-in-aws-integration": (
        put(_METHOD, {"Integration/Type": "AWS", "Integration/Uri": "https://orders.example.com/"}),
    ),
    "authorizer-as-backend": (put(_METHOD, {"Integration/Uri": Edit(_authorizer_uri)}),),
    "bare-function-uri": (put(_METHOD, {"Integration/Uri": Among(_FUNCTION)}),),
    "cross-region-uri": (put(_METHOD, {"Integration/Uri": CROSS_REGION}),),
    "dangling-reference": (put(_METHOD, {"Integration/Uri": {"Fn::GetAtt": ["Nowhere", "Arn"]}}),),
    "ignored-mapping": (put(_METHOD, {"Integration/RequestTemplates": {"application/json": "$input.json('$')"}}),),
    "integrationless-method": (remove(_METHOD, "Integration"),),
    "lambda-over-http": (put(_METHOD, {"Integration/Type": "HTTP_PROXY"}),),
    "malformed-invocation-uri": (put(_METHOD, {"Integration/Uri": text("2015-03-31", "2015-03-13")}),),
    "methodless-integration": (remove(_METHOD, "Integration/IntegrationHttpMethod"),),
    "non-post-integration": (put(_METHOD, {"Integration/IntegrationHttpMethod": "GET"}),),
    "pinned-uri-region": (
        put(_METHOD, {"Integration/Uri": pinned(_REGION, "eu-west-3")}),
        put(_METHOD, {"Integration/Uri": pinned(_REGION, "eu-west-3", times=1)}),
    ),
    "powerless-integration-role": (put(_METHOD, {"Integration/Credentials": Among(_ROLE)}),),
    "proxy-to-another-service": (
        put(_METHOD, {"Integration/Uri": {"Fn::Sub": "arn:${AWS::Partition}:apigateway:${AWS::Region}:sqs:path/1/q"}}),
    ),
    "reserved-header-mapping": (
        put(
            _METHOD,
            {"Integration/RequestParameters": {"integration.request.header.Authorization": "context.requestId"}},
        ),
    ),
    "responseless-integration": (put(_METHOD, {"Integration/Type": "AWS", "Integration/IntegrationResponses": GONE}),),
    "undeclared-integration-response": (remove(_METHOD, "MethodResponses"),),
    "undeclared-request-parameter": (
        put(
            _METHOD,
            {"Integration/RequestParameters": {"integration.request.header.X-Id": "method.request.header.X-Id"}},
        ),
    ),
    "undefined-stage-variable": (put(_METHOD, {"Integration/Uri": _VARIABLE}),),
    "unknown-alias": (put(_METHOD, {"Integration/Uri": Edit(_other_alias)}),),
    "untemplated-content-type": (
        put(
            _METHOD,
            {
                "Integration/PassthroughBehavior": "NEVER",
                "Integration/RequestTemplates": {"text/plain": '{"statusCode": 204}'},
            },
        ),
    ),
    "untrusting-integration-role": (put(_METHOD, {"Integration/Credentials": Among(_ROLE)}),),
    "uriless-integration": (remove(_METHOD, "Integration/Uri"),),
    # timeouts of integrations
    "raised-integration-timeout": (put(_METHOD, {"Integration/TimeoutInMillis": 60_000}),),
    "subminimal-integration-timeout": (put(_METHOD, {"Integration/TimeoutInMillis": 10}),),
    # paths
    "child-below-greedy-path": (put(_RESOURCE, {"PathPart": "{rest+}"}),),
    "circular-path": (put(_RESOURCE, {"ParentId": Among(_RESOURCE, "")}),),
    "duplicate-method": (twin(_METHOD),),
    "duplicate-path": (twin(_RESOURCE),),
    "foreign-parent": (put(_RESOURCE, {"ParentId": Among(_API, "")}),),
    "foreign-resource": (put(_METHOD, {"ResourceId": Among(_API, "")}),),
    "illegal-path-part": (put(_RESOURCE, {"PathPart": "orders/today"}),),
    "rival-path-variables": (twin(_RESOURCE, {"PathPart": "{rival}"}),),
    # checks of requests
    "absent-path-parameter": (put(_METHOD, {"RequestParameters": {"method.request.path.nowhere": True}}),),
    "half-validated-request": (put(_VALIDATOR, {"ValidateRequestBody": False, "ValidateRequestParameters": True}),),
    "idle-validator": (put(_VALIDATOR, {"ValidateRequestBody": False, "ValidateRequestParameters": False}),),
    "modelless-validation": (remove(_METHOD, "RequestModels"),),
    "misdrafted-schema": (put(_MODEL, {"Schema/$schema": "https://json-schema.org/draft/2020-12/schema"}),),
    "mistaken-schema": (put(_MODEL, {"Schema/required": True}),),
    "unknown-model": (put(_METHOD, {"RequestModels/application~1json": "Nobody"}),),
    "unknown-validator": (put(_METHOD, {"RequestValidatorId": "a1b2c3"}),),
    "unparsable-schema": (put(_MODEL, {"Schema": "{"}),),
    "unsupported-schema-keyword": (put(_MODEL, {"Schema/exclusiveMinimum": 1, "Schema/$id": "x", "Schema/const": 1}),),
    "unused-model": (remove(_METHOD, "RequestModels", every=True),),
    "unused-validator": (remove(_METHOD, "RequestValidatorId"), remove(_METHOD, "RequestValidatorId", every=True)),
    "unvalidated-api": (
        drop(_VALIDATOR, every=True).after(remove(_METHOD, "RequestValidatorId", "RequestModels", "RequestParameters")),
    ),
    "unvalidated-request": (remove(_METHOD, "RequestValidatorId"),),
    "validated-bodiless-method": (put(_METHOD, {"HttpMethod": "GET"}),),
    # preflights
    "malformed-origin": (put(_METHOD, {f"{_ALLOW}-Origin": "'https://app.example.com/'"}),),
    "missing-preflight": (drop(_METHOD),),
    "originless-preflight": (remove(_METHOD, f"{_ALLOW}-Origin"),),
    "statusless-mock": (remove(_METHOD, "Integration/RequestTemplates"),),
    "unannounced-header": (put(_METHOD, {f"{_ALLOW}-Headers": "'Content-Type'"}),),
    "unannounced-method": (twin(_METHOD, {"HttpMethod": "PUT"}),),
    "unlisted-simple-method": (put(_METHOD, {f"{_ALLOW}-Methods": "'OPTIONS'"}),),
    "undeclared-response-header": (remove(_METHOD, "MethodResponses/*/ResponseParameters"),),
    "unmapped-mock-status": (remove(_METHOD, "Integration/IntegrationResponses"),),
    "unquoted-response-header": (put(_METHOD, {f"{_ALLOW}-Methods": "GET,POST,OPTIONS"}),),
    "wildcard-headers": (put(_METHOD, {f"{_ALLOW}-Headers": "'*'"}),),
    "wildcard-origin": (put(_METHOD, {f"{_ALLOW}-Origin": "'*'"}),),
    "wildcard-origin-with-credentials": (put(_METHOD, {f"{_ALLOW}-Origin": "'*'", f"{_ALLOW}-Credentials": "'true'"}),),
    # binary bodies
    "binary-preflight": (
        put(_API, {"BinaryMediaTypes": ["*/*"]}).after(
            remove(_METHOD, "Integration/ContentHandling", "Integration/IntegrationResponses/*/ContentHandling")
        ),
    ),
    "unmatchable-binary-type": (put(_API, {"BinaryMediaTypes": ["*/png"]}),),
}
