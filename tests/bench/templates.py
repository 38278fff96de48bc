"""Templates as plain dictionaries: read with short intrinsics made long, written with them short again."""

import copy
import json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import yaml

BASES = Path(__file__).parent / "bases"
FILES = {"handwritten": "handwritten.yaml", "cdk": "cdk.json", "sam": "sam.yaml", "openapi": "openapi.yaml"}
LONG_NAMES = {"Ref": "Ref", "Condition": "Condition"}
SHORT_FUNCTIONS = {
    "Fn::Sub": "!Sub",
    "Fn::GetAtt": "!GetAtt",
    "Fn::Join": "!Join",
    "Fn::Select": "!Select",
    "Fn::Split": "!Split",
    "Fn::If": "!If",
    "Ref": "!Ref",
}


class _Loader(yaml.SafeLoader):
    """A safe loader that knows CloudFormation's tags."""


class _Dumper(yaml.CSafeDumper):
    """A safe dumper that writes them, and never an alias: CloudFormation refuses those."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _construct_intrinsic(loader: _Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = LONG_NAMES.get(suffix, f"Fn::{suffix}")
    value: Any
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
        if suffix == "GetAtt":
            value = str(value).split(".", 1)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    else:
        assert isinstance(node, yaml.MappingNode)
        value = loader.construct_mapping(node, deep=True)
    return {name: value}


def _represent_dict(dumper: _Dumper, data: dict[str, Any]) -> yaml.Node:
    if len(data) == 1:
        ((name, value),) = data.items()
        tag = SHORT_FUNCTIONS.get(name)
        if tag is not None:
            node = dumper.represent_data(".".join(value) if name == "Fn::GetAtt" else value)
            node.tag = tag
            return node
    return dumper.represent_mapping("tag:yaml.org,2002:map", data.items())


def _represent_str(dumper: _Dumper, data: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", data, style="|" if "\n" in data else None)


_Loader.add_multi_constructor("!", _construct_intrinsic)
_Dumper.add_representer(dict, _represent_dict)
_Dumper.add_representer(str, _represent_str)


def read_base(base: str) -> dict[str, Any]:
    """A fresh copy of one of the four bases, every intrinsic in its long form."""
    return copy.deepcopy(parse_base(base))


@cache
def parse_base(base: str) -> dict[str, Any]:
    """One base, read once; to be copied before it is changed."""
    text = (BASES / FILES[base]).read_text(encoding="utf-8")
    template = json.loads(text) if FILES[base].endswith(".json") else yaml.load(text, Loader=_Loader)
    assert isinstance(template, dict)
    return template


def render_template(base: str, template: dict[str, Any]) -> str:
    """The template in the spelling of its base: JSON for the CDK's, YAML with short intrinsics for the others."""
    if FILES[base].endswith(".json"):
        return json.dumps(template, indent=1) + "\n"
    return yaml.dump(template, Dumper=_Dumper, sort_keys=False, width=1000, allow_unicode=True)


def flatten(value: Any) -> str:
    """A string, ``Ref``, ``Fn::GetAtt``, ``Fn::Join`` or plain ``Fn::Sub`` as the text of one ``Fn::Sub``."""
    if isinstance(value, str):
        return value.replace("${", "${!")
    ((name, content),) = value.items()
    if name == "Ref":
        return f"${{{content}}}"
    if name == "Fn::GetAtt":
        return f"${{{'.'.join(content)}}}"
    if name == "Fn::Join":
        return str(content[0]).join(flatten(part) for part in content[1])
    assert name == "Fn::Sub", value
    if isinstance(content, str):
        return content
    text, variables = content
    for variable, meaning in variables.items():
        text = text.replace(f"${{{variable}}}", flatten(meaning))
    return str(text)


def restore(text: str, like: Any) -> Any:
    """The ``Fn::Sub`` text as a value of the same spelling as ``like``: ``Fn::Join`` for a join, else ``Fn::Sub``."""
    if not (isinstance(like, dict) and "Fn::Join" in like):
        return {"Fn::Sub": text}
    parts: list[Any] = []
    for piece in re.split(r"(\$\{[^!}][^}]*\})", text):
        if piece.startswith("${") and not piece.startswith("${!"):
            name = piece[2:-1]
            parts.append({"Fn::GetAtt": name.split(".", 1)} if "." in name else {"Ref": name})
        elif piece:
            parts.append(piece.replace("${!", "${"))
    return {"Fn::Join": ["", parts]}


def edit_text(holder: dict[str, Any], key: str, change: Callable[[str], str]) -> None:
    """Change one text in place through its ``Fn::Sub`` form, whichever intrinsic spells it; it must change."""
    before = flatten(holder[key])
    after = change(before)
    assert after != before, f"nothing changed in {before}"
    holder[key] = restore(after, holder[key])


def names_in(value: Any) -> set[str]:
    """Every logical id or parameter that a value refers to by Ref, GetAtt or Sub."""
    if isinstance(value, list):
        return set().union(*map(names_in, value))
    if not isinstance(value, dict):
        return set()
    found: set[str] = set()
    for key, content in value.items():
        if key == "Ref" and isinstance(content, str):
            found.add(content)
        elif key == "Fn::GetAtt":
            found.add(content.split(".")[0] if isinstance(content, str) else content[0])
        elif key == "Fn::Sub":
            text, own = (content, {}) if isinstance(content, str) else content
            names = re.findall(r"\$\{([^!}][^}.]*)[^}]*\}", text)
            found |= {name for name in names if name not in own} | names_in(own)
        else:
            found |= names_in(content)
    return found
