"""The handwritten base and its mutants as two stacks: functions in one, the API in the other."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

BACKEND = {
    "ItemsFunctionRole",
    "ItemsFunctionLogs",
    "ItemsFunction",
    "ItemsVersion",
    "ItemsAlias",
    "DeadLetters",
    "AuthorizerRole",
    "AuthorizerLogs",
    "AuthorizerFunction",
}


@dataclass
class Split:
    """Two templates made of one; ``nested``: under a parent, which hands values over, else by exports."""

    template: dict[str, Any]
    nested: bool
    outputs: dict[str, Any] = field(default_factory=dict)
    handed: dict[str, Any] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Write the templates into a folder."""
        parameters = self.template["Parameters"]
        back: dict[str, Any] = {"Parameters": parameters, "Resources": {}, "Outputs": self.outputs}
        front: dict[str, Any] = {"Parameters": dict(parameters), "Resources": {}}
        for name, resource in self.template["Resources"].items():
            if name in BACKEND:
                back["Resources"][name] = resource
                continue
            moved = self._handed_over(resource)
            waits = resource.get("DependsOn", [])
            kept = [each for each in ([waits] if isinstance(waits, str) else waits) if each not in BACKEND]
            front["Resources"][name] = {**moved, "DependsOn": kept}
        front["Parameters"].update({name: {"Type": "String"} for name in self.handed})
        written = {"backend": back, "front": front}
        if self.nested:
            written["parent"] = self._parent()
        for name, body in written.items():
            text = json.dumps({"AWSTemplateFormatVersion": "2010-09-09", **body})
            (folder / f"{name}.json").write_text(text, encoding="utf-8")

    def _parent(self) -> dict[str, Any]:
        backend = {name: {"Ref": name} for name in ("AllowedOrigin", "StageName")}
        front = {**self.handed, "CertificateArn": {"Ref": "CertificateArn"}}
        stacks = {
            name: {"Type": "AWS::CloudFormation::Stack", "Properties": {"TemplateURL": file, "Parameters": given}}
            for name, file, given in (("Backend", "backend.json", backend), ("Front", "front.json", front))
        }
        return {"Parameters": self.template["Parameters"], "Resources": stacks}

    def _take(self, name: str, attribute: str) -> dict[str, Any]:
        """A value of the other stack, by import or by parameter."""
        key = name + attribute
        value = {"Fn::GetAtt": [name, attribute]} if attribute else {"Ref": name}
        self.outputs[key] = {"Value": value} if self.nested else {"Value": value, "Export": {"Name": f"items-{key}"}}
        if not self.nested:
            return {"Fn::ImportValue": f"items-{key}"}
        self.handed[f"Given{key}"] = {"Fn::GetAtt": ["Backend", f"Outputs.{key}"]}
        return {"Ref": f"Given{key}"}

    def _handed_over(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._handed_over(each) for each in value]
        if not isinstance(value, dict):
            return value
        if value.get("Ref") in BACKEND:
            return self._take(value["Ref"], "")
        if "Fn::GetAtt" in value and value["Fn::GetAtt"][0] in BACKEND:
            return self._take(*value["Fn::GetAtt"])
        if "Fn::Sub" in value:
            return self._substituted(value["Fn::Sub"])
        return {key: self._handed_over(each) for key, each in value.items()}

    def _substituted(self, content: Any) -> dict[str, Any]:
        text, variables = (content, {}) if isinstance(content, str) else content
        own = {name: self._handed_over(each) for name, each in variables.items()}
        for named in sorted(set(re.findall(r"\$\{([^!}]+)\}", text))):
            name, _, attribute = named.partition(".")
            if name in BACKEND:
                variable = "Taken" + named.replace(".", "")
                own[variable] = self._take(name, attribute)
                text = text.replace(f"${{{named}}}", f"${{{variable}}}")
        return {"Fn::Sub": [text, own] if own else text}
