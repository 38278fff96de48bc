"""Literal facts about AWS that more than one part of the kit leans on, each with the page it was read from."""

from typing import Final

# https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
APIGATEWAY_PRINCIPAL: Final = "apigateway.amazonaws.com"
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
ACCOUNT_RATE_LIMIT: Final = 10_000  # requests per second, account and region
ACCOUNT_BURST_LIMIT: Final = 5_000
REQUEST_BODY_LIMIT: Final = 10_485_760  # bytes
STAGE_NAME_PATTERN: Final = r"[A-Za-z0-9_-]{1,128}"

# https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
FUNCTION_TIMEOUT_DEFAULT_S: Final = 3
FUNCTION_TIMEOUT_MAX_S: Final = 900
FUNCTION_MEMORY_DEFAULT_MB: Final = 128
FUNCTION_POLICY_LIMIT: Final = 20_480  # bytes of resource-based policy
INVOKE_PAYLOAD_LIMIT: Final = 6_291_556  # bytes of request or response, synchronous

# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
STACK_RESOURCE_LIMIT: Final = 500

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
