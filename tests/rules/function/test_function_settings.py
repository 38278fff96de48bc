"""A function's settings: runtimes, concurrency, packages, aliases, in plain templates and in SAM."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from wellwired.findings import Finding, Outcome
from wellwired.model.runtimes import DEPRECATED_SINCE, REFUSED_SINCE

Reported = Callable[[str, str], list[Finding]]
Judged = Callable[[str, str], Outcome]

NOTES = ("default-memory", "unreserved-concurrency", "undelivered-failure", "untraced-function")


def sam(*, api: bool = True, shared: dict[str, Any] | None = None, **properties: object) -> str:
    function = {"CodeUri": "s3://bucket/code.zip", "Handler": "index.handler", "Runtime": "python3.13", **properties}
    if api:
        function["Events"] = {"A": {"Type": "Api", "Properties": {"Path": "/a", "Method": "GET"}}}
    return json.dumps(
        {
            "Transform": "AWS::Serverless-2016-10-31",
            "Globals": {"Function": shared or {"Timeout": 5}},
            "Parameters": {"Number": {"Type": "Number"}},
            "Resources": {"Fn": {"Type": "AWS::Serverless::Function", "Properties": function}},
        }
    )


def function(**properties: object) -> str:
    given = {"Role": "arn:aws:iam::111122223333:role/fn", **properties}
    return json.dumps({"Resources": {"Fn": {"Type": "AWS::Lambda::Function", "Properties": given}}})


def test_settings_of_globals_are_a_functions_own(reported: Reported) -> None:
    shared = {
        "MemorySize": 512,
        "Tracing": "Active",
        "ReservedConcurrentExecutions": 5,
        "DeadLetterQueue": {"Type": "SQS", "TargetArn": "arn:aws:sqs:eu-west-1:111122223333:q"},
    }
    for rule in NOTES:
        assert len(reported(rule, sam())) == 1, rule
        assert reported(rule, sam(shared=shared)) == [], rule


def test_a_function_behind_no_api_is_left_alone(reported: Reported) -> None:
    for rule in (*NOTES, "blocked-function"):
        assert reported(rule, sam(api=False, ReservedConcurrentExecutions=0 if rule == "blocked-function" else 5)) == []


def test_a_setting_by_parameter_stays_open(judged: Judged) -> None:
    outcome = judged("blocked-function", sam(ReservedConcurrentExecutions={"Ref": "Number"}))
    assert (len(outcome.findings), len(outcome.open)) == (0, 1)


def test_a_destination_on_failure_catches_what_fails(reported: Reported) -> None:
    destination = {"DestinationConfig": {"OnFailure": {"Type": "SQS", "Destination": "arn:aws:sqs:eu-west-1:1:q"}}}
    assert reported("undelivered-failure", sam(EventInvokeConfig=destination)) == []


@pytest.mark.parametrize("runtime", ["python3.7", "nodejs14.x", "go1.x", "provided"])
def test_a_runtime_that_is_refused_is_an_error_and_no_warning(reported: Reported, runtime: str) -> None:
    assert len(reported("retired-runtime", sam(Runtime=runtime))) == 1
    assert reported("deprecated-runtime", sam(Runtime=runtime)) == []


@pytest.mark.parametrize("runtime", ["python3.13", "nodejs22.x", "java21", "provided.al2023", "python3.99"])
def test_a_runtime_that_is_not_known_to_be_old_is_fine(reported: Reported, runtime: str) -> None:
    assert reported("retired-runtime", sam(Runtime=runtime)) == []
    assert reported("deprecated-runtime", sam(Runtime=runtime)) == []


def test_no_runtime_is_both_refused_and_on_its_way_out() -> None:
    assert set(REFUSED_SINCE) & set(DEPRECATED_SINCE) == set()


def test_an_image_has_no_handler_and_an_archive_has_one(reported: Reported) -> None:
    image = {"PackageType": "Image", "Code": {"ImageUri": "111122223333.dkr.ecr.eu-west-1.amazonaws.com/a:1"}}
    assert reported("configured-image", function(**image)) == []
    assert reported("incomplete-function", function(**image)) == []
    assert len(reported("configured-image", function(**image, Runtime="python3.13", Handler="a.b"))) == 1
    assert len(reported("incomplete-function", function(Code={"ImageUri": "a"}))) == 1
    assert reported("incomplete-function", sam()) == []


def test_inline_code_is_for_python_and_node_alone(reported: Reported) -> None:
    code = {"Code": {"ZipFile": "x"}, "Handler": "index.handler"}
    assert reported("inline-archive", function(**code, Runtime="nodejs22.x")) == []
    assert len(reported("inline-archive", function(**code, Runtime="ruby3.3"))) == 1


def test_names_that_lambda_keeps_are_reported_one_by_one(reported: Reported) -> None:
    variables = {"AWS_REGION": "eu-west-1", "AWS_XRAY_CONTEXT_MISSING": "LOG_ERROR", "TABLE": "t", "_HANDLER": "x"}
    found = reported("reserved-variable", sam(Environment={"Variables": variables}))
    assert sorted(one.property.rpartition("/")[2] for one in found) == ["AWS_REGION", "_HANDLER"]


def test_the_alias_that_sam_publishes_is_pinned(reported: Reported) -> None:
    assert reported("unpinned-alias", sam(AutoPublishAlias="live")) == []
    assert reported("alias-of-another-function", sam(AutoPublishAlias="live")) == []


@pytest.mark.parametrize(("version", "pinned"), [("$LATEST", False), ("7", True)])
def test_an_alias_by_number_is_pinned(reported: Reported, version: str, pinned: bool) -> None:
    alias = {"FunctionName": "fn", "Name": "live", "FunctionVersion": version}
    text = json.dumps({"Resources": {"Live": {"Type": "AWS::Lambda::Alias", "Properties": alias}}})
    assert bool(reported("unpinned-alias", text)) is not pinned
