"""The metrics that alarms and dashboard share: of the stage, of its access log and of the functions behind it."""

from typing import Final

import aws_cdk as cdk
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from wellwired.constructs.existing import ExistingFunction
from wellwired.constructs.stage_identity import StageIdentity

COUNTED_STATUSES: Final = (502, 504, 429)


def make_stage_metric(identity: StageIdentity, name: str, statistic: str, period: int) -> cloudwatch.Metric:
    """A metric of API Gateway for one stage; `Average` of 4XXError and 5XXError is a rate from 0 to 1."""
    return cloudwatch.Metric(
        namespace="AWS/ApiGateway",
        metric_name=name,
        dimensions_map=identity.dimensions,
        statistic=statistic,
        period=cdk.Duration.seconds(period),
    )


def make_error_rate(
    identity: StageIdentity, name: str, period: int, minimum_requests: int
) -> cloudwatch.MathExpression:
    """The share of `name`, 4XXError or 5XXError; zero in periods too quiet for a share to mean anything."""
    return cloudwatch.MathExpression(
        expression=f"IF(requests >= {minimum_requests}, errors, 0)",
        using_metrics={
            "requests": make_stage_metric(identity, "Count", "SampleCount", period),
            "errors": make_stage_metric(identity, name, "Average", period),
        },
        label=f"{name} rate, from {minimum_requests} requests",
        period=cdk.Duration.seconds(period),
    )


def count_status(
    scope: Construct, identity: StageIdentity, access_log_group: logs.ILogGroup, status: int
) -> logs.MetricFilter:
    """Count the lines of the access log that have `status`, quoted or not.

    A filter's dimensions are fields of the line, and a field without value is `-`: it would be a dimension's value
    like any other, and a metric's value that is no number is lost. So there are neither: the value is 1, and the
    namespace keeps the stages apart. Lines of other statuses count as 0, so that the metric has data while traffic
    flows. https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
    """
    return logs.MetricFilter(
        scope,
        f"Count{status}",
        log_group=access_log_group,
        filter_pattern=logs.FilterPattern.literal(f'{{ ($.status = "{status}") || ($.status = {status}) }}'),
        metric_namespace=f"wellwired/{identity.path}",
        metric_name=f"Status{status}",
        metric_value="1",
        default_value=0,
    )


def make_function_metric(function: ExistingFunction, name: str, statistic: str, period: int) -> cloudwatch.Metric:
    """A metric of Lambda for one function with all its versions and aliases."""
    metric = cloudwatch.Metric(
        namespace="AWS/Lambda",
        metric_name=name,
        dimensions_map={
            "FunctionName": function.ref if isinstance(function, lambda_.CfnFunction) else function.function_name
        },
        statistic=statistic,
        period=cdk.Duration.seconds(period),
    )
    return metric.attach_to(function)


def make_function_error_rate(function: ExistingFunction, period: int) -> cloudwatch.MathExpression:
    """The share of the invocations that ended in an error; without invocations there is no data."""
    return cloudwatch.MathExpression(
        expression="errors / invocations",
        using_metrics={
            "errors": make_function_metric(function, "Errors", "Sum", period),
            "invocations": make_function_metric(function, "Invocations", "Sum", period),
        },
        label="Errors per invocation",
        period=cdk.Duration.seconds(period),
    )
