"""ProxyFunction: bounded, traced, logging in JSON to its own group, with a role that may do no more than that."""

from pathlib import Path
from typing import Any

import aws_cdk as cdk
import pytest
from aws_cdk import aws_kms as kms
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs

from tests.constructs.construct_samples import new_stack, of_type, one_of, resources_of
from wellwired.constructs import ProxyFunction
from wellwired.errors import WiringError

X_RAY = {"xray:PutTraceSegments", "xray:PutTelemetryRecords"}


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    source = tmp_path_factory.mktemp("handler")
    (source / "app.py").write_text("def handler(event, context):\n    return {'statusCode': 204}\n")
    return source


@pytest.fixture(scope="module")
def resources(source: Path) -> dict[str, dict[str, Any]]:
    """A function with nothing said that need not be."""
    stack = new_stack()
    ProxyFunction(stack, "Orders", source=source, handler="app.handler")
    return resources_of(stack)


@pytest.fixture(scope="module")
def chosen(source: Path) -> dict[str, dict[str, Any]]:
    """A function with everything said."""
    stack = new_stack()
    ProxyFunction(
        stack,
        "Orders",
        source=str(source),
        handler="app.handler",
        memory_size=1_024,
        timeout=cdk.Duration.seconds(5),
        runtime=lambda_.Runtime.PYTHON_3_12,
        architecture=lambda_.Architecture.ARM_64,
        layers=[lambda_.LayerVersion(stack, "Layer", code=lambda_.Code.from_asset(str(source)))],
        environment={"TABLE": "orders"},
        reserved_concurrency=20,
        alias_name="live",
        description="Orders",
        log_retention=logs.RetentionDays.ONE_WEEK,
        log_removal_policy=cdk.RemovalPolicy.DESTROY,
        log_encryption_key=kms.Key(stack, "Key"),
    )
    return resources_of(stack)


def properties_of_function(resources: dict[str, dict[str, Any]]) -> dict[str, Any]:
    properties: dict[str, Any] = one_of(resources, "Lambda::Function")["Properties"]
    return properties


def test_memory_and_timeout_are_always_in_the_template(resources: dict[str, dict[str, Any]]) -> None:
    properties = properties_of_function(resources)
    assert (properties["MemorySize"], properties["Timeout"]) == (512, 10)


def test_the_default_timeout_is_below_every_integration_that_waits_as_long_as_it_can(
    resources: dict[str, dict[str, Any]],
) -> None:
    assert properties_of_function(resources)["Timeout"] < 29


def test_the_runtime_is_the_newest_python_that_the_cdk_knows(resources: dict[str, dict[str, Any]]) -> None:
    minors = [int(name.removeprefix("PYTHON_3_")) for name in dir(lambda_.Runtime) if name.startswith("PYTHON_3_")]
    assert properties_of_function(resources)["Runtime"] == f"python3.{max(minors)}"


def test_it_is_traced(resources: dict[str, dict[str, Any]]) -> None:
    assert properties_of_function(resources)["TracingConfig"] == {"Mode": "Active"}


def test_it_logs_json_to_a_group_of_its_own_that_expires(resources: dict[str, dict[str, Any]]) -> None:
    (group_id,) = of_type(resources, "Logs::LogGroup")
    assert properties_of_function(resources)["LoggingConfig"] == {"LogFormat": "JSON", "LogGroup": {"Ref": group_id}}
    group = one_of(resources, "Logs::LogGroup")
    assert group["Properties"] == {"RetentionInDays": 90}
    assert group["DeletionPolicy"] == "Retain"


def test_the_role_has_no_managed_policy_and_is_lambdas(resources: dict[str, dict[str, Any]]) -> None:
    properties = one_of(resources, "IAM::Role")["Properties"]
    assert "ManagedPolicyArns" not in properties
    (statement,) = properties["AssumeRolePolicyDocument"]["Statement"]
    assert statement["Principal"] == {"Service": "lambda.amazonaws.com"}


