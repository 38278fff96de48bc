"""JSON values against the models of an API: draft 4, with references from one model to another.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings-models.html
"""

from collections.abc import Mapping
from typing import Any, Final, cast

from jsonschema import Draft4Validator
from jsonschema.exceptions import SchemaError, ValidationError
from referencing import Registry, Resource
from referencing.exceptions import Unresolvable
from referencing.jsonschema import DRAFT4

from wellwired.model.setting import Unsettled

_MOST: Final = 20
# A model names another by its address in the API, or by its place in the OpenAPI document that it came in.
_ADDRESSES: Final = ("components/schemas/", "definitions/", "/models/")


def find_faults(value: Any, schema: Any, models: Mapping[str, Any]) -> list[str]:
    """What is wrong with a value, in the words of the schema's keywords; [] where nothing is.

    models: the API's models by name. Raises `Unsettled` for a schema that nobody can apply.
    """
    if not isinstance(schema, Mapping):
        raise Unsettled("a model's schema is no object")
    try:
        validator = Draft4Validator(_point_home(schema), registry=_register(models))
        errors = list(_first(validator.iter_errors(value), _MOST))
    except (SchemaError, Unresolvable, RecursionError) as error:
        raise Unsettled(f"a model's schema cannot be applied: {type(error).__name__}") from None
    return list(dict.fromkeys(_say(error) for error in errors))  # one error a missing property, told as one


def _first(errors: Any, most: int) -> Any:
    for number, error in enumerate(errors):
        if number == most:
            return
        yield error


def _register(models: Mapping[str, Any]) -> "Registry[Any]":
    resources = [
        (f"model:{name}", Resource.from_contents(_point_home(schema), default_specification=DRAFT4))
        for name, schema in models.items()
        if isinstance(schema, Mapping)
    ]
    return Registry().with_resources(resources)


def _point_home(schema: Mapping[str, Any]) -> Any:
    """A schema whose references to other models read `model:Name`; its own definitions stay its own."""
    own = schema.get("definitions")
    return _rewrite(schema, frozenset(own) if isinstance(own, Mapping) else frozenset())


def _rewrite(value: Any, own: frozenset[str]) -> Any:
    if isinstance(value, Mapping):
        return {
            key: _address(item, own) if key == "$ref" else _rewrite(item, own)
            for key, item in value.items()
            if not (key == "id" and isinstance(item, str))  # would be taken for the base of references
        }
    return [_rewrite(item, own) for item in value] if isinstance(value, list | tuple) else value


def _address(reference: Any, own: frozenset[str]) -> Any:
    if not isinstance(reference, str):
        return reference
    for part in _ADDRESSES:
        head, found, name = reference.rpartition(part)
        at_root = part.startswith("/") or head == "#/"
        if found and at_root and "/" not in name and not (part == "definitions/" and name in own):
            return f"model:{name}"
    return reference


def _say(error: ValidationError) -> str:
    """One fault as API Gateway words it where its wording is known, else as the schema's keyword says it."""
    where = "".join(f"/{part}" for part in error.absolute_path)
    if error.validator == "required":
        wanted: Any = error.validator_value
        missing = sorted(name for name in wanted if name not in cast("Any", error.instance))
        names = ",".join(f'"{name}"' for name in missing)
        return f"object has missing required properties ([{names}])"
    return f"{where or 'the body'}: {error.validator} {error.validator_value!r} does not hold"[:200]
