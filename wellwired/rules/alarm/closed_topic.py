"""A topic's policy does not let CloudWatch publish to it.

## What it sees
A topic of the template that alarms publish to, with a topic policy that allows `sns:Publish` to others but not to
`cloudwatch.amazonaws.com`. A topic policy replaces the one that every topic begins with, which lets the account's
alarms in.

## What it causes
The alarm goes off, its action fails, and nobody is told.

## How to fix it
CDK: `Notifications`, which writes the statement; else
`topic.grant_publish(ServicePrincipal("cloudwatch.amazonaws.com"))`.
CloudFormation: a statement for the principal `cloudwatch.amazonaws.com` and the action `sns:Publish`.

## Reported
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
  TopicPolicy:
    Type: AWS::SNS::TopicPolicy
    Properties:
      Topics: [!Ref Topic]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {Service: events.amazonaws.com}
            Action: sns:Publish
            Resource: !Ref Topic
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
  TopicPolicy:
    Type: AWS::SNS::TopicPolicy
    Properties:
      Topics: [!Ref Topic]
      PolicyDocument:
        Version: "2012-10-17"
        Statement:
          - Effect: Allow
            Principal: {Service: cloudwatch.amazonaws.com}
            Action: sns:Publish
            Resource: !Ref Topic
```

## Source
https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
"""

from collections.abc import Iterator, Mapping

from wellwired.findings import Finding, Severity
from wellwired.model.node import Json
from wellwired.model.notification import alarms_on, may_do_for_alarm
from wellwired.model.operations import Topic, TopicPolicy
from wellwired.model.policy import statements
from wellwired.model.setting import Unsettled
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="", since="0.1")
def closed_topic(topic: Topic, wiring: Wiring) -> Iterator[Finding]:
    """Report topics at whose door alarms stand in vain."""
    alarms = alarms_on(wiring, topic)
    policies = [one for one in wiring.all(TopicPolicy) if _is_for(one, topic, wiring)] if alarms else []
    documents = [one.policy_document.known() for one in policies]
    if not policies or may_do_for_alarm(documents, "sns:Publish", topic.arn, alarms[0]):
        return
    if any(_is_for_account(statement) for document in documents for statement in statements(document)):
        raise Unsettled("whether a statement for the whole account lets its alarms publish is not documented")
    yield Finding.on(
        policies[0],
        "PolicyDocument",
        f"{topic.label} hears {alarms[0].label}, but {policies[0].label} does not let CloudWatch publish to it",
        fix="allow sns:Publish to cloudwatch.amazonaws.com",
        to=topic,
    )


def _is_for(policy: TopicPolicy, topic: Topic, wiring: Wiring) -> bool:
    return any(wiring.find(arn, Topic) is topic for arn in policy.topics.or_default(()))


def _is_for_account(statement: Mapping[str, Json]) -> bool:
    principal = statement.get("Principal")
    return statement.get("Effect") == "Allow" and isinstance(principal, Mapping) and "AWS" in principal
