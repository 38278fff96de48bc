"""A copy of a synthesised cloud assembly that the embedded AWS can take."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wellwired.errors import LocalError, UnreadableError
from wellwired.local.dropped import DroppedSetting, find_dropped, respelled, with_outputs
from wellwired.local.trimming import LeftOut, export_names, trim_template


@dataclass(frozen=True)
class LocalStack:
    """One stack to deploy: its CloudFormation name, its region (None: any), and the settings to set once it stands."""

    name: str
    region: str | None
    dropped: tuple[DroppedSetting, ...] = ()


@dataclass(frozen=True)
class LocalAssembly:
    """The copy: its folder, its stacks, the accounts and regions it names, and what it lacks."""

    folder: Path
    stacks: tuple[LocalStack, ...]
    account: str | None
    regions: tuple[str, ...]
    left_out: tuple[LeftOut, ...] = ()
    respelled: tuple[DroppedSetting, ...] = ()
    nested: bool = False


def copy_for_local(source: Path, destination: Path) -> LocalAssembly:
    """Copy the assembly in `source` to the new folder `destination`, without what cannot be deployed locally.

    Raises UnreadableError when `source` holds no assembly.
    """
    if not (source / "manifest.json").is_file():
        raise UnreadableError("no cloud assembly (no manifest.json)", where=str(source), remedy="run `cdk synth` first")
    shutil.copytree(source, destination, symlinks=True)
    templates = {path: read_json(path) for path in sorted(destination.rglob("*.template.json"))}
    before = frozenset[str]().union(*(export_names(template) for template in templates.values()))
    trimmed = {path: trim_template(template) for path, template in templates.items()}
    after = frozenset[str]().union(*(export_names(template) for template, _ in trimmed.values()))
    left_out: list[LeftOut] = []
    changed: list[DroppedSetting] = []
    dropped: dict[Path, tuple[DroppedSetting, ...]] = {}
    for path, (template, said) in trimmed.items():
        template, _ = trim_template(template, before - after)
        template, throttles = respelled(template)
        found = find_dropped(template)
        path.write_text(json.dumps(with_outputs(template, found)), encoding="utf-8")
        left_out += said
        changed += throttles
        dropped[path] = tuple(found)
    stacks = list(stack_artifacts(destination))
    return LocalAssembly(
        folder=destination,
        stacks=tuple(LocalStack(name, region, dropped.get(path, ())) for _, region, name, path in stacks),
        account=the_one_account({account for account, _, _, _ in stacks if account}),
        regions=tuple(sorted({region for _, region, _, _ in stacks if region})),
        left_out=tuple(left_out),
        respelled=tuple(changed),
        nested=any(destination.glob("assembly-*/manifest.json")),
    )


def stack_artifacts(folder: Path) -> Iterator[tuple[str | None, str | None, str, Path]]:
    """Yield account, region (None where left open), stack name and template path of each stack, nested ones too."""
    for manifest in sorted(folder.rglob("manifest.json")):
        for artifact_id, artifact in read_json(manifest).get("artifacts", {}).items():
            if artifact.get("type") != "aws:cloudformation:stack":
                continue
            account, region = artifact["environment"].removeprefix("aws://").split("/")
            properties = artifact["properties"]
            template = manifest.parent / properties["templateFile"]
            name = properties.get("stackName", artifact_id)
            yield known_or_none(account), known_or_none(region), name, template


def stack_names(folder: Path) -> dict[str, str]:
    """Return the name of each stack by the name of its template's file, which is what readers call it by."""
    return {path.name.split(".")[0]: name for _, _, name, path in stack_artifacts(folder)}


def known_or_none(environment: str) -> str | None:
    """Return None for what the CDK writes where a stack names no account or region."""
    return None if environment.startswith("unknown-") else environment


def the_one_account(accounts: set[str]) -> str | None:
    """Return the account the stacks name, None when they leave it open; raises LocalError when they name several."""
    named = sorted(accounts)
    if len(named) > 1:
        raise LocalError(
            f"the stacks go to {len(named)} accounts ({', '.join(named)}), and the embedded AWS is one",
            remedy="pass the assembly of one account, for instance with --context",
        )
    return named[0] if named else None


def read_json(path: Path) -> dict[str, Any]:
    """Return the object in a JSON file; raises UnreadableError when there is none."""
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableError(f"cannot be read as JSON: {error}", where=str(path)) from error
    if not isinstance(read, dict):
        raise UnreadableError("holds no JSON object", where=str(path))
    return read
