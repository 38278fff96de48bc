"""Take out of a template what the embedded AWS's CloudFormation refuses, with everything that refers to it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

Template = dict[str, Any]

# None of these takes part in answering a request: they watch, or they guard the edge.
REFUSED_TYPES: Final = {
    "AWS::CloudWatch::AnomalyDetector": "anomaly detectors are not emulated",
    "AWS::CloudWatch::CompositeAlarm": "composite alarms are not emulated",
    "AWS::CloudWatch::InsightRule": "insight rules are not emulated",
    "AWS::Chatbot::MicrosoftTeamsChannelConfiguration": "chat applications are not emulated",
    "AWS::Chatbot::SlackChannelConfiguration": "chat applications are not emulated",
    "AWS::Logs::QueryDefinition": "saved Logs Insights queries are not emulated",
    "AWS::WAFv2::LoggingConfiguration": "the web application firewall does not log",
    "AWS::WAFv2::WebACLAssociation": "the web application firewall is in front of nothing",
}
METRIC_MATH: Final = "alarms on metric math or anomaly bands are not emulated"
PLACEHOLDER: Final = "left-out-locally"
SUBSTITUTE: Final = re.compile(r"\$\{([A-Za-z0-9]+)(?:\.[A-Za-z0-9.]+)?\}")


class _Gone:
    """Stands where a value was that cannot be had without a resource left out."""


GONE: Final = _Gone()


@dataclass(frozen=True)
class LeftOut:
    """One resource that is not deployed to the embedded AWS: its type, its name, and why."""

    resource_type: str
    name: str
    reason: str


def resource_name(logical_id: str, resource: Mapping[str, Any]) -> str:
    """Return the construct path of a resource where the CDK wrote it down, else its logical id."""
    path = str(resource.get("Metadata", {}).get("aws:cdk:path", logical_id))
    return path.removesuffix("/Resource")


def refusal(resource: Mapping[str, Any]) -> str | None:
    """Return why the embedded AWS refuses this resource, or None."""
    kind = resource.get("Type", "")
    if kind == "AWS::CloudWatch::Alarm" and "Metrics" in resource.get("Properties", {}):
        return METRIC_MATH
    return REFUSED_TYPES.get(kind)


def trim_template(template: Template, lost_exports: frozenset[str] = frozenset()) -> tuple[Template, list[LeftOut]]:
    """Return the template without what is refused and what refers to it, and what was left out.

    `lost_exports` holds exports of other templates that went with their resource, as `export_names` writes them.
    """
    resources = template.get("Resources", {})
    reasons = {logical_id: refusal(resource) for logical_id, resource in resources.items()}
    left_out = {logical_id: reason for logical_id, reason in reasons.items() if reason}
    kept = {logical_id: resource for logical_id, resource in resources.items() if logical_id not in left_out}
    if not left_out and not lost_exports:
        return template, []
    cut = _Cut(frozenset(left_out), lost_exports)
    trimmed = {**template, "Resources": {key: cut.resource(value) for key, value in kept.items()}}
    if "Outputs" in template:
        outputs = {key: cut.value(value) for key, value in template["Outputs"].items()}
        trimmed["Outputs"] = {key: value for key, value in outputs.items() if value is not GONE and "Value" in value}
    said = [
        LeftOut(resources[logical_id]["Type"], resource_name(logical_id, resources[logical_id]), reason)
        for logical_id, reason in left_out.items()
    ]
    return trimmed, said


def export_names(template: Template) -> frozenset[str]:
    """Return the names under which a template exports values, each as JSON, since a name may be an intrinsic."""
    outputs = template.get("Outputs", {}).values()
    return frozenset(json.dumps(output["Export"]["Name"], sort_keys=True) for output in outputs if "Export" in output)


@dataclass(frozen=True)
class _Cut:
    """The one walk that removes references to `resources` and imports of `exports`."""

    resources: frozenset[str]
    exports: frozenset[str]

    def resource(self, resource: dict[str, Any]) -> dict[str, Any]:
        """Return a resource that waits for and refers to nothing that is left out."""
        waits = resource.get("DependsOn", [])
        waits = [waits] if isinstance(waits, str) else waits
        rest: dict[str, Any] = self.value({key: value for key, value in resource.items() if key != "DependsOn"})
        remaining = [logical_id for logical_id in waits if logical_id not in self.resources]
        return {**rest, "DependsOn": remaining} if remaining else rest

    def value(self, node: Any) -> Any:
        """Return `node` without what is gone: an element leaves its list, a property its object, text keeps a word."""
        if isinstance(node, list):
            return [kept for kept in map(self.value, node) if kept is not GONE]
        if not isinstance(node, dict):
            return node
        if len(node) == 1:
            ((key, inner),) = node.items()
            if self._is_gone(key, inner):
                return GONE
            if key == "Fn::Join":
                return {key: [inner[0], self._texts(inner[1])]}
            if key == "Fn::Sub":
                return {key: self._substituted(inner)}
            if key == "Fn::If":
                branches = [self.value(branch) for branch in inner[1:]]
                return {key: [inner[0], *({"Ref": "AWS::NoValue"} if b is GONE else b for b in branches)]}
            if key.startswith("Fn::") and inner != self.value(inner):
                return GONE
        walked = {key: self.value(inner) for key, inner in node.items()}
        return {key: inner for key, inner in walked.items() if inner is not GONE}

    def _is_gone(self, function: str, inner: Any) -> bool:
        if function == "Ref":
            return inner in self.resources
        if function == "Fn::GetAtt":
            target = inner.split(".")[0] if isinstance(inner, str) else inner[0]
            return target in self.resources
        return function == "Fn::ImportValue" and json.dumps(inner, sort_keys=True) in self.exports

    def _texts(self, parts: Any) -> Any:
        if not isinstance(parts, list):
            return self.value(parts)
        return [PLACEHOLDER if (kept := self.value(part)) is GONE else kept for part in parts]

    def _substituted(self, inner: Any) -> Any:
        text, names = (inner, {}) if isinstance(inner, str) else (inner[0], inner[1])
        names = {name: PLACEHOLDER if (kept := self.value(to)) is GONE else kept for name, to in names.items()}
        text = SUBSTITUTE.sub(
            lambda match: PLACEHOLDER if match[1] in self.resources and match[1] not in names else match[0], text
        )
        return [text, names] if names else text
