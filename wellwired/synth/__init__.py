"""The CDK validation plugin: `Validations.of(app).add_plugins(WellWired())` judges the app's wiring at synth.

Source: https://docs.aws.amazon.com/cdk/v2/guide/policy-validation-synthesis.html
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import Literal

from wellwired import __version__
from wellwired.errors import MissingExtraError, UsageError
from wellwired.findings import Severity

if find_spec("aws_cdk") is None:
    raise MissingExtraError("wellwired.synth", "cdk")

import aws_cdk as cdk
import jsii

__all__ = ["FailOn", "WellWired"]

FailOn = Literal["error", "warning", "note", "never"]


@jsii.implements(cdk.IPolicyValidationPlugin)
class WellWired:
    """Judges all stacks of an app, or of the stage it is added to, each environment as one, copies of a stage apart.

    fail_on: the severity from which synth fails, "error" unless given. The CDK knows two levels, what fails and what
    does not: a finding at or above `fail_on` is an error in its report, one below it a warning or an info. The
    rule's own severity is in the violation's metadata. Raises `UsageError` for another word.
    """

    def __init__(self, *, fail_on: FailOn = "error") -> None:
        if fail_on not in ("error", "warning", "note", "never"):
            raise UsageError(
                f"fail_on is {fail_on!r}", where="WellWired", remedy="give 'error', 'warning', 'note' or 'never'"
            )
        self._fail_on = None if fail_on == "never" else Severity[fail_on.upper()]
        # The app is made and synthesised by a Node process, for which Python waits: time to load readers and rules in.
        Thread(target=_get_ready, name="wellwired gets ready", daemon=True).start()

    @property
    def name(self) -> str:
        """The plugin's name, and the namespace of its rules in acknowledgements."""
        return "wellwired"

    @property
    def rule_ids(self) -> list[str]:
        """Every rule as acknowledgements spell it."""
        from wellwired.rules import all_rules
        from wellwired.synth.verdict import rule_id

        return [rule_id(rule.name) for rule in all_rules()]

    @property
    def version(self) -> str:
        """The version of wellwired."""
        return __version__

    def validate(self, context: cdk.IPolicyValidationContext) -> cdk.PolicyValidationPluginReport:
        """Judge the templates that the CDK has just written; what cannot be judged is in the report, too."""
        from wellwired.synth.verdict import judge_templates, report_outcome

        templates = [Path(stack.template_path) for stack in context.stack_templates]
        with _paused_collection():
            outcome = judge_templates(templates)
        return report_outcome(outcome, self._fail_on)


@contextmanager
def _paused_collection() -> Iterator[None]:
    """Collect no garbage meanwhile: with the CDK loaded each collection takes longer than the verdict on a stack."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _get_ready() -> None:
    import_module("wellwired.synth.verdict").rehearse()
