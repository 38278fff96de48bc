"""The access log of a REST API stage: which field holds which `$context` variable. Standard library only.

Who writes the format, who filters the log and who explains a line all read this one table.
"""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

# https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html: an access log template is at most 3 KB
FORMAT_LIMIT: Final = 3_072

# What API Gateway prints for a variable that the request never set. Every field is quoted, so that the line stays JSON.
UNSET: Final = "-"

# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
# $context.error.messageString is left out on purpose: it brings its own quotes when there is an error and prints a bare
# dash when there is none, so the line is invalid JSON with quotes or without. errorMessage holds the same text.
# $context.identity.apiKey is left out too: it is the secret itself. apiKeyId tells who called.
FIELDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "requestId": "$context.requestId",
        "extendedRequestId": "$context.extendedRequestId",
        "requestTime": "$context.requestTime",
        "requestTimeEpoch": "$context.requestTimeEpoch",
        "apiId": "$context.apiId",
        "stage": "$context.stage",
        "domainName": "$context.domainName",
        "httpMethod": "$context.httpMethod",
        "resourcePath": "$context.resourcePath",  # the route, such as /orders/{id}
        "path": "$context.path",  # what was asked for, such as /prod/orders/7
        "protocol": "$context.protocol",
        # who called
        "ip": "$context.identity.sourceIp",
        "userAgent": "$context.identity.userAgent",
        "apiKeyId": "$context.identity.apiKeyId",
        "principalId": "$context.authorizer.principalId",  # named by a Lambda authorizer
        "cognitoSub": "$context.authorizer.claims.sub",
        "caller": "$context.identity.caller",  # IAM
        "user": "$context.identity.user",
        "userArn": "$context.identity.userArn",
        # what came out
        "status": "$context.status",
        "responseLength": "$context.responseLength",
        "responseLatency": "$context.responseLatency",  # ms, all of it
        "integrationLatency": "$context.integrationLatency",  # ms, the function's share
        # why: the gateway's own error
        "errorMessage": "$context.error.message",
        "errorResponseType": "$context.error.responseType",
        "validationError": "$context.error.validationErrorString",
        # why: the function
        "integrationErrorMessage": "$context.integrationErrorMessage",
        "integrationStatus": "$context.integrationStatus",  # Lambda's status for the invocation
        "functionStatus": "$context.integration.status",  # the statusCode that the function returned
        "integrationRequestId": "$context.integration.requestId",  # the request id in the function's log
        # why: who may call
        "authenticateError": "$context.authenticate.error",
        "authenticateStatus": "$context.authenticate.status",
        "authorizeError": "$context.authorize.error",
        "authorizeStatus": "$context.authorize.status",
        "authorizerError": "$context.authorizer.error",
        "authorizerStatus": "$context.authorizer.status",
        "authorizerLatency": "$context.authorizer.latency",
        "authorizerIntegrationStatus": "$context.authorizer.integrationStatus",
        "authorizerRequestId": "$context.authorizer.requestId",
        # why: AWS WAF
        "wafResponseCode": "$context.wafResponseCode",
        "wafStatus": "$context.waf.status",
        "wafError": "$context.waf.error",
        "webaclArn": "$context.webaclArn",
        "xrayTraceId": "$context.xrayTraceId",
    }
)


def render_format() -> str:
    """The value of a stage's `AccessLogSetting.Format`: one line of JSON, every value quoted."""
    return json.dumps(dict(FIELDS), separators=(",", ":"))
