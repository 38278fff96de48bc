"""Metrics that API Gateway and Lambda publish, and under which dimensions.

Sources: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html,
https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html and
https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
"""

from typing import Final

API_GATEWAY: Final = "AWS/ApiGateway"
LAMBDA: Final = "AWS/Lambda"

REST_METRICS: Final = (
    "4XXError",
    "5XXError",
    "CacheHitCount",
    "CacheMissCount",
    "Count",
    "IntegrationLatency",
    "Latency",
)
# Of HTTP and WebSocket APIs, in the same namespace.
V2_METRICS: Final = (
    "4xx",
    "5xx",
    "ClientError",
    "ConnectCount",
    "Count",
    "DataProcessed",
    "ExecutionError",
    "IntegrationError",
    "IntegrationLatency",
    "Latency",
    "MessageCount",
)
REST_DIMENSIONS: Final = (
    frozenset({"ApiName"}),
    frozenset({"ApiName", "Stage"}),
    frozenset({"ApiName", "Method", "Resource", "Stage"}),
)
# The metrics that alarms are made on; Lambda has others, and gets more.
LAMBDA_METRICS: Final = (
    "AsyncEventAge",
    "AsyncEventsDropped",
    "AsyncEventsReceived",
    "ClaimedAccountConcurrency",
    "ConcurrentExecutions",
    "DeadLetterErrors",
    "DestinationDeliveryFailures",
    "Duration",
    "Errors",
    "Invocations",
    "IteratorAge",
    "PostRuntimeExtensionsDuration",
    "ProvisionedConcurrencyInvocations",
    "ProvisionedConcurrencySpilloverInvocations",
    "ProvisionedConcurrencyUtilization",
    "ProvisionedConcurrentExecutions",
    "RecursiveInvocationsDropped",
    "Throttles",
    "UnreservedConcurrentExecutions",
)
# Each sample of these is 0 or 1: 1 where it happened.
ZERO_OR_ONE: Final = frozenset(
    {(API_GATEWAY, "4XXError"), (API_GATEWAY, "5XXError"), (LAMBDA, "Errors")}
    | {(API_GATEWAY, "CacheHitCount"), (API_GATEWAY, "CacheMissCount")}
)
# Each sample of these is 1.
ALWAYS_ONE: Final = frozenset({(API_GATEWAY, "Count"), (LAMBDA, "Invocations")})
# The more of these, the worse.
BAD: Final = frozenset(
    {(API_GATEWAY, "4XXError"), (API_GATEWAY, "5XXError"), (API_GATEWAY, "Latency")}
    | {(API_GATEWAY, "IntegrationLatency"), (LAMBDA, "Errors"), (LAMBDA, "Throttles"), (LAMBDA, "Duration")}
    | {(LAMBDA, "DeadLetterErrors"), (LAMBDA, "AsyncEventsDropped"), (LAMBDA, "DestinationDeliveryFailures")}
)
# Milliseconds.
TIMES: Final = frozenset({(API_GATEWAY, "Latency"), (API_GATEWAY, "IntegrationLatency"), (LAMBDA, "Duration")})
