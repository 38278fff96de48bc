"""The verdict on the templates of a synth, and how it is told to the CDK."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import aws_cdk as cdk

from wellwired.engine import judge, merge
from wellwired.findings import Finding, Outcome, Severity
from wellwired.model.text import display
from wellwired.readers import read_text
from wellwired.readers.assembly import read_synthesised
from wellwired.readers.joins import Harvest


def rehearse() -> None:
    """Judge an empty template, so that readers and rules are loaded when the verdict is asked for."""
    judge(read_text('{"Resources": {}}', "rehearsal.json"))


def judge_templates(templates: Sequence[Path]) -> Outcome:
    """Judge templates of one app, in its cloud assembly; what their metadata allows is set apart."""
    harvest = Harvest()
    read_synthesised(templates, harvest, acknowledged=False)
    return merge([judge(wiring) for wiring in harvest.wirings], unread=harvest.unread, files=harvest.files)


def report_outcome(outcome: Outcome, fail_on: Severity | None) -> cdk.PolicyValidationPluginReport:
    """The outcome as the CDK takes it; findings at or above `fail_on` fail synth, and what was not judged does."""
    violations = [*_violations(outcome, fail_on), *_failures(outcome)]
    return cdk.PolicyValidationPluginReport(
        success=not any(violation.severity in ("error", "fatal") for violation in violations),
        violations=violations,
        metadata=_tell(outcome),
    )


def rule_id(rule: str) -> str:
    """A rule's name as the CDK acknowledges it."""
    return f"wellwired::{rule}"


def _violations(outcome: Outcome, fail_on: Severity | None) -> Iterator[cdk.PolicyViolation]:
    """One violation for each way a rule is broken; the resources that share words and fix stand in one."""
    alike: dict[tuple[str, str, str], list[Finding]] = {}
    for finding in outcome.findings:
        alike.setdefault((finding.rule, finding.message, finding.fix), []).append(finding)
    for (rule, message, fix), findings in alike.items():
        yield cdk.PolicyViolation(
            rule_name=rule_id(rule),
            description=message + _effect(findings[0].status),
            fix=fix,
            severity=_level(findings[0].severity, fail_on),
            violating_resources=[_resource(finding) for finding in findings],
            rule_metadata={"severity": findings[0].severity.word, "page": f"wellwired rules {rule}"},
        )


def _effect(status: str) -> str:
    if not status:
        return ""
    return ": the deployment fails" if status == "deploy" else f": the client sees {status}"


def _level(severity: Severity, fail_on: Severity | None) -> str:
    # Once something is acknowledged the CDK forgets `success` and counts errors anew, so the word itself must say
    # whether synth fails.
    if fail_on is not None and severity >= fail_on:
        return "error"
    return "info" if severity is Severity.NOTE else "warning"


def _resource(finding: Finding) -> cdk.PolicyViolatingResource:
    place = finding.property.replace("/", ".")
    return cdk.PolicyViolatingResource(
        resource_logical_id=finding.address.partition("#")[0].rpartition("/")[2],
        template_path=finding.file,
        locations=[f"Properties.{place}"] if place else [],
    )


def _failures(outcome: Outcome) -> Iterator[cdk.PolicyViolation]:
    """What was not judged, as violations that nobody can acknowledge away."""
    for crash in outcome.crashes:
        at = f" on {crash.address}" if crash.address else ""
        said = display(f"rule {crash.rule} failed{at}: {crash.error}")
        yield _failure("internal-error", said, "this is a fault of wellwired: please report it; the others went on")
    for unread in outcome.unread:
        said = f"{unread.file}: {unread.problem}"
        yield _failure("unreadable-template", said, unread.remedy or "what the template holds was not judged")


def _failure(rule: str, description: str, fix: str) -> cdk.PolicyViolation:
    # The CDK prints a violation once for each resource, so one that has none must name a place all the same.
    nowhere = cdk.PolicyViolatingResource(locations=[])
    return cdk.PolicyViolation(
        rule_name=rule_id(rule), description=description, fix=fix, severity="fatal", violating_resources=[nowhere]
    )


def _tell(outcome: Outcome) -> dict[str, str]:
    """How much was judged, so that silence is never taken for clean."""
    said = {"judged": f"{outcome.apis} REST APIs and {outcome.resources} resources in {len(outcome.files)} templates"}
    if outcome.allowed:
        said["allowed in metadata"] = ", ".join(
            f"{item.finding.rule} on {item.finding.label}: {item.reason}" for item in outcome.allowed
        )
    if outcome.open:
        said["not settled"] = ", ".join(dict.fromkeys(f"{item.rule}: {item.reason}" for item in outcome.open))
    return said
