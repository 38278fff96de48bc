"""Intrinsic functions: a template's values to plain data whose text may hold references, pseudo-parameters and holes.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
"""

import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from json import JSONEncoder
from typing import TYPE_CHECKING, Any, Final

from wellwired.model.text import find_hole, is_literal
from wellwired.readers.alternatives import merge
from wellwired.readers.conditions import find_verdict
from wellwired.readers.splitting import split_text
from wellwired.readers.wording import unsettled

if TYPE_CHECKING:
    from wellwired.readers.scope import Scope

# What Ref of AWS::NoValue comes to: the property or item that it stands for is taken out.
NO_VALUE: Final = object()
_VARIABLE: Final = re.compile(r"\$\{([^}]*)\}")
_DYNAMIC: Final = re.compile(r"\{\{resolve:[^}]*\}\}")
_COMPACT: Final = JSONEncoder(ensure_ascii=False, separators=(",", ":"))
# Text of so many characters is counted wherever it is put: by reference it may stand in thousands of places, each of
# which rules put into words.
LONG: Final = 1_000
_LOOP: Final = "Fn::ForEach::"
_INDEX: Final = re.compile("[0-9]{1,9}")


def resolve(value: Any, scope: "Scope") -> Any:
    """`value` with every intrinsic function worked out; what the template does not settle becomes a hole.

    Returns `NO_VALUE` where the value is to be left out.
    """
    if isinstance(value, str):
        return _without_dynamic(value if len(value) < LONG else scope.grow(value))
    if isinstance(value, dict):
        if len(value) == 1:
            ((key, argument),) = value.items()
            function = FUNCTIONS.get(key)
            if function is not None:
                found = function(argument, scope)
                return scope.grow(found) if type(found) is str and len(found) >= LONG else found
            if key.startswith("Fn::") and not key.startswith(_LOOP):
                return scope.give_up(key, "there is no such function, or none that is known here")
        return _resolve_mapping(value, scope)
    if isinstance(value, list):
        items = [resolve(item, scope) for item in value]
        return [item for item in items if item is not NO_VALUE] if NO_VALUE in items else items
    return value


def _without_dynamic(text: str) -> str:
    """`text` with a hole for each value that CloudFormation looks up elsewhere when it deploys.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/dynamic-references.html
    """
    if "{{resolve:" not in text:
        return text
    return _DYNAMIC.sub(lambda match: unsettled("dynamic reference", match[0]), text)


def _resolve_mapping(value: Mapping[str, Any], scope: "Scope") -> Any:
    result = {}
    for key, item in value.items():
        if key == "Fn::Transform":
            included = scope.find_include(item)
            if included is None:
                return scope.give_up(key, "what the macro makes of it is not known")
            item = resolve(included, scope)
            if isinstance(item, dict):
                result.update(item)
            continue
        is_plain = type(item) is str and len(item) < LONG and "{{" not in item  # most are
        settled = item if is_plain else resolve(item, scope)
        if settled is not NO_VALUE:
            result[key] = settled
        if key in FUNCTIONS:
            scope.note(key, "it stands beside other keys, where it is no function")
    return result


