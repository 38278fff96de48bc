"""Cuts in APIs, deployments and stages: what a stage shows, logs, measures and limits; gateway responses; the edge."""

from collections.abc import Mapping
from typing import Any, Final

from wellwired.testing.cuts import GONE, Among, Cut, Edit, Template, drop, put, remove, resources_of, text, twin

_API: Final = "ApiGateway::RestApi"
_STAGE: Final = "ApiGateway::Stage"
_DEPLOYMENT: Final = "ApiGateway::Deployment"
_RESPONSE: Final = "ApiGateway::GatewayResponse"
_DOMAIN: Final = "ApiGateway::DomainName"
_MAPPING: Final = "ApiGateway::BasePathMapping"
_ACL: Final = "WAFv2::WebACL"
_ASSOCIATION: Final = "WAFv2::WebACLAssociation"
_GROUP: Final = "Logs::LogGroup"
_SETTING: Final = "MethodSettings/*"
_FORMAT: Final = "AccessLogSetting/Format"
_IDS: Final = '"requestId":"$context.requestId","extendedRequestId":"$context.extendedRequestId"'
_EVERYBODY: Final = {"Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "execute-api:/*"}


def _policy(**statement: Any) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{**_EVERYBODY, **statement}]}


def _stage_name(old: Any, template: Template) -> Any:
    """The name of the template's stage as it is written there: nothing waits for the stage any more."""
    return next((one["Properties"].get("StageName", old) for _, one in resources_of(template, _STAGE)), old)


def _stage_arn(_: Any, template: Template) -> Any:
    for name, _one in resources_of(template, _API):
        path = [":apigateway:", {"Ref": "AWS::Region"}, "::/restapis/", {"Ref": name}, "/stages/"]
        return {"Fn::Join": ["", ["arn:", {"Ref": "AWS::Partition"}, *path, _stage_name("prod", template)]]}
    return "arn:aws:apigateway:eu-west-1::/restapis/a1b2c3/stages/prod"


def _without(place: int) -> Edit:
    """A list without one of its items."""
    return Edit(lambda old, _: [*old[:place], *old[place + 1 :]] if isinstance(old, list) else old)


def _with_setting(**setting: Any) -> Edit:
    """The settings of a stage, and one entry more."""
    return Edit(lambda old, _: [*(old or []), setting])


STAGES: Final[Mapping[str, tuple[Cut, ...]]] = {
    # stages and deployments
    "colliding-stage": (put(_DEPLOYMENT, {"StageName": Edit(_stage_name)}), twin(_STAGE)),
    "deploymentless-stage": (remove(_STAGE, "DeploymentId"),),
    "illegal-stage-name": (put(_STAGE, {"StageName": "prod.v1"}),),
    "incomplete-deployment": tuple(put(_DEPLOYMENT, {"/DependsOn": _without(place)}) for place in range(60)),
    "non-ascii-api-name": (put(_API, {"Name": "Bestellungen für Übermorgen"}),),
    "premature-deployment": (remove(_DEPLOYMENT, "/DependsOn"),),
    "shared-api-name": (twin(_API),),
    "stageless-api": (drop(_STAGE),),
    "unawaited-gateway-response": (remove(_DEPLOYMENT, "/DependsOn"),),
    # what a stage logs, measures and limits
    "dropped-execution-log": (
        put(_STAGE, {"MethodSettings": _with_setting(HttpMethod="GET", ResourcePath="/~1orders", MetricsEnabled=True)}),
        put(_STAGE, {"MethodSettings": _with_setting(HttpMethod="GET", ResourcePath="/~1items", MetricsEnabled=True)}),
    ),
    "endless-log-group": (remove(_GROUP, "RetentionInDays"),),
    "errors-only-log": (put(_STAGE, {f"{_SETTING}/LoggingLevel": "ERROR"}),),
    "idle-method-setting": (
        put(
            _STAGE,
            {"MethodSettings": _with_setting(HttpMethod="GET", ResourcePath="/~1nowhere", LoggingLevel="INFO")},
        ),
    ),
    "invalid-access-log-json": (put(_STAGE, {_FORMAT: f'{{{_IDS},"status":$context.status-}}'}),),
    "late-execution-log-group": (remove(_STAGE, "/DependsOn"),),
    "logged-api-key": (put(_STAGE, {_FORMAT: f'{{{_IDS},"key":"$context.identity.apiKey"}}'}),),
    "logged-payload": (put(_STAGE, {f"{_SETTING}/DataTraceEnabled": True, "/Metadata": GONE}),),
    "misdirected-access-log": (put(_STAGE, {"AccessLogSetting/DestinationArn": "arn:aws:s3:::access-logs"}),),
    "missing-execution-log": (put(_STAGE, {f"{_SETTING}/LoggingLevel": "OFF"}), remove(_STAGE, "MethodSettings")),
    "oversized-access-log-format": (put(_STAGE, {_FORMAT: f'{{{_IDS},"x":"{"x" * 4000}"}}'}),),
    "partial-execution-log": (
        put(_STAGE, {f"{_SETTING}/ResourcePath": "/~1orders", f"{_SETTING}/HttpMethod": "GET"}),
        put(_STAGE, {f"{_SETTING}/ResourcePath": "/~1items", f"{_SETTING}/HttpMethod": "GET"}),
    ),
    "reasonless-access-log": (put(_STAGE, {_FORMAT: f'{{{_IDS},"status":"$context.status"}}'}),),
    "requestless-access-log": (put(_STAGE, {_FORMAT: '{"status":"$context.status"}'}),),
    "sealed-log-group": (put(_GROUP, {"KmsKeyId": Among("KMS::Key")}),),
    "self-quoting-log-field": (put(_STAGE, {_FORMAT: f'{{{_IDS},"error":"$context.error.messageString"}}'}),),
    "unknown-log-variable": (put(_STAGE, {_FORMAT: f'{{{_IDS},"x":"$context.nobodyKnows"}}'}),),
    "unlogged-stage": (remove(_STAGE, "AccessLogSetting"),),
    "unmade-execution-log-group": (drop(_GROUP),),
    "unmade-function-log-group": (drop(_GROUP), remove("Lambda::Function", "LoggingConfig")),
    "unmeasured-methods": (put(_STAGE, {f"{_SETTING}/MetricsEnabled": False}),),
    "unquoted-log-field": (put(_STAGE, {_FORMAT: f'{{{_IDS},"status":$context.integration.status}}'}),),
    "unstructured-access-log": (
        put(_STAGE, {_FORMAT: "$context.requestId $context.extendedRequestId $context.status"}),
    ),
    "untraced-stage": (put(_STAGE, {"TracingEnabled": False}),),
    "unthrottled-stage": (remove(_STAGE, f"{_SETTING}/ThrottlingRateLimit", f"{_SETTING}/ThrottlingBurstLimit"),),
    "zero-stage-limit": (put(_STAGE, {f"{_SETTING}/ThrottlingRateLimit": 0}),),
    # gateway responses
    "corsless-gateway-response": (
        remove(_RESPONSE, "ResponseParameters/gatewayresponse.header.Access-Control-Allow-Origin"),
        remove(_RESPONSE, "ResponseParameters"),
        drop(_RESPONSE),
    ),
    "disagreeing-gateway-origin": (
        put(
            _RESPONSE,
            {"ResponseParameters/gatewayresponse.header.Access-Control-Allow-Origin": "'https://gone.example'"},
        ),
    ),
    "duplicate-gateway-response": (twin(_RESPONSE),),
    "flattened-gateway-status": (put(_RESPONSE, {"StatusCode": "500"}), put(_RESPONSE, {"StatusCode": "400"})),
    "invalid-gateway-template": (put(_RESPONSE, {"ResponseTemplates/application~1json": '{"message": }'}),),
    "masked-gateway-error": (put(_RESPONSE, {"StatusCode": "200"}),),
    "mistaken-gateway-parameter": (put(_RESPONSE, {"ResponseParameters/header.X-Id": "'orders'"}),),
    "reclassed-gateway-error": (put(_RESPONSE, {"StatusCode": "400"}), put(_RESPONSE, {"StatusCode": "503"})),
    "renumbered-throttling": (put(_RESPONSE, {"StatusCode": "503"}),),
    "requoted-message-string": (
        put(_RESPONSE, {"ResponseTemplates/application~1json": '{"message":"$context.error.messageString"}'}),
    ),
    "unknown-gateway-response-type": (put(_RESPONSE, {"ResponseType": "DEFAULT_6XX"}),),
    "unquoted-gateway-header": (put(_RESPONSE, {"ResponseParameters/gatewayresponse.header.X-Kind": "problem"}),),
    # what leads to the API, and what stands before it
    "certificateless-domain": (remove(_DOMAIN, "RegionalCertificateArn", "CertificateArn"),),
    "closed-api": (put(_API, {"Policy": _policy(Effect="Deny")}),),
    "duplicate-base-path": (twin(_MAPPING),),
    "global-web-acl": (put(_ACL, {"Scope": "CLOUDFRONT"}),),
    "idle-web-acl": (drop(_ASSOCIATION),),
    "misdirected-firewall": (put(_ASSOCIATION, {"ResourceArn": text("/stages/", "/stages/not-")}),),
    "multi-level-base-path": (put(_MAPPING, {"BasePath": "orders/v1"}),),
    "nameless-api": (remove(_API, "Name"),),
    "open-private-api": (put(_API, {"EndpointConfiguration": {"Types": ["PRIVATE"]}, "Policy": _policy()}),),
    "pinned-mapping-api": (put(_MAPPING, {"RestApiId": "a1b2c3d4e5"}),),
    "policyless-private-api": (put(_API, {"EndpointConfiguration": {"Types": ["PRIVATE"]}}),),
    "stageless-mapping": (remove(_MAPPING, "Stage"),),
    "unallowed-route": (put(_API, {"Policy": _policy(Resource="execute-api:/*/GET/orders")}),),
    "unawaited-firewall-stage": (put(_ASSOCIATION, {"ResourceArn": Edit(_stage_arn), "/DependsOn": GONE}),),
    "unawaited-mapping-stage": (put(_MAPPING, {"Stage": Edit(_stage_name), "/DependsOn": GONE}),),
    "unguarded-stage": (drop(_ASSOCIATION),),
    "unknown-mapping-stage": (put(_MAPPING, {"Stage": "nowhere"}),),
    "unmapped-domain": (drop(_MAPPING),),
    "unraisable-integration-timeout": (
        put("ApiGateway::Method", {"Integration/TimeoutInMillis": 60_000}).after(
            put(_API, {"EndpointConfiguration": {"Types": ["EDGE"]}})
        ),
    ),
    "unreachable-api": (put(_API, {"DisableExecuteApiEndpoint": True}),),
    "weak-tls": (put(_DOMAIN, {"SecurityPolicy": "TLS_1_0"}),),
}
