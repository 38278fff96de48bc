"""A document as text: JSON, or YAML in the order it was written."""

import json
from typing import Any

import yaml

from wellwired.model.node import Json
from wellwired.printable import printable_lines


def render_json(document: Json) -> str:
    """JSON, every character of it ASCII."""
    return json.dumps(document, indent=2) + "\n"


def render_yaml(document: Json) -> str:
    """YAML; characters that would steer a terminal are escaped, and then all that are not ASCII."""
    text = _dump(document, allow_unicode=True)
    return text if printable_lines(text).splitlines() == text.splitlines() else _dump(document, allow_unicode=False)


def _dump(document: Json, *, allow_unicode: bool) -> str:
    return yaml.dump(document, Dumper=_Plain, sort_keys=False, allow_unicode=allow_unicode, width=120)


class _Plain(yaml.SafeDumper):
    """Writes what stands in two places twice, rather than an alias."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        return True
