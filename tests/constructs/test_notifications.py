"""Notifications: a topic that CloudWatch can publish to, and receivers that were meant."""

from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import assertions
from aws_cdk import aws_sns as sns

from wellwired.constructs.alarm_receivers import NoReceiver, Receivers, SlackChannel
from wellwired.constructs.notifications import Notifications
from wellwired.errors import WiringError

ONCALL = SlackChannel(workspace_id="T07EA123LEP", channel_id="C07EZ1ABC23", name="orders-oncall")
PAGE = Receivers(emails=("oncall@example.com",), phone_numbers=("+4930123456",), slack_channels=(ONCALL,))
TICKET = Receivers(emails=("team@example.com",), slack_channels=(ONCALL,))
NOBODY = NoReceiver("a developer's own stage")
ACCOUNT_ALARMS = {
    "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}},
    "ArnLike": {
        "aws:SourceArn": {
            "Fn::Join": [
                "",
                [
                    "arn:",
                    {"Ref": "AWS::Partition"},
                    ":cloudwatch:",
                    {"Ref": "AWS::Region"},
                    ":",
                    {"Ref": "AWS::AccountId"},
                    ":alarm:*",
                ],
            ]
        }
    },
}


def make(
    page: Receivers | NoReceiver = PAGE, ticket: Receivers | NoReceiver = TICKET
) -> tuple[cdk.Stack, Notifications]:
    stack = cdk.Stack(cdk.App(), "Orders")
    return stack, Notifications(stack, "Notifications", page=page, ticket=ticket)


@pytest.fixture(scope="module")
def resources() -> dict[str, dict[str, Any]]:
    stack, _ = make()
    return dict(assertions.Template.from_stack(stack).to_json()["Resources"])


def of_type(resources: dict[str, dict[str, Any]], kind: str) -> dict[str, dict[str, Any]]:
    return {name: one["Properties"] for name, one in resources.items() if one["Type"] == kind}


def test_the_topics_are_encrypted_with_a_key_of_their_own(resources: dict[str, dict[str, Any]]) -> None:
    [key] = of_type(resources, "AWS::KMS::Key")
    topics = of_type(resources, "AWS::SNS::Topic")
    assert len(topics) == 2
    assert all(topic["KmsMasterKeyId"] == {"Fn::GetAtt": [key, "Arn"]} for topic in topics.values())
    assert of_type(resources, "AWS::KMS::Key")[key]["EnableKeyRotation"] is True


def test_the_key_lets_cloudwatch_decrypt_and_make_data_keys_for_alarms_of_this_account(
    resources: dict[str, dict[str, Any]],
) -> None:
    [key] = of_type(resources, "AWS::KMS::Key").values()
    [granted] = [s for s in key["KeyPolicy"]["Statement"] if s.get("Sid") == "CloudWatchAlarms"]
    assert granted == {
        "Sid": "CloudWatchAlarms",
        "Effect": "Allow",
        "Principal": {"Service": "cloudwatch.amazonaws.com"},
        "Action": ["kms:Decrypt", "kms:GenerateDataKey*"],
        "Resource": "*",
        "Condition": ACCOUNT_ALARMS,
    }


