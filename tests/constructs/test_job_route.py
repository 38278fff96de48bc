"""JobRoute: what stands behind its three routes, how it is bounded, who may do what, and what it refuses."""

import json
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sqs as sqs
from cdk_nag import AwsSolutionsChecks, ServerlessChecks

from tests.constructs.construct_samples import (
    HELP_URL,
    as_text,
    make_api,
    make_function,
    new_app,
    of_type,
    one_of,
    resources_of,
)
from wellwired.constructs import (
    AlarmTopics,
    ApiAlarms,
    Authorization,
    Cors,
    Definition,
    JobRoute,
    JobSettings,
    NoReceiver,
    ProxyFunction,
    ProxyRestApi,
    PythonLayer,
)
from wellwired.errors import WiringError
from wellwired.testing import assert_well_wired, break_wire

SILENT = NoReceiver("a test")
Resources = dict[str, dict[str, Any]]


def make_worker(stack: cdk.Stack, name: str = "Worker", *, minutes: float = 5, **options: Any) -> ProxyFunction:
    source = Path(cdk.FileSystem.mkdtemp("worker"))
    (source / "app.py").write_text(
        "from wellwired.runtime import job_worker\n\n\n@job_worker\ndef handler(job):\n    return job.input\n"
    )
    timeout = cdk.Duration.seconds(int(minutes * 60))
    return ProxyFunction(stack, name, source=source, handler="app.handler", timeout=timeout, **options)


def make_jobs(stack: cdk.Stack, **options: Any) -> JobRoute:
    arguments: dict[str, Any] = {"path": "/reports", "notifications": SILENT, "help_url": HELP_URL} | options
    return JobRoute(stack, "Reports", worker=arguments.pop("worker", None) or make_worker(stack), **arguments)


