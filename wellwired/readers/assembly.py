"""A CDK assembly (cdk.out) to apps: the stacks of each stage and environment read together, by their manifest.

Source: https://github.com/aws/aws-cdk-cli/tree/main/packages/@aws-cdk/cloud-assembly-schema
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, NamedTuple

from wellwired.documents import DocumentError, load
from wellwired.errors import UnreadableError
from wellwired.readers.app import App
from wellwired.readers.inputs import MANIFEST, stack_name
from wellwired.readers.joins import Harvest, add_template, pseudo_parameters, read_app
from wellwired.readers.reading import ReadOptions
from wellwired.readers.template import Template, find_template

MAX_ASSEMBLIES: Final = 100
_ENVIRONMENT: Final = re.compile(r"aws://(?P<account>[^/]*)/(?P<region>[^/]*)")
_STACK, _NESTED = "aws:cloudformation:stack", "cdk:cloud-assembly"
_RULE: Final = "wellwired::"


class _Stack(NamedTuple):
    template: Template
    name: str
    region: str
    account: str
    parameters: Mapping[str, str]


@dataclass(slots=True)
class _Assembly:
    """One manifest: its folder as messages call it, its stacks, and what its metadata says about constructs."""

    folder: Path
    stacks: list[_Stack] = field(default_factory=list)
    construct_paths: dict[tuple[str, str], str] = field(default_factory=dict)
    acknowledged: dict[str, dict[str, str]] = field(default_factory=dict)


def read_assembly(folder: Path, options: ReadOptions, harvest: Harvest) -> None:
    """Read an assembly and those nested in it; one wiring for each stage and environment."""
    for assembly in _open_assemblies([folder], harvest):
        _read_stacks(assembly, options, harvest)


def read_synthesised(templates: Iterable[Path], harvest: Harvest, *, acknowledged: bool) -> None:
    """Read templates of one app, whatever stages they are in; one wiring for each environment.

    acknowledged: whether to allow what constructs acknowledge. At synth that is left to the CDK: what is silenced is
    still found, and the CDK keeps the evidence.
    """
    wanted = {str(path.resolve()): path for path in templates}
    whole = _Assembly(Path())
    for assembly in _open_assemblies(dict.fromkeys(path.parent for path in wanted.values()), harvest):
        whole.stacks += [stack for stack in assembly.stacks if stack.template.key in wanted]
        whole.construct_paths |= assembly.construct_paths
        if acknowledged:
            whole.acknowledged |= assembly.acknowledged
    _read_stacks(whole, ReadOptions(), harvest)


def _read_stacks(assembly: _Assembly, options: ReadOptions, harvest: Harvest) -> None:
    environments: dict[tuple[str, str], list[_Stack]] = {}
    for stack in assembly.stacks:
        environments.setdefault((stack.region, stack.account), []).append(stack)
    for (region, account), stacks in environments.items():
        app = App(
            is_joint=len(stacks) > 1,
            construct_paths=assembly.construct_paths,
            acknowledged=assembly.acknowledged,
        )
        settled = pseudo_parameters(region or options.region, account or options.account)
        for stack in stacks:
            named = settled | ({"AWS::StackName": stack.name} if stack.name else {})
            given = {**stack.parameters, **options.parameters}
            scope = add_template(app, stack.template, given, named, harvest)
            if scope is not None and stack.name:
                app.stack_names[stack.name] = scope
        read_app(app, harvest)


def _open_assemblies(folders: Iterable[Path], harvest: Harvest) -> Iterator[_Assembly]:
    """The assemblies in the folders, then those nested in them."""
    waiting = list(folders)
    opened: set[Path] = set()
    while waiting and len(opened) < MAX_ASSEMBLIES:
        here = waiting.pop(0)
        if here.resolve() in opened:
            continue
        opened.add(here.resolve())
        try:
            artifacts = _read_mapping(here / MANIFEST).get("artifacts")
        except UnreadableError as error:
            harvest.refuse(error, str(here / MANIFEST))
            continue
        assembly = _Assembly(here)
        for name, artifact in artifacts.items() if isinstance(artifacts, dict) else ():
            if not isinstance(artifact, dict):
                continue
            properties = artifact.get("properties")
            properties = properties if isinstance(properties, dict) else {}
            if artifact.get("type") == _STACK:
                _take_stack(assembly, name, artifact, properties, harvest)
            elif artifact.get("type") == _NESTED:
                inner = _inside(here, properties.get("directoryName"))
                if inner is not None and (inner / MANIFEST).is_file():
                    waiting.append(inner)
        yield assembly


def _take_stack(
    assembly: _Assembly, name: str, artifact: Mapping[str, Any], properties: Mapping[str, Any], harvest: Harvest
) -> None:
    path = _inside(assembly.folder, properties.get("templateFile"))
    file = str(path if path is not None else assembly.folder / MANIFEST)
    try:
        if path is None:
            raise DocumentError(
                f"stack {name} has no template in the assembly", file=file, remedy="run cdk synth again"
            )
        template = find_template(load(path, file), stack_name(name), path=path)
        metadata = _read_metadata(assembly.folder, artifact)
    except UnreadableError as error:
        harvest.refuse(error, file)
        return
    if template is None:
        return  # a stack without resources
    declared = properties.get("stackName")
    account, region = _read_environment(artifact.get("environment"))
    parameters = properties.get("parameters")
    assembly.stacks.append(
        _Stack(
            replace(template, assets=_read_assets(assembly.folder, name)),
            declared if isinstance(declared, str) else name,
            region,
            account,
            {key: str(value) for key, value in parameters.items()} if isinstance(parameters, dict) else {},
        )
    )
    _take_metadata(assembly, file, metadata)


def _read_environment(spelled: object) -> tuple[str, str]:
    """Account and region, "" for what the stack leaves open."""
    match = _ENVIRONMENT.fullmatch(spelled) if isinstance(spelled, str) else None
    if match is None:
        return "", ""
    return ("" if "unknown" in match["account"] else match["account"]), (
        "" if "unknown" in match["region"] else match["region"]
    )


def _read_metadata(folder: Path, artifact: Mapping[str, Any]) -> Mapping[str, Any]:
    """Construct paths to their metadata entries: in a file of its own, or, from an older CDK, in the manifest."""
    path = _inside(folder, artifact.get("additionalMetadataFile"))
    found = dict(_read_mapping(path)) if path is not None and path.is_file() else {}
    inline = artifact.get("metadata")
    return found | inline if isinstance(inline, dict) else found


def _take_metadata(assembly: _Assembly, file: str, metadata: Mapping[str, Any]) -> None:
    templates = {"": file}  # construct path of a nested stack to its template's file
    names: list[tuple[str, str]] = []
    for spelled, entries in metadata.items():
        path = spelled.strip("/")
        for entry in entries if isinstance(entries, list) else ():
            kind, data = (entry.get("type"), entry.get("data")) if isinstance(entry, dict) else (None, None)
            if kind == "aws:cdk:logicalId" and isinstance(data, str):
                names.append((path, data))
            elif kind == "aws:cdk:templateFile" and isinstance(data, str):
                templates[path] = str(assembly.folder / data)
            elif kind == "aws:cdk:acknowledged-rules" and isinstance(data, dict):
                rules = {rule.removeprefix(_RULE): str(data[rule]) for rule in data if rule.startswith(_RULE)}
                assembly.acknowledged.setdefault(path, {}).update(rules)
    for path, name in names:
        around = path
        while around not in templates:
            around = around.rpartition("/")[0]
        assembly.construct_paths[templates[around], name] = path


def _read_assets(folder: Path, stack: str) -> dict[str, Path]:
    """Hash of each file asset of a stack to its file or folder."""
    path = folder / f"{stack}.assets.json"
    try:
        files = _read_mapping(path).get("files") if path.is_file() else None
    except UnreadableError:
        return {}
    assets = {}
    for key, item in files.items() if isinstance(files, dict) else ():
        source = item.get("source") if isinstance(item, dict) else None
        found = _inside(folder, source.get("path")) if isinstance(source, dict) else None
        if found is not None:
            assets[key] = found
    return assets


def _read_mapping(path: Path) -> Mapping[str, Any]:
    try:
        data = json.loads(load(path, str(path)).text)
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        raise DocumentError("it is no mapping", file=str(path), remedy="run cdk synth again")
    return data


def _inside(folder: Path, name: object) -> Path | None:
    """A path of the assembly itself: what a manifest names elsewhere is not followed."""
    if not isinstance(name, str) or not name or "\0" in name:
        return None
    try:
        return folder / name if (folder / name).resolve().is_relative_to(folder.resolve()) else None
    except (OSError, RuntimeError):
        return None
