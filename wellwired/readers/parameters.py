"""What a template's parameters are worth: the value passed, else the Default, else unknown.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
"""

from collections.abc import Mapping
from typing import Any

from wellwired.model.text import hole


def read_parameters(section: Mapping[str, Any], given: Mapping[str, Any], *, of: str = "") -> dict[str, Any]:
    """Every declared parameter's value.

    given: text, or what a parent stack passes down. of: the stack in words, where another stack's parameter of the
    same name may have another value.
    """
    return {name: _read_value(name, declaration, given, of) for name, declaration in section.items()}


def _read_value(name: str, declaration: Any, given: Mapping[str, Any], of: str) -> Any:
    named = f"parameter {name}{of}"
    if not isinstance(declaration, dict):
        return hole(f"{named} is not declared as a mapping")
    kind = declaration.get("Type")
    kind = kind if isinstance(kind, str) else "String"
    if kind.startswith("AWS::SSM::Parameter::Value"):
        return hole(f"{named} is read from Systems Manager")
    if declaration.get("NoEcho") in (True, "true", "True"):
        return hole(f"{named} is secret (NoEcho)")
    value = given[name] if name in given else declaration.get("Default")
    if value is None:
        return hole(f"{named} has no value and no default")
    if value == name and name not in given:  # as Amplify writes what it passes down
        return hole(f"{named} has only its own name for a default")
    if kind == "CommaDelimitedList" or kind.startswith("List<"):
        return [item.strip() for item in value.split(",")] if isinstance(value, str) else value
    if isinstance(value, list):
        return ",".join(str(item) for item in value)
    return value if isinstance(value, str | int | float) else hole(f"{named} has no plain value")
