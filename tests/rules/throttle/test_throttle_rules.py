"""Limits of stages and plans: zero, off, per method, and plans that promise what a stage does not let through."""

from collections.abc import Callable

import pytest

from wellwired.findings import Finding

Reported = Callable[[str, str], list[Finding]]

API = "  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: api}}\n"


def stage(*entries: str) -> str:
    properties = f"{{RestApiId: !Ref Api, DeploymentId: d, StageName: prod, MethodSettings: [{', '.join(entries)}]}}"
    return f"  Stage: {{Type: AWS::ApiGateway::Stage, Properties: {properties}}}\n"


def entry(rate: str = "", burst: str = "", path: str = "/*", verb: str = "*") -> str:
    limits = (f", ThrottlingRateLimit: {rate}" if rate else "") + (f", ThrottlingBurstLimit: {burst}" if burst else "")
    return f'{{ResourcePath: "{path}", HttpMethod: "{verb}"{limits}}}'


def plan(more: str) -> str:
    properties = f"{{ApiStages: [{{ApiId: !Ref Api, Stage: !Ref Stage}}], {more}}}"
    return f"  Plan: {{Type: AWS::ApiGateway::UsagePlan, Properties: {properties}}}\n"


def resources(*parts: str) -> str:
    return "Parameters: {P: {Type: String}}\nResources:\n" + "".join(parts)


@pytest.mark.parametrize(
    ("rate", "burst", "shut"),
    [
        ("100", "50", 0),
        ("0", "50", 1),
        ("100", "0", 1),
        ("0", "0", 1),
        ("'0'", "5", 1),
        ("-1", "-1", 0),
        ("0.5", "1", 0),
    ],
)
def test_a_limit_of_nothing_lets_nothing_through(reported: Reported, rate: str, burst: str, shut: int) -> None:
    assert len(reported("zero-stage-limit", resources(API, stage(entry(rate, burst))))) == shut


def test_a_limit_of_one_method_is_looked_at_too(reported: Reported) -> None:
    (finding,) = reported("zero-stage-limit", resources(API, stage(entry("9", "9"), entry("0", "0", "/a", "GET"))))
    assert finding.property == "MethodSettings/1/ThrottlingRateLimit"
    assert "GET /a" in finding.message


@pytest.mark.parametrize(
    ("entries", "findings"),
    [
        ((entry("9", "9"),), 0),
        ((entry("9"),), 0),
        ((), 1),
        ((entry(),), 1),
        ((entry("-1", "-1"),), 1),
        ((entry("9", "9"), entry("", "", "/a", "GET")), 1),
        ((entry("9", "9"), entry("1", "1", "/a", "GET")), 0),
        ((entry("1", "1", "/a", "GET"),), 1),
    ],
)
def test_a_stage_has_a_limit_for_every_method(reported: Reported, entries: tuple[str, ...], findings: int) -> None:
    assert len(reported("unthrottled-stage", resources(API, stage(*entries)))) == findings


@pytest.mark.parametrize(
    ("limits", "paths"),
    [
        ("Throttle: {RateLimit: 1, BurstLimit: 1}", []),
        ("Throttle: {RateLimit: 0, BurstLimit: 0}", ["Throttle/RateLimit", "Throttle/BurstLimit"]),
        ("Quota: {Limit: 0, Period: DAY}", ["Quota/Limit"]),
    ],
)
def test_a_plan_of_nothing_names_each_zero(reported: Reported, limits: str, paths: list[str]) -> None:
    found = reported("zero-plan-limit", resources(API, stage(), plan(limits)))
    assert [finding.property for finding in found] == paths


@pytest.mark.parametrize(
    ("limits", "paths"),
    [
        ("Throttle: {RateLimit: 100, BurstLimit: 50}", []),
        ("Throttle: {RateLimit: 101, BurstLimit: 51}", ["Throttle/RateLimit", "Throttle/BurstLimit"]),
        ("Quota: {Limit: 1, Period: DAY}", []),
    ],
)
def test_a_plan_stays_below_its_stage(reported: Reported, limits: str, paths: list[str]) -> None:
    found = reported("unreachable-plan-limit", resources(API, stage(entry("100", "50")), plan(limits)))
    assert [finding.property for finding in found] == paths


def test_a_stage_without_a_limit_undercuts_nothing(reported: Reported) -> None:
    template = resources(API, stage(entry("-1", "-1")), plan("Throttle: {RateLimit: 5}"))
    assert reported("unreachable-plan-limit", template) == []