@pytest.fixture(scope="module")
def outdir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stack with a job route and its API, judged by cdk-nag while it was synthesised."""
    outdir = tmp_path_factory.mktemp("jobs") / "cdk.out"
    app = cdk.App(context=new_app().node.get_all_context(), outdir=str(outdir))
    stack = cdk.Stack(app, "Orders")
    topics = AlarmTopics(page=sns.Topic(stack, "Page"), ticket=sns.Topic(stack, "Ticket"))
    worker = make_worker(stack, layers=[PythonLayer(stack, "Runtime")])
    jobs = make_jobs(stack, worker=worker, notifications=topics, cors=CORS)
    api = make_api(stack, jobs.routes, cors=CORS)
    ApiAlarms(
        stack,
        "Alarms",
        stage=api.stage,
        access_log_group=api.stage_logs.access_log_group,
        functions=[*api.functions, jobs.worker],
        notifications=topics,
    )
    cdk.Validations.of(app).add_plugins(AwsSolutionsChecks(app), ServerlessChecks(app))
    with pytest.raises(RuntimeError, match="ValidationFailed"):  # of the sample's API, and what docs/jobs.md tells
        app.synth()
    return outdir


CORS = Cors(allow_origins=("https://app.example.com",), allow_headers=("Content-Type", "X-Api-Key", "Idempotency-Key"))


@pytest.fixture(scope="module")
def resources(outdir: Path) -> Resources:
    found: Resources = json.loads((outdir / "Orders.template.json").read_text())["Resources"]
    return found


def named(resources: Resources, kind: str, word: str) -> dict[str, Any]:
    """The properties of the only resource of a type with a word in its logical id."""
    (found,) = (one["Properties"] for name, one in of_type(resources, kind).items() if word in name)
    return dict(found)


def test_it_makes_three_routes_on_one_function(resources: Resources) -> None:
    methods = [one["Properties"] for one in of_type(resources, "ApiGateway::Method").values()]
    asked = [one for one in methods if one["HttpMethod"] != "OPTIONS"]
    assert sorted(one["HttpMethod"] for one in asked) == ["GET", "GET", "POST"]
    assert len({json.dumps(one["Integration"]["Uri"]) for one in asked}) == 1
    parts = {one["Properties"]["PathPart"] for one in of_type(resources, "ApiGateway::Resource").values()}
    assert parts == {"reports", "{job_id}", "result"}


def test_the_queue_hides_a_message_six_times_the_workers_timeout_and_keeps_it_past_the_deadline(
    resources: Resources,
) -> None:
    queue = named(resources, "SQS::Queue", "Queue")
    assert queue["VisibilityTimeout"] == 6 * 300
    assert queue["MessageRetentionPeriod"] == 12 * 3600 + 6 * 300


def test_after_five_receives_a_message_is_a_dead_letter_for_14_days(resources: Resources) -> None:
    redrive = named(resources, "SQS::Queue", "Queue")["RedrivePolicy"]
    assert redrive["maxReceiveCount"] == 5
    assert "DeadLetters" in as_text(redrive["deadLetterTargetArn"])
    assert named(resources, "SQS::Queue", "DeadLetters")["MessageRetentionPeriod"] == 14 * 86_400


def test_both_queues_are_encrypted_and_refuse_what_comes_without_tls(resources: Resources) -> None:
    assert all(one["Properties"]["SqsManagedSseEnabled"] for one in of_type(resources, "SQS::Queue").values())
    policies = of_type(resources, "SQS::QueuePolicy").values()
    assert len(policies) == 2
    for policy in policies:
        (statement,) = policy["Properties"]["PolicyDocument"]["Statement"]
        assert statement["Effect"] == "Deny"
        assert statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}


def test_the_worker_gets_one_job_at_a_time_and_tells_which_failed(resources: Resources) -> None:
    mapping = one_of(resources, "Lambda::EventSourceMapping")["Properties"]
    assert mapping["BatchSize"] == 1
    assert mapping["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert mapping["ScalingConfig"] == {"MaximumConcurrency": 10}


def test_the_table_forgets_by_time_to_live(resources: Resources) -> None:
    table = one_of(resources, "DynamoDB::Table")["Properties"]
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}


def test_either_function_may_do_what_it_does_and_no_more(resources: Resources) -> None:
    granted = {
        name: {
            (action, as_text(resource).split(".")[0])
            for policy in of_type(resources, "IAM::Policy").values()
            if as_text(policy["Properties"]["Roles"][0]).startswith(name)
            for statement in policy["Properties"]["PolicyDocument"]["Statement"]
            for action in _listed(statement["Action"])
            for resource in _listed(statement["Resource"])
            if not action.startswith("xray")
        }
        for name in ("{ReportsFront", "{Worker")
    }
    (table,) = of_type(resources, "DynamoDB::Table")
    (queue,) = (name for name in of_type(resources, "SQS::Queue") if "DeadLetters" not in name)
    tables = {(f"dynamodb:{action}", f"{{{table}") for action in ("GetItem", "PutItem", "UpdateItem")}
    assert granted["{ReportsFront"] == tables | {("sqs:SendMessage", f"{{{queue}")}
    assert granted["{Worker"] == tables | {
        (f"sqs:{action}", f"{{{queue}")
        for action in (
            "ChangeMessageVisibility",
            "DeleteMessage",
            "GetQueueAttributes",
            "GetQueueUrl",
            "ReceiveMessage",
        )
    }


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def test_a_dead_letter_is_a_ticket_and_a_backlog_of_half_the_deadline_a_page(resources: Resources) -> None:
    letters = named(resources, "CloudWatch::Alarm", "deadletters")
    backlog = named(resources, "CloudWatch::Alarm", "backlog")
    assert letters["AlarmName"] == "Orders/Reports/dead-letters"
    assert (letters["MetricName"], letters["Threshold"]) == ("ApproximateNumberOfMessagesVisible", 1)
    assert "DeadLetters" in as_text(letters["Dimensions"][0]["Value"])
    assert letters["AlarmActions"] == letters["OKActions"]
    assert "Ticket" in as_text(letters["AlarmActions"][0])
    assert (backlog["MetricName"], backlog["Threshold"]) == ("ApproximateAgeOfOldestMessage", 6 * 3600)
    assert "Page" in as_text(backlog["AlarmActions"][0])


def test_the_functions_are_told_where_and_for_how_long(resources: Resources) -> None:
    front = named(resources, "Lambda::Function", "Front")["Environment"]["Variables"]
    worker = named(resources, "Lambda::Function", "Worker")["Environment"]["Variables"]
    numbers = {"JOB_PATIENCE_S": "43200", "JOB_KEEP_S": "86400", "JOB_POLL_S": "5"}
    assert numbers.items() <= front.items()
    assert (front["JOB_HELP_URL"], front["JOB_CORS_ORIGINS"]) == (HELP_URL, "https://app.example.com")
    assert (worker["JOB_MAX_RECEIVE_COUNT"], worker["JOB_RETRY_DELAY_S"]) == ("5", "60")
    for name in ("JOB_TABLE_NAME", "JOB_QUEUE_URL"):
        assert front[name] == worker[name]


def test_the_rules_find_nothing_in_it(outdir: Path) -> None:
    assert_well_wired(outdir, allow={"assumed-account": "another stack sets it"})


def test_cdk_nag_finds_only_what_the_page_explains(outdir: Path) -> None:
    assert nag_findings(outdir) == {
        ("Reports/DeadLetters", "Serverless-SQSRedrivePolicy"),
        ("Reports/Front", "AwsSolutions-IAM5[Resource::*]"),
        ("Reports/Front/Function", "Serverless-LambdaDLQ"),
        ("Worker", "AwsSolutions-IAM5[Resource::*]"),
        ("Worker/Function", "Serverless-LambdaDLQ"),
        ("Worker/Function/SqsEventSource", "Serverless-LambdaEventSourceMappingDestination"),
    }
    page = (Path(__file__).parents[2] / "docs" / "jobs.md").read_text()
    for rule in ("SQSRedrivePolicy", "LambdaDLQ", "LambdaEventSourceMappingDestination", "IAM5"):
        assert rule in page


def nag_findings(outdir: Path) -> set[tuple[str, str]]:
    """What cdk-nag found on the job route and its worker: construct and rule."""
    report = json.loads((outdir / "validation-report.json").read_text())
    found = {
        (construct["constructPath"].removeprefix("Orders/"), violation["ruleName"])
        for plugin in report["pluginReports"]
        for violation in plugin["violations"]
        for construct in violation["violatingConstructs"]
        if construct["constructPath"].startswith(("Orders/Reports", "Orders/Worker"))
    }
    return {(path.split("/Resource")[0].split("/Role")[0].split(":")[0], rule) for path, rule in found}


def test_without_its_dead_letters_the_queue_is_found(tmp_path: Path) -> None:
    app = cdk.App(outdir=str(tmp_path / "cdk.out"))
    jobs = make_jobs(cdk.Stack(app, "Orders"))
    queue = jobs.queue.node.default_child
    assert isinstance(queue, sqs.CfnQueue)
    queue.redrive_policy = None
    cdk.Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    with pytest.raises(RuntimeError, match="ValidationFailed"):
        app.synth()
    found = nag_findings(tmp_path / "cdk.out")
    assert ("Reports/Queue", "AwsSolutions-SQS3") in found


@pytest.mark.parametrize("rule", ["uninvokable-function", "unmade-function-log-group", "mute-alarm"])
def test_a_wire_that_is_cut_is_found_by_its_rule(rule: str, outdir: Path) -> None:
    template = json.loads((outdir / "Orders.template.json").read_text())
    with pytest.raises(AssertionError, match=rule):
        assert_well_wired(
            break_wire(template, rule), allow={"assumed-account": "another stack sets it"}, fail_on="note"
        )


def test_the_routes_go_into_an_openapi_body_as_well() -> None:
    stack = cdk.Stack(new_app(), "Orders")
    make_api(stack, make_jobs(stack).routes, definition=Definition.OPENAPI)
    paths = one_of(resources_of(stack), "ApiGateway::RestApi")["Properties"]["Body"]["paths"]
    assert {path: sorted(set(item) & {"get", "post"}) for path, item in paths.items()} == {
        "/reports": ["post"],
        "/reports/{job_id}": ["get"],
        "/reports/{job_id}/result": ["get"],
    }


# --- choices ---------------------------------------------------------------------------------------------------------


def test_a_key_of_yours_encrypts_table_queues_and_log_and_both_functions_may_use_it() -> None:
    stack = cdk.Stack(new_app(), "Orders")
    key = kms.Key(stack, "Key")
    make_jobs(stack, encryption_key=key)
    resources = resources_of(stack)
    (key_id,) = of_type(resources, "KMS::Key")
    arn = {"Fn::GetAtt": [key_id, "Arn"]}
    assert all(one["Properties"]["KmsMasterKeyId"] == arn for one in of_type(resources, "SQS::Queue").values())
    sse = one_of(resources, "DynamoDB::Table")["Properties"]["SSESpecification"]
    assert sse == {"KMSMasterKeyId": arn, "SSEEnabled": True, "SSEType": "KMS"}
    for role in ("Worker", "ReportsFront"):
        (policy,) = (one for name, one in of_type(resources, "IAM::Policy").items() if name.startswith(role))
        actions = {
            action
            for statement in policy["Properties"]["PolicyDocument"]["Statement"]
            if statement["Resource"] == arn
            for action in _listed(statement["Action"])
        }
        assert {"kms:Decrypt", "kms:GenerateDataKey*"} <= actions


def test_where_nobody_is_told_the_alarms_say_why() -> None:
    stack = cdk.Stack(new_app(), "Orders")
    jobs = make_jobs(stack)
    make_api(stack, jobs.routes)
    assert sorted(jobs.alarms) == ["backlog", "dead-letters"]
    alarms = of_type(resources_of(stack), "CloudWatch::Alarm").values()
    assert len(alarms) == 2
    for alarm in alarms:
        assert "AlarmActions" not in alarm["Properties"]
        assert alarm["Properties"]["AlarmDescription"].endswith("Nobody is told: a test.")
        assert alarm["Metadata"]["wellwired"]["allow"] == {"mute-alarm": "a test"}


def test_a_worker_with_an_alias_is_called_through_it() -> None:
    stack = cdk.Stack(new_app(), "Orders")
    make_jobs(stack, worker=make_worker(stack, alias_name="live"))
    mapping = one_of(resources_of(stack), "Lambda::EventSourceMapping")["Properties"]
    assert as_text(mapping["FunctionName"]).endswith(":live")


def test_a_plain_function_may_be_the_worker_and_what_is_asked_of_callers_is_passed_on() -> None:
    stack = cdk.Stack(new_app(), "Orders")
    worker = make_function(stack, timeout=cdk.Duration.seconds(60))
    jobs = make_jobs(stack, worker=worker, authorization=Authorization.iam(), api_key_required=True)
    assert jobs.worker is worker
    api: ProxyRestApi = make_api(stack, jobs.routes)
    assert set(api.methods) == {"POST /reports", "GET /reports/{job_id}", "GET /reports/{job_id}/result"}
    methods = of_type(resources_of(stack), "ApiGateway::Method").values()
    assert {one["Properties"]["AuthorizationType"] for one in methods} == {"AWS_IAM"}
    assert all(one["Properties"]["ApiKeyRequired"] for one in methods)


# --- what is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"max_receive_count": 0}, "max_receive_count is 0"),
        ({"max_concurrency": 1}, "max_concurrency is 1"),
        ({"poll_interval": cdk.Duration.seconds(0)}, "poll_interval is 0"),
    ],
)
def test_settings_that_aws_would_not_take_are_refused(options: dict[str, Any], problem: str) -> None:
    with pytest.raises(WiringError, match=problem):
        JobSettings(**options)


@pytest.mark.parametrize(
    ("settings", "minutes", "problem"),
    [
        (JobSettings(), 0.1, "the worker's timeout is 6 s"),
        (JobSettings(deadline=cdk.Duration.hours(2)), 5, "failed after 2 h, and 5 attempts .* take up to 2.58333 h"),
        (JobSettings(deadline=cdk.Duration.days(14)), 5, "keeps a message for 14 days"),
    ],
)
def test_times_that_do_not_fit_into_each_other_are_refused(settings: JobSettings, minutes: float, problem: str) -> None:
    stack = cdk.Stack(new_app(), "Orders")
    with pytest.raises(WiringError, match=problem):
        make_jobs(stack, worker=make_worker(stack, minutes=minutes), settings=settings)


@pytest.mark.parametrize(
    ("options", "problem"),
    [
        ({"path": "/shops/{shop}/reports"}, "has a parameter, which a worker would not be given"),
        ({"cors": Cors(allow_origins=("*",))}, "cors does not let a browser send Idempotency-Key"),
    ],
)
def test_a_route_that_would_not_do_what_it_says_is_refused(options: dict[str, Any], problem: str) -> None:
    with pytest.raises(WiringError, match=problem):
        make_jobs(cdk.Stack(new_app(), "Orders"), **options)


def test_a_worker_that_would_be_throttled_into_the_dead_letters_is_refused() -> None:
    stack = cdk.Stack(new_app(), "Orders")
    with pytest.raises(WiringError, match="reserved concurrency of 5 and is to run 10 jobs"):
        make_jobs(stack, worker=make_worker(stack, reserved_concurrency=5))


def test_a_worker_of_two_routes_is_refused_as_its_environment_names_one_table() -> None:
    stack = cdk.Stack(new_app(), "Orders")
    jobs = make_jobs(stack)
    with pytest.raises(WiringError, match="the worker serves Orders/Reports already"):
        JobRoute(stack, "More", path="/more", worker=jobs.worker, notifications=SILENT, help_url=HELP_URL)
