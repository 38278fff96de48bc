"""A metric filter has dimensions and a default value, which rule each other out.

## What it sees
A metric transformation with both `Dimensions` and `DefaultValue`.

## What it causes
The deployment fails: CloudWatch Logs refuses the transformation.

## How to fix it
CDK: leave `default_value` of `MetricFilter` out where `dimensions` is set.
CloudFormation: remove one of the two.

## Reported
```yaml
Resources:
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: {RetentionInDays: 30}
  Filter:
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: !Ref Logs
      FilterPattern: '{ $.status = "502" }'
      MetricTransformations:
        - MetricNamespace: orders
          MetricName: Http502
          MetricValue: "1"
          DefaultValue: 0
          Dimensions: [{Key: Route, Value: $.resourcePath}]
```

## Not reported
```yaml
Resources:
  Logs:
    Type: AWS::Logs::LogGroup
    Properties: {RetentionInDays: 30}
  Filter:
    Type: AWS::Logs::MetricFilter
    Properties:
      LogGroupName: !Ref Logs
      FilterPattern: '{ $.status = "502" }'
      MetricTransformations:
        - MetricNamespace: orders
          MetricName: Http502
          MetricValue: "1"
          DefaultValue: 0
```

## Source
https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_MetricTransformation.html
"""

from collections.abc import Iterator, Mapping

from wellwired.findings import Finding, Severity
from wellwired.model.operations import MetricFilter
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def defaulted_dimension(item: MetricFilter) -> Iterator[Finding]:
    """Report transformations that cannot be."""
    for index, made in enumerate(item.metric_transformations.or_default(())):
        if isinstance(made, Mapping) and made.get("Dimensions") and made.get("DefaultValue") is not None:
            yield Finding.on(
                item,
                f"MetricTransformations/{index}/DefaultValue",
                f"{item.label} has both a default value and dimensions",
                fix="remove one of the two",
            )
