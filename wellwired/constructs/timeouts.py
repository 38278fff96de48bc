"""The chain of timeouts: a function gives up before its integration does, and the integration before the gateway."""

from aws_cdk import Annotations, Duration
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from wellwired.errors import WiringError
from wellwired.facts import (
    AUTHORIZER_TIMEOUT_MS,
    FUNCTION_TIMEOUT_DEFAULT_S,
    INTEGRATION_TIMEOUT_MAX_MS,
    INTEGRATION_TIMEOUT_MIN_MS,
)


def find_function_timeout(function: lambda_.IFunction) -> Duration | None:
    """The timeout of a function, or of the one behind an alias or version; None for an imported one."""
    if isinstance(function, lambda_.Alias | lambda_.Version):
        function = function.lambda_
    if isinstance(function, lambda_.Function):
        return function.timeout or Duration.seconds(FUNCTION_TIMEOUT_DEFAULT_S)
    return None


def check_function_below(scope: Construct, function: lambda_.IFunction, integration: Duration, *, where: str) -> None:
    """A function that outlives its integration keeps working, and is paid for, after the client has had its 504."""
    timeout = find_function_timeout(function)
    if timeout is None:
        Annotations.of(scope).add_warning_v2(
            "wellwired:unknown-timeout",
            f"{where}: the function is imported and its timeout unknown here; keep it below {_text(integration)}",
        )
    elif timeout.to_milliseconds() >= integration.to_milliseconds():
        raise WiringError(
            f"the function's timeout of {_text(timeout)} is not below the integration's {_text(integration)}: "
            "the client gets 504 while the work goes on",
            where=where,
            remedy="shorten the function's timeout, or answer 202 and work behind a queue, as JobRoute does",
        )


def check_integration(
    timeout: Duration, *, endpoint_type: apigateway.EndpointType, quota: Duration | None, where: str
) -> None:
    """An integration waits 50 ms to 29 s, or as long as a raised quota says, which EDGE APIs cannot have.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
    """
    limit = Duration.millis(INTEGRATION_TIMEOUT_MAX_MS) if quota is None else quota
    if quota is not None and endpoint_type == apigateway.EndpointType.EDGE:
        raise WiringError(
            "a raised integration timeout quota does not reach EDGE APIs",
            where=where,
            remedy="use EndpointType.REGIONAL, or leave integration_timeout_quota out",
        )
    if not INTEGRATION_TIMEOUT_MIN_MS <= timeout.to_milliseconds() <= limit.to_milliseconds():
        raise WiringError(
            f"an integration timeout of {_text(timeout)} is outside {INTEGRATION_TIMEOUT_MIN_MS} ms to {_text(limit)}",
            where=where,
            remedy="shorten it; or have the quota 'maximum integration timeout in milliseconds' raised for the account "
            "and declare it as integration_timeout_quota",
        )


def check_authorizer(scope: Construct, function: lambda_.IFunction, *, where: str) -> None:
    """API Gateway stops waiting for a Lambda authorizer after ten seconds and answers 500."""
    timeout = find_function_timeout(function)
    limit = Duration.millis(AUTHORIZER_TIMEOUT_MS)
    if timeout is None:
        Annotations.of(scope).add_warning_v2(
            "wellwired:unknown-timeout",
            f"{where}: the function is imported and its timeout unknown here; keep it within {_text(limit)}",
        )
    elif timeout.to_milliseconds() > limit.to_milliseconds():
        raise WiringError(
            f"the authorizer's timeout of {_text(timeout)} is above {_text(limit)}: every slow call ends as a 500",
            where=where,
            remedy=f"shorten the function's timeout to {_text(limit)} or less",
        )


def _text(duration: Duration) -> str:
    return f"{duration.to_milliseconds() / 1000:g} s"
