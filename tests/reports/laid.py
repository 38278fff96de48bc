"""Rules and a template made for these tests: the reports are tested without the catalogue."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wellwired.engine import judge, merge
from wellwired.findings import Allowed, Crash, Finding, Open, Outcome, Remark, Severity, Unread
from wellwired.model.access import Role
from wellwired.model.api import Deployment, Method, Stage
from wellwired.model.compute import Function, Permission
from wellwired.model.node import Node
from wellwired.model.operations import Alarm
from wellwired.model.origin import Position
from wellwired.model.plans import ApiKey, UsagePlan
from wellwired.model.setting import Unsettled
from wellwired.model.wiring import Unplaced, Wiring
from wellwired.readers import read_text
from wellwired.reports import Report, shown
from wellwired.reports.drawing import Box, Drawing, Wire, draw
from wellwired.reports.source import Sources
from wellwired.rules import Judge, Rule

PAGE = """{title}.

## What it sees
A `thing` that is not wired.

## Reported
```yaml
Resources: {{}}
```

## Source
https://docs.aws.amazon.com/apigateway/
"""


class LaidRule(Rule):
    """A rule with a page of its own, though it shares its module with others."""

    @property
    def page(self) -> str:
        return PAGE.format(title=f"The fault {self.name}").strip()


def make_rule(name: str, judge: Judge, kind: type[Node] | None, severity: Severity, status: str = "") -> Rule:
    return LaidRule(name, "example", severity, status, "0.1", kind, judge)


def wrong_method(method: Method, wiring: Wiring) -> Iterator[Finding]:
    integration = method.integration.known()
    if integration and integration.integration_http_method.known() == "GET":
        function = wiring.all(Function)[0]
        yield Finding.on(
            method,
            "Integration/IntegrationHttpMethod",
            f"{method.label} calls the function by GET, and Lambda takes only POST",
            fix="set IntegrationHttpMethod to POST",
            to=function,
        )


def slow_function(function: Function, wiring: Wiring) -> Iterator[Finding]:
    if function.timeout.or_default(3) > 29:
        yield Finding.on(
            function,
            "Timeout",
            f"{function.label} may run 60 s, and the gateway waits for 29 s",
            fix="set Timeout to 28 or less",
            to=wiring.all(Method)[0],
        )


def uncovered_route(permission: Permission, wiring: Wiring) -> Iterator[Finding]:
    if "GET" in (permission.source_arn.known() or ""):
        yield Finding.on(
            permission,
            "SourceArn",
            f"{permission.label} covers GET only: POST /orders may not be invoked",
            fix="set SourceArn to cover /*/*",
            to=wiring.all(Function)[0],
        )


def partial_deployment(deployment: Deployment) -> Iterator[Finding]:
    if "shop/OrderGet" not in deployment.depends_on:
        yield Finding.on(deployment, "DependsOn", f"{deployment.label} does not wait for OrderGet", fix="add OrderGet")


def keyless_plan(plan: UsagePlan, wiring: Wiring) -> Iterator[Finding]:
    for key in wiring.all(ApiKey):
        yield Finding.on(plan, "", f"{plan.label} has no key", fix="add an AWS::ApiGateway::UsagePlanKey", to=key)


def silent_alarm(alarm: Alarm) -> Iterator[Finding]:
    if alarm.threshold.or_default(0.0) > 1 and alarm.statistic.known() == "Average":
        yield Finding.on(alarm, "Threshold", f"{alarm.label} can never fire", fix="set Threshold below 1")


def unlogged(stage: Stage) -> Iterator[Finding]:
    yield Finding.on(stage, "AccessLogSetting", f"{stage.label} writes no access log", fix="set AccessLogSetting")


def over_wide_role(role: Role) -> Iterator[Finding]:
    yield Finding.on(role, "Policies", f"{role.label} is shared", fix="give each function its own role")


def unknown_thing(stage: Stage) -> Iterator[Finding]:
    raise Unsettled("parameter Debug has no value and no default")
    yield


RULES = (
    make_rule("wrong-method", wrong_method, Method, Severity.ERROR, "500"),
    make_rule("slow-function", slow_function, Function, Severity.ERROR, "504"),
    make_rule("uncovered-route", uncovered_route, Permission, Severity.ERROR, "500"),
    make_rule("partial-deployment", partial_deployment, Deployment, Severity.ERROR, "deploy"),
    make_rule("keyless-plan", keyless_plan, UsagePlan, Severity.WARNING, "403"),
    make_rule("silent-alarm", silent_alarm, Alarm, Severity.WARNING),
    make_rule("unlogged", unlogged, Stage, Severity.NOTE),
    make_rule("over-wide-role", over_wide_role, Role, Severity.WARNING),
    make_rule("unknown-thing", unknown_thing, Stage, Severity.WARNING),
)

SHOP = Path(__file__).parent / "shop.yaml"

# What an attacker would name things in a template that somebody else audits.
HOSTILE = "x\x1b[31m<script>alert(1)</script>`|**@team** ]](http://evil.example)\r\n::error::owned\u202e"


@dataclass(frozen=True, slots=True)
class Judged:
    """A wiring, its outcome and the report made of them."""

    wiring: Wiring
    outcome: Outcome
    report: Report


def judge_text(text: str, file: str = "shop.yaml") -> Judged:
    wiring = read_text(text, file)
    outcome = merge([judge(wiring, RULES)], files=[file])
    drawings = (draw(wiring, outcome.findings),)
    return Judged(wiring, outcome, Report(outcome, RULES, sources=Sources({file: text}), drawings=drawings))


def judge_shop() -> Judged:
    return judge_text(SHOP.read_text(encoding="utf-8"))


def make_hostile_report() -> Report:
    """A report in which every text that a template can choose is an attack."""
    place = Position(1, 1)
    file = f"{HOSTILE}.yaml"
    findings = [
        Finding(
            message=f"{rule.name} at {HOSTILE}",
            fix=f"rename {HOSTILE}",
            address=f"stack/{HOSTILE}",
            label=f"Stage {HOSTILE}",
            property=HOSTILE,
            file=file,
            position=place,
            construct_path=HOSTILE,
            rule=rule.name,
            severity=rule.severity,
            status=rule.status,
        )
        for rule in RULES
    ]
    outcome = Outcome(
        findings,
        open=[Open("unknown-thing", HOSTILE, HOSTILE, HOSTILE, file, place)],
        allowed=[Allowed(findings[0], HOSTILE, HOSTILE)],
        known=findings[1:2],
        unread=[Unread(HOSTILE, HOSTILE, HOSTILE, place)],
        unplaced=[Unplaced(HOSTILE, HOSTILE, file)],
        crashes=[Crash("wrong-method", HOSTILE, HOSTILE)],
        remarks=[Remark(HOSTILE, file, place)],
        files=[file],
        resources=1,
    )
    boxes = (Box("a", "stage", "stage", (shown(HOSTILE),), ("a",)), Box("b", "function", "function", ("b",), ("b",)))
    drawing = Drawing(shown(HOSTILE), boxes, (Wire("a", "b", shown(HOSTILE)),), frozenset({file}))
    sources = Sources({file: f"{HOSTILE}: 1\n"})
    return Report(outcome, RULES, sources=sources, drawings=(drawing,), baseline=HOSTILE)