def test_every_topic_lets_cloudwatch_publish_alarms_of_this_account_and_nobody_publish_without_tls(
    resources: dict[str, dict[str, Any]],
) -> None:
    policies = {
        policy["Topics"][0]["Ref"]: policy["PolicyDocument"]["Statement"]
        for policy in of_type(resources, "AWS::SNS::TopicPolicy").values()
    }
    assert set(policies) == set(of_type(resources, "AWS::SNS::Topic"))
    for topic, statements in policies.items():
        [published] = [s for s in statements if s["Effect"] == "Allow"]
        assert published["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
        assert published["Action"] == "sns:Publish"
        assert published["Resource"] == {"Ref": topic}
        assert published["Condition"] == ACCOUNT_ALARMS
        [denied] = [s for s in statements if s["Effect"] == "Deny"]
        assert denied["Action"] == "sns:Publish"
        assert denied["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_mail_and_sms_are_subscribed_to_their_own_topic(resources: dict[str, dict[str, Any]]) -> None:
    subscribed = {
        (
            one["TopicArn"]["Ref"][: len("NotificationsPage")].removeprefix("Notifications"),
            one["Protocol"],
            one["Endpoint"],
        )
        for one in of_type(resources, "AWS::SNS::Subscription").values()
    }
    assert subscribed == {
        ("Page", "email", "oncall@example.com"),
        ("Page", "sms", "+4930123456"),
        ("Tick", "email", "team@example.com"),
    }


def test_a_slack_channel_for_both_is_configured_once_and_hears_both(resources: dict[str, dict[str, Any]]) -> None:
    [channel] = of_type(resources, "AWS::Chatbot::SlackChannelConfiguration").values()
    assert channel["ConfigurationName"] == "orders-oncall"
    assert channel["SlackWorkspaceId"] == "T07EA123LEP"
    assert channel["SlackChannelId"] == "C07EZ1ABC23"
    assert [arn["Ref"] for arn in channel["SnsTopicArns"]] == list(of_type(resources, "AWS::SNS::Topic"))


def test_slack_users_get_read_access_to_cloudwatch_and_never_administrator_access(
    resources: dict[str, dict[str, Any]],
) -> None:
    [channel] = of_type(resources, "AWS::Chatbot::SlackChannelConfiguration").values()
    [guardrail] = channel["GuardrailPolicies"]
    assert guardrail["Fn::Join"][1][-1] == ":iam::aws:policy/CloudWatchReadOnlyAccess"
    [policy] = of_type(resources, "AWS::IAM::Policy").values()
    [statement] = policy["PolicyDocument"]["Statement"]
    assert statement["Action"] == ["cloudwatch:DescribeAlarms", "cloudwatch:GetMetricData", "cloudwatch:ListMetrics"]


def test_no_receiver_makes_no_topic_and_leaves_the_reason_in_the_tree() -> None:
    stack, made = make(page=NOBODY)
    assert made.page_topic is None
    assert isinstance(made.ticket_topic, sns.Topic)
    assert made.topics.page is None
    assert [entry.data for entry in made.node.metadata] == ["a developer's own stage"]
    assertions.Template.from_stack(stack).resource_count_is("AWS::SNS::Topic", 1)


def test_both_without_receiver_is_refused() -> None:
    with pytest.raises(WiringError, match="neither page nor ticket"):
        make(page=NOBODY, ticket=NOBODY)


@pytest.mark.parametrize("reason", ["", "  ", "weil's läuft", "a\nb"])
def test_no_receiver_needs_a_reason_in_ascii(reason: str) -> None:
    with pytest.raises(WiringError, match="NoReceiver"):
        NoReceiver(reason)


@pytest.mark.parametrize(
    ("receivers", "problem"),
    [
        ({}, "nobody would be told"),
        ({"emails": ("oncall",)}, "'oncall' is not a mail address"),
        ({"emails": "oncall@example.com"}, "emails is one string"),
        ({"phone_numbers": ("030 123456",)}, "is not a phone number"),
        ({"phone_numbers": "+4930123456"}, "phone_numbers is one string"),
    ],
)
def test_receivers_that_reach_nobody_are_refused(receivers: dict[str, Any], problem: str) -> None:
    with pytest.raises(WiringError, match=problem):
        Receivers(**receivers)


@pytest.mark.parametrize(
    "change", [{"workspace_id": "my workspace"}, {"channel_id": "#oncall"}, {"name": "orders on call"}]
)
def test_a_slack_channel_that_cannot_be_configured_is_refused(change: dict[str, str]) -> None:
    given = {"workspace_id": "T07EA123LEP", "channel_id": "C07EZ1ABC23", "name": "orders-oncall"}
    with pytest.raises(WiringError, match="is not a"):
        SlackChannel(**(given | change))