def spell(value: Any) -> str | None:
    """A scalar as CloudFormation puts it into text, or None for what is no scalar."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return None


def _ref(argument: Any, scope: "Scope") -> Any:
    name = argument if isinstance(argument, str) else resolve(argument, scope)
    if name == "AWS::NoValue":
        return NO_VALUE
    if not isinstance(name, str):
        return scope.give_up("Ref", "it must name something by text")
    return scope.ref(name) if is_literal(name) else unsettled("Ref", name)


def _get_att(argument: Any, scope: "Scope") -> Any:
    parts = argument.split(".", 1) if isinstance(argument, str) else argument
    if not isinstance(parts, list) or len(parts) < 2:
        return scope.give_up("Fn::GetAtt", "it needs a resource and an attribute")
    named = [resolve(part, scope) for part in parts]
    if not all(isinstance(part, str) for part in named):
        return scope.give_up("Fn::GetAtt", "a resource and its attribute are named by text")
    if not all(is_literal(part) for part in named):
        return unsettled("Fn::GetAtt", *named)
    return scope.attribute(named[0], ".".join(named[1:]))


def _sub(argument: Any, scope: "Scope") -> Any:
    text, variables = argument, {}
    if isinstance(argument, list) and len(argument) == 2:
        text, variables = argument
    if not isinstance(text, str) or not isinstance(variables, dict):
        return scope.give_up("Fn::Sub", "it needs text, and at most a mapping of variables")

    def put_in(match: re.Match[str]) -> str:
        name = match[1].strip()
        if name.startswith("!"):
            return f"${{{name[1:]}}}"
        if name in variables:
            value = resolve(variables[name], scope)
        elif "." in name:
            value = _get_att(name, scope)
        else:
            value = _ref(name, scope)
        spelled = spell(value)
        return scope.grow(spelled if spelled is not None else scope.give_up("Fn::Sub", f"{name} is no text"))

    return _without_dynamic(_VARIABLE.sub(put_in, scope.grow(text)))


def _join(argument: Any, scope: "Scope") -> Any:
    if not isinstance(argument, list) or len(argument) != 2 or not isinstance(argument[0], str):
        return scope.give_up("Fn::Join", "it needs a delimiter and a list")
    items = resolve(argument[1], scope)
    if isinstance(items, str) and find_hole(items) is not None:
        return unsettled("Fn::Join", argument[0], items)
    spelled = [spell(item) for item in items] if isinstance(items, list) else [None]
    if None in spelled:
        return scope.give_up("Fn::Join", "it joins a list of texts only")
    return _without_dynamic(scope.join(argument[0], [item for item in spelled if item is not None]))


def _split(argument: Any, scope: "Scope") -> Any:
    text, pieces, certain = _pieces(argument, scope)
    if text is None:
        return scope.give_up("Fn::Split", "it needs a delimiter and a text")
    return pieces if certain == len(pieces) else unsettled("Fn::Split", argument[0], text)


def _pieces(argument: Any, scope: "Scope") -> tuple[str | None, list[str], int]:
    """The text to split, its parts, and how many of them are certain; no text where the arguments are not such."""
    if not isinstance(argument, list) or len(argument) != 2 or not isinstance(argument[0], str) or not argument[0]:
        return None, [], 0
    text = spell(resolve(argument[1], scope))
    return (None, [], 0) if text is None else (text, *split_text(argument[0], scope.grow(text), scope))


def _select(argument: Any, scope: "Scope") -> Any:
    if not isinstance(argument, list) or len(argument) != 2:
        return scope.give_up("Fn::Select", "it needs an index and a list")
    index = spell(resolve(argument[0], scope))
    whole, items, certain = _listed(argument[1], scope)
    if items is None and (not isinstance(whole, str) or find_hole(whole) is None):
        return scope.give_up("Fn::Select", "it selects from a list")
    if items is None or index is None or not _INDEX.fullmatch(index) or certain <= int(index) < len(items):
        return unsettled("Fn::Select", index, whole)
    if int(index) < len(items):
        return items[int(index)]
    if certain < len(items):
        return unsettled("Fn::Select", index, whole)
    return scope.give_up("Fn::Select", f"the list has no item {index}")


def _listed(value: Any, scope: "Scope") -> tuple[Any, list[Any] | None, int]:
    """What to select from, its items where it is a list, and how many of them are certain."""
    if isinstance(value, dict) and list(value) == ["Fn::Split"]:
        text, pieces, certain = _pieces(value["Fn::Split"], scope)
        return text, None if text is None else pieces, certain
    whole = resolve(value, scope)
    return (whole, whole, len(whole)) if isinstance(whole, list) else (whole, None, 0)


def _if(argument: Any, scope: "Scope") -> Any:
    if not isinstance(argument, list) or len(argument) != 3:
        return scope.give_up("Fn::If", "it needs a condition and two values")
    verdict = find_verdict(argument[0], scope)
    if verdict.truth is not None:
        return resolve(argument[1 if verdict.truth else 2], scope)
    then, otherwise = (resolve(item, scope) for item in argument[1:])
    why = f"condition {argument[0]} is undecided" if isinstance(argument[0], str) else "a condition is undecided"
    return merge(then, otherwise, f"{why}: {verdict.reason}" if verdict.reason else why, absent=NO_VALUE)


def _find_in_map(argument: Any, scope: "Scope") -> Any:
    if not isinstance(argument, list) or len(argument) not in (3, 4):
        return scope.give_up("Fn::FindInMap", "it needs a map and two keys")
    name, *keys = (spell(resolve(item, scope)) for item in argument[:3])
    options = argument[3] if len(argument) == 4 else None
    found = [scope.mappings.get(name)] if name is not None and is_literal(name) else None
    for key in keys:
        if found is None or key is None:
            break
        inner = [item for item in found if isinstance(item, dict)]
        # A key that only the deployment settles may still lead to one value.
        found = [item.get(key) for item in inner] if is_literal(key) else [x for item in inner for x in item.values()]
        scope.spend(4 * len(found))
    values = [scope.resolve(item) for item in found or () if item is not None]
    if values and all(value == values[0] for value in values) and len(values) == len(found or ()):
        return values[0]
    if isinstance(options, dict) and "DefaultValue" in options and all(is_literal(key or "") for key in (name, *keys)):
        return resolve(options["DefaultValue"], scope)
    if not values and all(key is not None and is_literal(key) for key in (name, *keys)):
        return scope.give_up("Fn::FindInMap", f"there is no {'/'.join(key or '' for key in (name, *keys))}")
    return unsettled("Fn::FindInMap", name, *keys)


def _import_value(argument: Any, scope: "Scope") -> Any:
    name = spell(resolve(argument, scope))
    if name is None:
        return scope.give_up("Fn::ImportValue", "it names an export by text")
    return scope.app.find_export(name, scope)


def _get_stack_output(argument: Any, scope: "Scope") -> Any:
    """Reads any output of another stack; the CDK's weak references.

    https://docs.aws.amazon.com/cdk/v2/guide/resources.html (referencing resources in a different stack)
    """
    if not isinstance(argument, dict):
        return scope.give_up("Fn::GetStackOutput", "it needs StackName and OutputName")
    stack, output = (spell(resolve(argument.get(key), scope)) for key in ("StackName", "OutputName"))
    if stack is None or output is None:
        return scope.give_up("Fn::GetStackOutput", "it needs StackName and OutputName")
    return scope.app.find_output(stack, output, scope)


def _base64(argument: Any, scope: "Scope") -> Any:
    text = spell(resolve(argument, scope))
    if text is None:
        return scope.give_up("Fn::Base64", "it takes text")
    return b64encode(text.encode()).decode() if is_literal(text) else unsettled("Fn::Base64", text)


def _length(argument: Any, scope: "Scope") -> Any:
    items = resolve(argument, scope)
    if isinstance(items, list):
        return len(items)
    return unsettled("Fn::Length", items) if isinstance(items, str) else scope.give_up("Fn::Length", "it takes a list")


def _to_json_string(argument: Any, scope: "Scope") -> Any:
    value = resolve(argument, scope)
    if isinstance(value, str) and find_hole(value):
        return unsettled("Fn::ToJsonString", value)
    if value is NO_VALUE:
        return scope.give_up("Fn::ToJsonString", "it has nothing to spell")
    return "".join(map(scope.grow, _COMPACT.iterencode(value)))


def _transform(argument: Any, scope: "Scope") -> Any:
    included = scope.find_include(argument)
    if included is None:
        return scope.give_up("Fn::Transform", "what the macro makes of it is not known")
    return resolve(included, scope)


def _opaque(name: str) -> Callable[[Any, "Scope"], Any]:
    """A function whose result only the deployment knows."""

    def answer(argument: Any, scope: "Scope") -> str:
        settled = resolve(argument, scope)
        return unsettled(name, *(settled if isinstance(settled, list) else [settled]))

    return answer


FUNCTIONS: Final[dict[str, Callable[[Any, "Scope"], Any]]] = {
    "Ref": _ref,
    "Fn::GetAtt": _get_att,
    "Fn::Sub": _sub,
    "Fn::Join": _join,
    "Fn::Split": _split,
    "Fn::Select": _select,
    "Fn::If": _if,
    "Fn::FindInMap": _find_in_map,
    "Fn::ImportValue": _import_value,
    "Fn::GetStackOutput": _get_stack_output,
    "Fn::Base64": _base64,
    "Fn::Cidr": _opaque("Fn::Cidr"),
    "Fn::GetAZs": _opaque("Fn::GetAZs"),
    "Fn::Length": _length,
    "Fn::ToJsonString": _to_json_string,
    "Fn::Transform": _transform,
}