def test_the_role_may_write_its_own_log_and_traces_and_nothing_else(resources: dict[str, dict[str, Any]]) -> None:
    (group_id,) = of_type(resources, "Logs::LogGroup")
    documents = [p["PolicyDocument"] for p in one_of(resources, "IAM::Role")["Properties"]["Policies"]]
    documents += [p["Properties"]["PolicyDocument"] for p in of_type(resources, "IAM::Policy").values()]
    statements = [statement for document in documents for statement in document["Statement"]]
    own_log, traces = sorted(statements, key=lambda s: str(s["Action"]))
    assert set(own_log["Action"]) == {"logs:CreateLogStream", "logs:PutLogEvents"}
    assert own_log["Resource"] == {"Fn::GetAtt": [group_id, "Arn"]}
    assert set(traces["Action"]) == X_RAY


def test_what_is_said_is_made(chosen: dict[str, dict[str, Any]]) -> None:
    (layer_id,) = of_type(chosen, "Lambda::LayerVersion")
    assert (
        properties_of_function(chosen).items()
        >= {
            "MemorySize": 1_024,
            "Timeout": 5,
            "Runtime": "python3.12",
            "Architectures": ["arm64"],
            "Layers": [{"Ref": layer_id}],
            "Environment": {"Variables": {"TABLE": "orders"}},
            "ReservedConcurrentExecutions": 20,
            "Description": "Orders",
        }.items()
    )
    group = one_of(chosen, "Logs::LogGroup")
    (key_id,) = of_type(chosen, "KMS::Key")
    assert group["Properties"] == {"RetentionInDays": 7, "KmsKeyId": {"Fn::GetAtt": [key_id, "Arn"]}}
    assert group["DeletionPolicy"] == "Delete"


def test_an_alias_points_at_a_published_version(chosen: dict[str, dict[str, Any]]) -> None:
    (version_id,) = of_type(chosen, "Lambda::Version")
    alias = one_of(chosen, "Lambda::Alias")["Properties"]
    assert alias["Name"] == "live"
    assert alias["FunctionVersion"] == {"Fn::GetAtt": [version_id, "Version"]}


def test_routes_call_the_alias_where_there_is_one(source: Path) -> None:
    stack = new_stack()
    plain = ProxyFunction(stack, "Plain", source=source, handler="app.handler")
    published = ProxyFunction(stack, "Published", source=source, handler="app.handler", alias_name="live")
    assert plain.target is plain.function
    assert published.target is published.alias


def test_running_the_tests_does_not_redeploy_the_function(source: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    (copy / "__pycache__").mkdir(parents=True)
    (copy / "orders" / "__pycache__").mkdir(parents=True)
    (copy / "app.py").write_text((source / "app.py").read_text())
    (copy / "orders" / "model.py").write_text("")
    keys = []
    for number in range(2):
        for place in (copy / "__pycache__" / "app.pyc", copy / "orders" / "__pycache__" / "m.pyc", copy / "app.pyc"):
            place.write_text(str(number))
        stack = new_stack()
        ProxyFunction(stack, "Orders", source=copy, handler="app.handler")
        keys.append(properties_of_function(resources_of(stack))["Code"]["S3Key"])
    assert keys[0] == keys[1]


def test_a_changed_module_redeploys_the_function(handler_source: Path) -> None:
    keys = set()
    for text in ("# one", "# two"):
        with (handler_source / "app.py").open("a") as file:
            file.write(text)
        stack = new_stack()
        ProxyFunction(stack, "Orders", source=handler_source, handler="app.handler")
        keys.add(properties_of_function(resources_of(stack))["Code"]["S3Key"])
    assert len(keys) == 2


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"handler": "app.main"}, r"Orders/F: app\.py defines no main"),
        ({"handler": "main.handler"}, r"Orders/F: .* has no main\.py"),
        ({"memory_size": 64}, "Orders/F: memory_size is 64 MB"),
        ({"memory_size": 10_241}, "Orders/F: memory_size is 10241 MB"),
        ({"timeout": cdk.Duration.minutes(16)}, "Orders/F: timeout is 960"),
        ({"reserved_concurrency": 0}, "Orders/F: reserved_concurrency is 0: every invocation is refused"),
        ({"alias_name": "$LATEST"}, r"Orders/F: an alias cannot be \$LATEST"),
    ],
)
def test_what_would_fail_every_call_is_refused(source: Path, options: dict[str, Any], said: str) -> None:
    arguments: dict[str, Any] = {"source": source, "handler": "app.handler"}
    with pytest.raises(WiringError, match=said):
        ProxyFunction(new_stack(), "F", **(arguments | options))
