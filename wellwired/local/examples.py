"""The smallest JSON value that a request model asks for, to be sent as a first request."""

from typing import Any, Final

TEXTS: Final = {
    "date": "2026-01-31",
    "date-time": "2026-01-31T12:00:00Z",
    "email": "someone@example.com",
    "uri": "https://example.com/",
    "uuid": "6f1c2e58-6b6f-4f0e-9a55-0d9b3a1f7c11",
}
DEPTH: Final = 8


def example_of(schema: Any, depth: int = 0) -> Any:
    """Return a value that satisfies a JSON schema of the common kind: required properties, bounds, formats.

    What an author wrote as `example`, `default`, `const` or `enum` wins. Patterns are not solved.
    """
    if not isinstance(schema, dict) or depth > DEPTH:
        return None
    for written in ("example", "default", "const"):
        if written in schema:
            return schema[written]
    for several in ("examples", "enum"):
        if schema.get(several):
            return schema[several][0]
    kind = schema.get("type", "object" if "properties" in schema else "string")
    match kind[0] if isinstance(kind, list) else kind:
        case "object":
            properties = schema.get("properties", {})
            return {name: example_of(properties.get(name, {}), depth + 1) for name in schema.get("required", [])}
        case "array":
            return [example_of(schema.get("items", {}), depth + 1)] * max(schema.get("minItems", 0), 1)
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return True
        case "null":
            return None
    text = TEXTS.get(schema.get("format", ""), "example")
    return text.ljust(schema.get("minLength", 0), "x")[: schema.get("maxLength", None)]
