"""The role with which API Gateway writes logs, set once per account and region, and never taken away by a stack."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from aws_cdk import Duration, RemovalPolicy, Stack, Token
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as cloudwatch_actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from constructs import Construct, IDependable

from wellwired.constructs.budgets import check_one_account
from wellwired.errors import WiringError
from wellwired.facts import APIGATEWAY_PRINCIPAL, LOGGING_ROLE_ACTIONS

_ROLE_ARN: Final = re.compile(r"arn:[a-z-]+:iam::[0-9]{12}:role/.+")


@dataclass(frozen=True, slots=True)
class LoggingManagedElsewhere:
    """Account settings that another stack or tool owns; stages wait for `wait_for`, where there is anything."""

    wait_for: tuple[IDependable, ...] = ()


class AccountLogging(Construct):
    """The CloudWatch logging role of an account and region, its `AWS::ApiGateway::Account`, and a concurrency alarm.

    Role and account stay when the stack goes: all APIs of the region log through them. A second one in an app for the
    same account and region is an error at synth. `role` is one that exists already, and is left alone.
    `concurrency_threshold` is meant as 90 % of the account's concurrency quota.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
    """

    role: iam.IRole
    account: apigateway.CfnAccount
    concurrency_alarm: cloudwatch.Alarm

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        role: iam.IRole | None = None,
        alarm_topic: sns.ITopic | None = None,
        concurrency_threshold: int = 900,
    ) -> None:
        super().__init__(scope, construct_id)
        self.role = role or self._make_role()
        self.account = apigateway.CfnAccount(self, "Account", cloud_watch_role_arn=self.role.role_arn)
        self.account.apply_removal_policy(RemovalPolicy.RETAIN)
        self.concurrency_alarm = self._make_alarm(concurrency_threshold)
        if alarm_topic is not None:
            action = cloudwatch_actions.SnsAction(alarm_topic)
            self.concurrency_alarm.add_alarm_action(action)
            self.concurrency_alarm.add_ok_action(action)
        check_one_account(self)

    @classmethod
    def adopt(
        cls,
        scope: Construct,
        construct_id: str,
        *,
        role_arn: str,
        alarm_topic: sns.ITopic | None = None,
        concurrency_threshold: int = 900,
    ) -> "AccountLogging":
        """Set the account to a role that exists already, and leave the role itself alone."""
        if not Token.is_unresolved(role_arn) and not _ROLE_ARN.fullmatch(role_arn):
            raise WiringError(
                f"{role_arn!r} is no role ARN",
                where=f"{scope.node.path}/{construct_id}",
                remedy="pass arn:aws:iam::ACCOUNT:role/NAME; `aws apigateway get-account` shows the one in use",
            )
        return cls(
            scope,
            construct_id,
            role=iam.Role.from_role_arn(scope, f"{construct_id}Role", role_arn, mutable=False),
            alarm_topic=alarm_topic,
            concurrency_threshold=concurrency_threshold,
        )

    @staticmethod
    def managed_elsewhere(*, wait_for: Sequence[IDependable] = ()) -> LoggingManagedElsewhere:
        """Leave the account settings alone: somebody else sets them. Stages wait for `wait_for` only."""
        return LoggingManagedElsewhere(tuple(wait_for))

    @property
    def wait_for(self) -> tuple[IDependable, ...]:
        """What a stage with logging must be made after, or its first deployment fails."""
        return (self.account,)

    def _make_role(self) -> iam.Role:
        # The policy is inline, so that the account is never set to a role that cannot write yet.
        role = iam.Role(
            self,
            "Role",
            description="Lets API Gateway write the logs of every REST API in this account and region",
            assumed_by=iam.ServicePrincipal(APIGATEWAY_PRINCIPAL),
            inline_policies={
                "WriteLogs": iam.PolicyDocument(
                    statements=[iam.PolicyStatement(actions=list(LOGGING_ROLE_ACTIONS), resources=["*"])]
                )
            },
        )
        role.apply_removal_policy(RemovalPolicy.RETAIN)
        return role

    def _make_alarm(self, threshold: int) -> cloudwatch.Alarm:
        stack_name = Stack.of(self).stack_name
        return cloudwatch.Alarm(
            self,
            "ConcurrencyAlarm",
            alarm_name=None if Token.is_unresolved(stack_name) else f"{stack_name}-ClaimedAccountConcurrency",
            alarm_description=(
                f"Functions of this account and region have claimed {threshold} or more concurrent executions for ten "
                "minutes. At the account's quota Lambda refuses invocations, and API Gateway answers 500 on every API. "
                "First step: look for the function whose ConcurrentExecutions grew, and reserve or limit its share; "
                "then ask Service Quotas for a higher quota (Lambda, concurrent executions)."
            ),
            metric=cloudwatch.Metric(
                namespace="AWS/Lambda",
                metric_name="ClaimedAccountConcurrency",
                statistic="Maximum",
                period=Duration.minutes(1),
            ),
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            threshold=threshold,
            evaluation_periods=10,
            datapoints_to_alarm=10,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
