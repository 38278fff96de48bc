"""A CDK assembly (cdk.out) to wirings: the stacks that are deployed together read together, by their manifest.

Source: https://github.com/aws/aws-cdk-cli/tree/main/packages/@aws-cdk/cloud-assembly-schema
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, NamedTuple

from wellwired.documents import DocumentError, load
from wellwired.errors import UnreadableError
from wellwired.readers.app import App
from wellwired.readers.inputs import MANIFEST, find_outermost, stack_name
from wellwired.readers.joins import Harvest, add_template, pseudo_parameters, read_app
from wellwired.readers.reading import ReadOptions
from wellwired.readers.template import find_template
from wellwired.readers.views import Stack, View, find_views

MAX_ASSEMBLIES: Final = 100
_ENVIRONMENT: Final = re.compile(r"aws://(?P<account>[^/]*)/(?P<region>[^/]*)")
_STACK, _NESTED = "aws:cloudformation:stack", "cdk:cloud-assembly"
_RULE: Final = "wellwired::"


class _Manifest(NamedTuple):
    """folder: as messages call it. stage: construct path of the `cdk.Stage` whose assembly it is, "" for the app."""

    folder: Path
    stage: str
    artifacts: Mapping[str, Any]


@dataclass(slots=True)
class _Assembly:
    """What manifests in one another hold: the stacks, and what their metadata says about constructs."""

    stacks: list[Stack] = field(default_factory=list)
    construct_paths: dict[tuple[str, str], str] = field(default_factory=dict)
    acknowledged: dict[str, dict[str, str]] = field(default_factory=dict)


def read_assembly(folder: Path, options: ReadOptions, harvest: Harvest) -> None:
    """Read an assembly and those nested in it; one wiring for each view of an environment."""
    _read_stacks(_open_assemblies([folder], harvest), options, harvest)


def read_synthesised(
    templates: Iterable[Path], harvest: Harvest, options: ReadOptions | None = None, *, acknowledged: bool = True
) -> None:
    """Read templates of one app as if its assembly held no others; files that are none of its stacks are left alone.

    acknowledged: whether to allow what constructs acknowledge. At synth that is left to the CDK: what is silenced is
    still found, and the CDK keeps the evidence.
    """
    paths = list(templates)
    own = [path.parent for path in paths]
    folders = dict.fromkeys([*map(find_outermost, own), *own])
    assembly = _open_assemblies(folders, harvest, wanted={str(path.resolve()) for path in paths})
    if not acknowledged:
        assembly.acknowledged.clear()
    _read_stacks(assembly, options or ReadOptions(), harvest)


def _read_stacks(assembly: _Assembly, options: ReadOptions, harvest: Harvest) -> None:
    environments: dict[tuple[str, str], list[Stack]] = {}
    for stack in assembly.stacks:
        environment = (stack.region or options.region, stack.account or options.account)
        environments.setdefault(environment, []).append(stack)
    for environment, stacks in environments.items():
        for view in find_views(stacks):
            _read_view(view, assembly, pseudo_parameters(*environment), options, harvest)


def _read_view(
    view: View, assembly: _Assembly, settled: dict[str, str], options: ReadOptions, harvest: Harvest
) -> None:
    app = App(
        is_joint=len(view.stacks) > 1, construct_paths=assembly.construct_paths, acknowledged=assembly.acknowledged
    )
    around: set[str] = set()
    names: dict[str, str] = {}
    for stack in view.stacks:
        known = set(app.scopes)
        named = settled | ({"AWS::StackName": stack.name} if stack.name else {})
        given = {**stack.parameters, **options.parameters}
        scope = add_template(app, stack.template, given, named, harvest)
        if scope is not None:
            app.stack_names[stack.name] = scope
            names[stack.artifact] = scope.name
        if stack.stage not in view.judged:
            around |= app.scopes.keys() - known
    for stack in view.stacks:
        if stack.artifact in names:
            app.after[names[stack.artifact]] = {names[item] for item in stack.dependencies & names.keys()}
    read_app(app, harvest, around=around)


def _open_assemblies(folders: Iterable[Path], harvest: Harvest, wanted: Collection[str] | None = None) -> _Assembly:
    """What the assemblies in the folders hold, and those nested in them; wanted: keys of the only templates to read."""
    whole = _Assembly()
    for manifest in _open_manifests(folders, harvest):
        for name, artifact in manifest.artifacts.items():
            if isinstance(artifact, dict) and artifact.get("type") == _STACK:
                path = _inside(manifest.folder, _properties(artifact).get("templateFile"))
                if wanted is None or (path is not None and str(path.resolve()) in wanted):
                    _take_stack(whole, manifest, name, artifact, path, harvest)
    return whole


def _open_manifests(folders: Iterable[Path], harvest: Harvest) -> Iterator[_Manifest]:
    """The manifests in the folders, each before those in the folders that it names."""
    waiting = [(folder, "") for folder in folders]
    opened: set[Path] = set()
    while waiting:
        folder, stage = waiting.pop(0)
        if folder.resolve() in opened:
            continue
        try:
            if len(opened) == MAX_ASSEMBLIES:
                raise UnreadableError(f"there are more than {MAX_ASSEMBLIES} assemblies in one another")
            opened.add(folder.resolve())
            artifacts = _read_mapping(folder / MANIFEST).get("artifacts")
        except UnreadableError as error:
            harvest.refuse(error, str(folder / MANIFEST))
            continue
        artifacts = artifacts if isinstance(artifacts, dict) else {}
        waiting[:0] = _find_nested(folder, artifacts)
        yield _Manifest(folder, stage, artifacts)


def _find_nested(folder: Path, artifacts: Mapping[str, Any]) -> Iterator[tuple[Path, str]]:
    """The folders of nested assemblies, each with its stage."""
    for name, artifact in artifacts.items():
        if isinstance(artifact, dict) and artifact.get("type") == _NESTED:
            properties = _properties(artifact)
            inner = _inside(folder, properties.get("directoryName"))
            if inner is not None and (inner / MANIFEST).is_file():
                yield inner, _spelled(properties.get("displayName"), name)


def _take_stack(
    assembly: _Assembly,
    manifest: _Manifest,
    name: str,
    artifact: Mapping[str, Any],
    path: Path | None,
    harvest: Harvest,
) -> None:
    properties, folder = _properties(artifact), manifest.folder
    file = str(path if path is not None else folder / MANIFEST)
    try:
        if path is None:
            raise DocumentError(
                f"stack {name} has no template in the assembly", file=file, remedy="run cdk synth again"
            )
        template = find_template(load(path, file), stack_name(name), path=path)
        metadata = _read_metadata(folder, artifact)
    except UnreadableError as error:
        harvest.refuse(error, file)
        return
    if template is None:
        return  # a stack without resources
    account, region = _read_environment(artifact.get("environment"))
    parameters, awaited = properties.get("parameters"), artifact.get("dependencies")
    assembly.stacks.append(
        Stack(
            replace(template, assets=_read_assets(folder, name)),
            _spelled(properties.get("stackName"), name),
            region,
            account,
            {key: str(value) for key, value in parameters.items()} if isinstance(parameters, dict) else {},
            manifest.stage,
            _spelled(artifact.get("displayName"), name).removeprefix(f"{manifest.stage}/"),
            name,
            frozenset(item for item in awaited if isinstance(item, str)) if isinstance(awaited, list) else frozenset(),
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


def _properties(artifact: Mapping[str, Any]) -> Mapping[str, Any]:
    properties = artifact.get("properties")
    return properties if isinstance(properties, dict) else {}


def _spelled(text: object, otherwise: str) -> str:
    return text if isinstance(text, str) else otherwise


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
                templates[path] = str(Path(file).parent / data)
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
