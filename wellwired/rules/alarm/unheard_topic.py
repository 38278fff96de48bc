"""Alarms publish to a topic that nobody subscribes to.

## What it sees
A topic of the template that alarms publish to, without a subscription, a Slack channel or anything else in the
template that takes it.

## What it causes
The alarm goes off, the message is published, and nobody reads it. A subscription made by hand or in another stack is
not seen here, so that this is a note.

## How to fix it
CDK: `Notifications(page=Receivers(emails=("oncall@example.com",)), ...)`; else
`topic.add_subscription(EmailSubscription(...))`.
CloudFormation: `Subscription` of the topic, or an `AWS::SNS::Subscription`.

## Reported
```yaml
Resources:
  Topic:
    Type: AWS::SNS::Topic
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ApiGateway
      MetricName: 5XXError
      Dimensions: [{Name: ApiName, Value: orders}, {Name: Stage, Value: prod}]
      Statistic: Sum
      Period: 300
      EvaluationPeriods: 1
      Threshold: 5
      ComparisonOperator: GreaterThanOrEqualToThreshold
      TreatMissingData: notBreaching
      AlarmActions: [!Ref Topic]
```

## Not reported
```yaml
Resources:
  Topic:
    Type: AWS::SNS::Topic
    Properties:
      Subscription: [{Protocol: email, Endpoint: oncall@example.com}]
  Errors:
    Type: AWS::CloudWatch::Alarm
    Properties:
      Namespace: AWS/ApiGateway
      MetricName: 5XXError
      Dimensions: [{Name: ApiName, Value: orders}, {Name: Stage, Value: prod}]
      Statistic: Sum
      Period: 300
      EvaluationPeriods: 1
      Threshold: 5
      ComparisonOperator: GreaterThanOrEqualToThreshold
      TreatMissingData: notBreaching
      AlarmActions: [!Ref Topic]
```

```yaml
Resources:
  Topic:
    Type: AWS::SNS::Topic
```

## Source
https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.node import Other
from wellwired.model.notification import alarms_on
from wellwired.model.operations import SlackChannel, Subscription, Topic
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.NOTE, status="", since="0.1")
def unheard_topic(topic: Topic, wiring: Wiring) -> Iterator[Finding]:
    """Report topics that are spoken to and not listened to."""
    alarms = alarms_on(wiring, topic)
    inline = topic.subscription.or_default(())
    if not alarms or inline or any(_takes(one, topic) for one in wiring.all(Other)):
        return
    if any(wiring.find(one.topic_arn.known(), Topic) is topic for one in wiring.all(Subscription)):
        return
    for channel in wiring.all(SlackChannel):
        if any(wiring.find(arn, Topic) is topic for arn in channel.sns_topic_arns.or_default(())):
            return
    yield Finding.on(
        topic,
        "Subscription",
        f"{topic.label} hears {alarms[0].label}, but nobody subscribes to it",
        fix="add a subscription",
        to=alarms[0],
    )


def _takes(node: Other, topic: Topic) -> bool:
    return topic.address in node.depends_on and not node.resource_type.startswith("AWS::CloudWatch::")
