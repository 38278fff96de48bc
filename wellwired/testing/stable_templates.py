"""A template without what changes by itself: hashes of assets and content, and what the CDK adds for its own use."""

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from wellwired.comparison.against import CONTENT_HASH

_ASSET_HASH: Final = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")
# Added to every template by the CDK: its own version, and the version of the bootstrap stack.
# https://docs.aws.amazon.com/cdk/v2/guide/usage-data.html
_CDK_ENTRIES: Final[Mapping[str, tuple[str, ...]]] = {
    "Resources": ("CDKMetadata",),
    "Conditions": ("CDKMetadataAvailable",),
    "Parameters": ("BootstrapVersion",),
    "Rules": ("CheckBootstrapVersion",),
}


def stable_template(template: Mapping[str, Any]) -> dict[str, Any]:
    """A copy of a template in which only an edit of the stack changes anything.

    Hashes of assets become "AssetHash", those at the end of the ids of deployments and versions "ContentHash"; what
    the CDK adds for itself, and its metadata on resources, is left out.
    """
    text = CONTENT_HASH.sub(r"\1ContentHash", _ASSET_HASH.sub("AssetHash", json.dumps(template)))
    stable: dict[str, Any] = json.loads(text)
    for section, names in _CDK_ENTRIES.items():
        entries = stable.get(section)
        if isinstance(entries, dict):
            for name in names:
                entries.pop(name, None)
            if not entries:
                del stable[section]
    for resource in (stable.get("Resources") or {}).values():
        if isinstance(resource, dict):
            _forget_metadata(resource)
    return stable


def _forget_metadata(resource: dict[str, Any]) -> None:
    metadata = resource.get("Metadata")
    if isinstance(metadata, dict):
        kept = {key: value for key, value in metadata.items() if not key.startswith("aws:")}
        if kept:
            resource["Metadata"] = kept
        else:
            del resource["Metadata"]
