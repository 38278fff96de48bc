"""A Python function to stand behind an API: bounded, logging in JSON to a group of its own, allowed nothing else."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from aws_cdk import Duration, IgnoreMode, RemovalPolicy
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from wellwired.constructs.handler_source import check_handler
from wellwired.constructs.log_groups import make_log_group
from wellwired.errors import WiringError
from wellwired.facts import FUNCTION_TIMEOUT_MAX_S

# Compiled files hold the time of their compilation: with them, running the tests would redeploy the function.
ASSET_EXCLUDES: Final = ("**/__pycache__", "**/__pycache__/**", "*.pyc", "**/*.pyc")
_MEMORY_MB: Final = range(128, 10_241)


class ProxyFunction(Construct):
    """A function made from the directory `source`, with `handler` in it, and a role that may write its own log.

    `memory_size` is in MB and brings CPU with it, which Lambda's own default of 128 lacks at a cold start. `timeout`,
    10 s unless given, has to stay below that of every route that calls the function. With `alias_name` each change
    publishes a version and moves the alias; `target` is what routes should call. More rights are granted as usual:
    `table.grant_read_write_data(f.function)`. Raises `WiringError` for a handler that is not there.
    """

    function: lambda_.Function
    role: iam.Role
    log_group: logs.LogGroup
    alias: lambda_.Alias | None

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        source: Path | str,
        handler: str,
        memory_size: int = 512,
        timeout: Duration | None = None,
        runtime: lambda_.Runtime = lambda_.Runtime.PYTHON_3_14,
        architecture: lambda_.Architecture | None = None,
        layers: Sequence[lambda_.ILayerVersion] = (),
        environment: Mapping[str, str] | None = None,
        reserved_concurrency: int | None = None,
        alias_name: str | None = None,
        description: str | None = None,
        log_retention: logs.RetentionDays = logs.RetentionDays.THREE_MONTHS,
        log_removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
        log_encryption_key: kms.IKey | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        timeout = timeout or Duration.seconds(10)
        self._check(memory_size, timeout, reserved_concurrency)
        check_handler(Path(source), handler, where=self.node.path)
        self.log_group = make_log_group(
            self,
            "Log",
            retention=log_retention,
            removal_policy=log_removal_policy,
            encryption_key=log_encryption_key,
        )
        self.role = self._make_role()
        self.function = lambda_.Function(
            self,
            "Function",
            description=description,
            code=lambda_.Code.from_asset(str(source), exclude=list(ASSET_EXCLUDES), ignore_mode=IgnoreMode.GLOB),
            handler=handler,
            runtime=runtime,
            architecture=architecture,
            memory_size=memory_size,
            timeout=timeout,
            layers=list(layers),
            environment=dict(environment or {}),
            reserved_concurrent_executions=reserved_concurrency,
            role=self.role,
            tracing=lambda_.Tracing.ACTIVE,
            log_group=self.log_group,
            logging_format=lambda_.LoggingFormat.JSON,
        )
        self.alias = self._publish(alias_name)

    @property
    def target(self) -> lambda_.IFunction:
        """What routes call: the alias, where there is one."""
        return self.alias or self.function

    def _check(self, memory_size: int, timeout: Duration, reserved_concurrency: int | None) -> None:
        where = self.node.path
        if memory_size not in _MEMORY_MB:
            raise WiringError(
                f"memory_size is {memory_size} MB",
                where=where,
                remedy=f"give {_MEMORY_MB.start} to {_MEMORY_MB.stop - 1} MB",
            )
        if timeout.to_seconds() > FUNCTION_TIMEOUT_MAX_S:
            raise WiringError(
                f"timeout is {timeout.to_seconds()} s", where=where, remedy=f"give {FUNCTION_TIMEOUT_MAX_S} s or less"
            )
        if reserved_concurrency == 0:
            raise WiringError(
                "reserved_concurrency is 0: every invocation is refused, and the client gets 500",
                where=where,
                remedy="give a share of the account's concurrency, or leave it out",
            )

    def _make_role(self) -> iam.Role:
        # No managed policy: AWSLambdaBasicExecutionRole may write to every log group of the account.
        return iam.Role(
            self,
            "Role",
            assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"),
            inline_policies={
                "WriteLog": iam.PolicyDocument(
                    statements=[
                        iam.PolicyStatement(
                            actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                            resources=[self.log_group.log_group_arn],
                        )
                    ]
                )
            },
        )

    def _publish(self, alias_name: str | None) -> lambda_.Alias | None:
        if alias_name is None:
            return None
        if alias_name == "$LATEST":
            raise WiringError("an alias cannot be $LATEST", where=self.node.path, remedy="name it 'live', say")
        return lambda_.Alias(self, "Alias", alias_name=alias_name, version=self.function.current_version)
