"""The context that the CDK command line would hand an app: that of cdk.json and cdk.context.json."""

import json
from pathlib import Path
from typing import Any, Final

from wellwired.errors import UsageError

FILE: Final = "cdk.json"
CACHE: Final = "cdk.context.json"


def read_cdk_context(start: Path) -> dict[str, Any]:
    """The context of the nearest cdk.json at or above a folder; raises `UsageError`.

    `cdk.App()` in a test does not read it, so a test without it judges another stack than the one deployed: feature
    flags alone change dozens of resources. What `~/.cdk.json` holds is left out, so that a test runs alike everywhere.
    """
    for folder in (start, *start.parents):
        if (folder / FILE).is_file():
            cached = _load(folder / CACHE) if (folder / CACHE).is_file() else {}
            return cached | _mapping(_load(folder / FILE).get("context", {}), folder / FILE)
    raise UsageError(f"there is no {FILE}", where=str(start), remedy="run the tests in the folder of the CDK app")


def _load(path: Path) -> dict[str, Any]:
    try:
        return _mapping(json.loads(path.read_text(encoding="utf-8")), path)
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot be read: {error}", where=str(path)) from error


def _mapping(value: Any, path: Path) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise UsageError("holds no object where one is needed", where=str(path))
    return value
