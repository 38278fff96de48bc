"""Work longer than API Gateway waits: POST answers 202, a queue and a worker do it, GET tells how it stands."""

from collections.abc import Mapping
from typing import Final

from aws_cdk import Duration, RemovalPolicy
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as event_sources
from aws_cdk import aws_logs as logs
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from wellwired.constructs.alarm_receivers import AlarmTopics, NoReceiver
from wellwired.constructs.authorization import Authorization
from wellwired.constructs.cors import ANY, Cors
from wellwired.constructs.job_alarms import make_job_alarms
from wellwired.constructs.job_settings import JobSettings
from wellwired.constructs.notifications import Notifications
from wellwired.constructs.proxy_function import ProxyFunction
from wellwired.constructs.python_assets import newest_python_runtime, runtime_source
from wellwired.constructs.routes import Route
from wellwired.constructs.timeouts import find_function_timeout
from wellwired.constructs.watched_functions import find_reserved_concurrency
from wellwired.errors import WiringError
from wellwired.facts import MESSAGE_RETENTION_MAX_S

TOKEN_HEADER: Final = "Idempotency-Key"  # noqa: S105 - a header's name
TABLE_ACTIONS: Final = ("dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:UpdateItem")
_CLAIMED: Final = "wellwired:job-route"


class JobRoute(Construct):
    """The routes `POST path`, `GET path/{job_id}` and `GET path/{job_id}/result`, and all that stands behind them.

    `routes` go into the route table of a `ProxyRestApi`. `worker` is a function whose handler `wellwired.runtime`'s
    `job_worker` wraps, and serves this route alone; it gets its rights and environment here. `cors` is the API's, for
    the answers of the function in front. `encryption_key` takes the place of keys that AWS owns. docs/jobs.md has what
    clients are answered. Raises `WiringError`.
    """

    routes: tuple[Route, ...]
    front: ProxyFunction
    worker: lambda_.Function
    table: dynamodb.Table
    queue: sqs.Queue
    dead_letter_queue: sqs.Queue
    alarms: Mapping[str, cloudwatch.Alarm]

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        path: str,
        worker: ProxyFunction | lambda_.Function,
        notifications: Notifications | AlarmTopics | NoReceiver,
        help_url: str,
        settings: JobSettings | None = None,
        authorization: Authorization | None = None,
        api_key_required: bool = False,
        request_model: apigateway.JsonSchema | None = None,
        cors: Cors | None = None,
        encryption_key: kms.IKey | None = None,
        log_retention: logs.RetentionDays = logs.RetentionDays.THREE_MONTHS,
        removal_policy: RemovalPolicy = RemovalPolicy.RETAIN,
    ) -> None:
        super().__init__(scope, construct_id)
        settings = settings or JobSettings()
        self.worker = worker.function if isinstance(worker, ProxyFunction) else worker
        timeout = self._check(path, settings, cors)
        self._key = encryption_key
        self.table = self._make_table(removal_policy)
        self.dead_letter_queue = self._make_queue("DeadLetters", Duration.seconds(MESSAGE_RETENTION_MAX_S))
        self.queue = self._make_queue(
            "Queue",
            settings.retention(timeout),
            visibility_timeout=settings.visibility_timeout(timeout),
            dead_letter_queue=sqs.DeadLetterQueue(
                queue=self.dead_letter_queue, max_receive_count=settings.max_receive_count
            ),
        )
        self.front = self._make_front(settings, help_url, cors, log_retention, removal_policy)
        self._wire_worker(worker, settings)
        self.alarms = make_job_alarms(
            self,
            queue=self.queue,
            dead_letter_queue=self.dead_letter_queue,
            deadline=settings.deadline,
            notifications=notifications,
        )
        below = f"{path.rstrip('/')}/{{job_id}}"
        self.routes = tuple(
            Route(
                method=method,
                path=each,
                function=self.front.target,
                authorization=authorization,
                api_key_required=api_key_required,
                request_model=request_model if method == "POST" else None,
            )
            for method, each in (("POST", path), ("GET", below), ("GET", f"{below}/result"))
        )

    def _check(self, path: str, settings: JobSettings, cors: Cors | None) -> Duration:
        """Return the worker's timeout, once everything fits together."""
        where = self.node.path
        if "{" in path:
            raise WiringError(
                f"{path!r} has a parameter, which a worker would not be given",
                where=where,
                remedy="use a plain path such as /reports, and ask for the rest in the body",
            )
        if cors and not {TOKEN_HEADER.lower(), ANY} & {name.lower() for name in cors.allow_headers}:
            raise WiringError(
                f"cors does not let a browser send {TOKEN_HEADER}, without which a repeated request is a second job",
                where=where,
                remedy=f"give the API and this route Cors(allow_headers=(*DEFAULT_ALLOW_HEADERS, {TOKEN_HEADER!r}))",
            )
        for entry in self.worker.node.metadata:
            if entry.type == _CLAIMED:
                raise WiringError(
                    f"the worker serves {entry.data} already, and its environment names one table",
                    where=where,
                    remedy="give each JobRoute a function of its own; they may share their source",
                )
        reserved = find_reserved_concurrency(self.worker)
        if reserved is not None and reserved < settings.max_concurrency:
            raise WiringError(
                f"the worker has a reserved concurrency of {reserved} and is to run {settings.max_concurrency} jobs at "
                "a time: the others are throttled, and come closer to the dead letters each time",
                where=where,
                remedy="let max_concurrency be the reserved concurrency at most",
            )
        timeout = find_function_timeout(self.worker) or Duration.seconds(0)
        settings.check_against(timeout, where=where)
        self.worker.node.add_metadata(_CLAIMED, where)
        return timeout

    def _make_table(self, removal_policy: RemovalPolicy) -> dynamodb.Table:
        return dynamodb.Table(
            self,
            "Jobs",
            partition_key=dynamodb.Attribute(name="owner", type=dynamodb.AttributeType.STRING),
            sort_key=dynamodb.Attribute(name="key", type=dynamodb.AttributeType.STRING),
            time_to_live_attribute="expires_at",
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            billing_mode=dynamodb.BillingMode.PAY_PER_REQUEST,
            encryption=dynamodb.TableEncryption.CUSTOMER_MANAGED if self._key else dynamodb.TableEncryption.DEFAULT,
            encryption_key=self._key,
            removal_policy=removal_policy,
        )

    def _make_queue(
        self,
        name: str,
        retention: Duration,
        *,
        visibility_timeout: Duration | None = None,
        dead_letter_queue: sqs.DeadLetterQueue | None = None,
    ) -> sqs.Queue:
        return sqs.Queue(
            self,
            name,
            retention_period=retention,
            visibility_timeout=visibility_timeout,
            dead_letter_queue=dead_letter_queue,
            encryption=sqs.QueueEncryption.KMS if self._key else sqs.QueueEncryption.SQS_MANAGED,
            encryption_master_key=self._key,
            enforce_ssl=True,
        )

    def _make_front(
        self,
        settings: JobSettings,
        help_url: str,
        cors: Cors | None,
        log_retention: logs.RetentionDays,
        removal_policy: RemovalPolicy,
    ) -> ProxyFunction:
        front = ProxyFunction(
            self,
            "Front",
            source=runtime_source(),
            handler="wellwired.runtime.jobs.front.handler",
            description="Takes jobs, tells how they stand, hands out results",
            runtime=newest_python_runtime(),
            environment={
                "JOB_TABLE_NAME": self.table.table_name,
                "JOB_QUEUE_URL": self.queue.queue_url,
                "JOB_PATIENCE_S": str(int(settings.deadline.to_seconds())),
                "JOB_KEEP_S": str(int(settings.result_ttl.to_seconds())),
                "JOB_POLL_S": str(int(settings.poll_interval.to_seconds())),
                "JOB_HELP_URL": help_url,
                "JOB_CORS_ORIGINS": ",".join(cors.allow_origins if cors else ()),
            },
            log_retention=log_retention,
            log_removal_policy=removal_policy,
            log_encryption_key=self._key,
        )
        self.table.grant(front.function, *TABLE_ACTIONS)
        self.queue.grant(front.function, "sqs:SendMessage")
        if self._key:
            self._key.grant_encrypt_decrypt(front.function)
        return front

    def _wire_worker(self, worker: ProxyFunction | lambda_.Function, settings: JobSettings) -> None:
        """Let the queue call the worker, one job at a time: each has the function's whole timeout."""
        for name, value in {
            "JOB_TABLE_NAME": self.table.table_name,
            "JOB_QUEUE_URL": self.queue.queue_url,
            "JOB_MAX_RECEIVE_COUNT": str(settings.max_receive_count),
            "JOB_RETRY_DELAY_S": str(int(settings.retry_delay.to_seconds())),
        }.items():
            self.worker.add_environment(name, value)
        self.table.grant(self.worker, *TABLE_ACTIONS)
        if self._key:
            self._key.grant_encrypt_decrypt(self.worker)
        target = worker.target if isinstance(worker, ProxyFunction) else worker
        target.add_event_source(
            event_sources.SqsEventSource(
                self.queue,
                batch_size=1,
                report_batch_item_failures=True,
                max_concurrency=settings.max_concurrency,
            )
        )
