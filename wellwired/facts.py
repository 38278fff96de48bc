"""Literal facts about AWS that more than one part of the kit leans on, each with the page it was read from."""

from typing import Final

# https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
APIGATEWAY_PRINCIPAL: Final = "apigateway.amazonaws.com"
LAMBDA_PRINCIPAL: Final = "lambda.amazonaws.com"
ASSUME_ROLE_ACTION: Final = "sts:AssumeRole"
LOGGING_ROLE_ACTIONS: Final = (
    "logs:CreateLogGroup",
    "logs:CreateLogStream",
    "logs:DescribeLogGroups",
    "logs:DescribeLogStreams",
    "logs:PutLogEvents",
    "logs:GetLogEvents",
    "logs:FilterLogEvents",
)
LOGGING_MANAGED_POLICY: Final = "service-role/AmazonAPIGatewayPushToCloudWatchLogs"
EXECUTION_LOG_GROUP: Final = "API-Gateway-Execution-Logs_{rest_api_id}/{stage_name}"

# https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
INTEGRATION_TIMEOUT_MIN_MS: Final = 50
INTEGRATION_TIMEOUT_MAX_MS: Final = 29_000  # more only with a raised quota, REGIONAL or PRIVATE endpoints
AUTHORIZER_TIMEOUT_MS: Final = 10_000
AUTHORIZER_CACHE_MAX_S: Final = 3_600
ACCOUNT_RATE_LIMIT: Final = 10_000  # requests per second, account and region
ACCOUNT_BURST_LIMIT: Final = 5_000
REQUEST_BODY_LIMIT: Final = 10_485_760  # bytes
REQUEST_HEADER_LIMIT: Final = 10_240  # bytes
STAGE_NAME_PATTERN: Final = r"[A-Za-z0-9_-]{1,128}"

# https://docs.aws.amazon.com/apigateway/latest/developerguide/permissions.html
INVOKE_ACTION: Final = "lambda:InvokeFunction"

# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
FUNCTION_TIMEOUT_DEFAULT_S: Final = 3
FUNCTION_TIMEOUT_MAX_S: Final = 900
FUNCTION_MEMORY_DEFAULT_MB: Final = 128
FUNCTION_POLICY_LIMIT: Final = 20_480  # bytes of resource-based policy
INVOKE_PAYLOAD_LIMIT: Final = 6_291_556  # bytes of request or response, synchronous

# https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html
QUEUE_VISIBILITY_FACTOR: Final = 6  # times the function's timeout, or a throttled function's messages come twice
QUEUE_CONCURRENCY_MIN: Final = 2  # MaximumConcurrency of an event source mapping
QUEUE_CONCURRENCY_MAX: Final = 1_000

# https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
MESSAGE_RETENTION_MAX_S: Final = 1_209_600
RECEIVE_COUNT_MAX: Final = 1_000

# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
STACK_RESOURCE_LIMIT: Final = 500
TEMPLATE_BODY_LIMIT: Final = 1_000_000  # bytes

# https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
PROXY_RESPONSE_KEYS: Final = ("statusCode", "headers", "multiValueHeaders", "body", "isBase64Encoded")

# https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
GATEWAY_RESPONSE_STATUS: Final[dict[str, int | None]] = {
    "ACCESS_DENIED": 403,
    "API_CONFIGURATION_ERROR": 500,
    "AUTHORIZER_CONFIGURATION_ERROR": 500,
    "AUTHORIZER_FAILURE": 500,
    "BAD_REQUEST_BODY": 400,
    "BAD_REQUEST_PARAMETERS": 400,
    "DEFAULT_4XX": None,
    "DEFAULT_5XX": None,
    "EXPIRED_TOKEN": 403,
    "INTEGRATION_FAILURE": 504,
    "INTEGRATION_TIMEOUT": 504,
    "INVALID_API_KEY": 403,
    "INVALID_SIGNATURE": 403,
    "MISSING_AUTHENTICATION_TOKEN": 403,
    "QUOTA_EXCEEDED": 429,
    "REQUEST_TOO_LARGE": 413,
    "RESOURCE_NOT_FOUND": 404,
    "THROTTLED": 429,
    "UNAUTHORIZED": 401,
    "UNSUPPORTED_MEDIA_TYPE": 415,
    "WAF_FILTERED": 403,
}

# The kit's own reference code of each gateway response: WW-<status>-<type>. docs/errors.md explains them.
# Where the client's status is the cause's own, the code names its class: INTEGRATION_FAILURE comes out as 500, 502, 503
# or 504, and nobody has shown whether a malformed proxy response (502) is that or API_CONFIGURATION_ERROR.
GATEWAY_REFERENCE_CODE: Final[dict[str, str]] = {
    "ACCESS_DENIED": "WW-403-ACCESS-DENIED",
    "API_CONFIGURATION_ERROR": "WW-5XX-API-CONFIGURATION-ERROR",
    "AUTHORIZER_CONFIGURATION_ERROR": "WW-500-AUTHORIZER-CONFIGURATION-ERROR",
    "AUTHORIZER_FAILURE": "WW-500-AUTHORIZER-FAILURE",
    "BAD_REQUEST_BODY": "WW-400-BAD-REQUEST-BODY",
    "BAD_REQUEST_PARAMETERS": "WW-400-BAD-REQUEST-PARAMETERS",
    "DEFAULT_4XX": "WW-4XX-DEFAULT",
    "DEFAULT_5XX": "WW-5XX-DEFAULT",
    "EXPIRED_TOKEN": "WW-403-EXPIRED-TOKEN",
    "INTEGRATION_FAILURE": "WW-5XX-INTEGRATION-FAILURE",
    "INTEGRATION_TIMEOUT": "WW-504-INTEGRATION-TIMEOUT",
    "INVALID_API_KEY": "WW-403-INVALID-API-KEY",
    "INVALID_SIGNATURE": "WW-403-INVALID-SIGNATURE",
    "MISSING_AUTHENTICATION_TOKEN": "WW-403-MISSING-AUTHENTICATION-TOKEN",
    "QUOTA_EXCEEDED": "WW-429-QUOTA-EXCEEDED",
    "REQUEST_TOO_LARGE": "WW-413-REQUEST-TOO-LARGE",
    "RESOURCE_NOT_FOUND": "WW-404-RESOURCE-NOT-FOUND",
    "THROTTLED": "WW-429-THROTTLED",
    "UNAUTHORIZED": "WW-401-UNAUTHORIZED",
    "UNSUPPORTED_MEDIA_TYPE": "WW-415-UNSUPPORTED-MEDIA-TYPE",
    "WAF_FILTERED": "WW-403-WAF-FILTERED",
}
