"""Templates to wirings: each on its own, or joined with the templates that nest it or share exports with it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from wellwired.documents import DocumentError
from wellwired.errors import UnreadableError
from wellwired.findings import Unread
from wellwired.model.node import Node
from wellwired.model.text import is_literal
from wellwired.model.wiring import Wiring
from wellwired.readers.app import App
from wellwired.readers.nested import NESTED
from wellwired.readers.reading import ReadOptions
from wellwired.readers.resources import read_nodes
from wellwired.readers.scope import Scope
from wellwired.readers.template import Template

# What a template must spell to read from another stack, to be read from, or to nest one.
_IMPORTS: Final = ("ImportValue", "GetStackOutput")
_EXPORTS: Final = ("Export",)


@dataclass(slots=True)
class Harvest:
    """What reading yields, as it grows; `declared`: names of the parameters that the templates declare."""

    wirings: list[Wiring] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    declared: set[str] = field(default_factory=set)

    def refuse(self, error: UnreadableError, file: str) -> None:
        """Take down that a file could not be read."""
        where = error.file if isinstance(error, DocumentError) else file
        position = error.position if isinstance(error, DocumentError) else None
        unread = Unread(where, error.problem, error.remedy or "", position)
        if unread not in self.unread:
            self.unread.append(unread)


def pseudo_parameters(region: str, account: str) -> dict[str, str]:
    """The pseudo-parameters that a region and an account settle.

    https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html
    """
    settled = {}
    if account:
        settled["AWS::AccountId"] = account
    if region:
        prefix = region.split("-", 1)[0]
        is_gov = region.startswith("us-gov-")
        settled["AWS::Region"] = region
        settled["AWS::Partition"] = "aws-cn" if prefix == "cn" else "aws-us-gov" if is_gov else "aws"
        settled["AWS::URLSuffix"] = "amazonaws.com.cn" if prefix == "cn" else "amazonaws.com"
    return settled


def join_templates(templates: Sequence[Template], options: ReadOptions, harvest: Harvest) -> None:
    """Read templates: those nested in others with them, those that share exports together, the rest alone."""
    apps = _drop_nested({template.key: open_app([template], options, harvest) for template in _by_nesting(templates)})
    texts = {file: [scope.template.source.text for scope in app.scopes.values()] for file, app in apps.items()}
    importing = {file for file, some in texts.items() if _holds(some, _IMPORTS)}
    exporting = {file for file, some in texts.items() if _holds(some, _EXPORTS)}
    joint = importing | exporting if importing and exporting and len(importing | exporting) > 1 else set()
    for template in templates:
        if template.key in apps and template.key not in joint:
            read_app(apps[template.key], harvest)
    if joint:
        together = [template for template in templates if template.key in joint]
        read_app(open_app(together, options, Harvest()), harvest, whole=False)


def _by_nesting(templates: Sequence[Template]) -> list[Template]:
    """The templates, those that may nest others first."""
    return sorted(templates, key=lambda template: NESTED not in template.source.text)


def _drop_nested(apps: Mapping[str, App]) -> dict[str, App]:
    """The apps whose template is not a nested stack of another."""
    kept: dict[str, App] = {}
    claimed: set[str] = set()
    for file, app in apps.items():
        if file in claimed:
            continue
        kept[file] = app
        nested = {scope.template.key for scope in app.scopes.values()} - {file}
        claimed |= nested
        for other in nested & kept.keys():
            del kept[other]
    return kept


def _holds(texts: Iterable[str], words: Iterable[str]) -> bool:
    return any(word in text for text in texts for word in words)


def open_app(templates: Sequence[Template], options: ReadOptions, harvest: Harvest) -> App:
    """Take templates, and those nested in them, into an app."""
    app = App(is_joint=len(templates) > 1)
    settled = pseudo_parameters(options.region, options.account)
    for template in templates:
        add_template(app, template, options.parameters, settled, harvest)
    return app


def add_template(
    app: App, template: Template, given: Mapping[str, str], settled: Mapping[str, str], harvest: Harvest
) -> Scope | None:
    """Take a template into an app, or take down that it could not be read."""
    harvest.declared.update(template.section("Parameters"))
    try:
        return app.add(template, given=given, pseudo_parameters=settled)
    except UnreadableError as error:
        harvest.refuse(error, template.file)
    except RecursionError:
        harvest.refuse(_too_deep(), template.file)
    return None


def read_app(app: App, harvest: Harvest, *, whole: bool = True, around: Iterable[str] = ()) -> None:
    """Read an app's nodes: one wiring of the whole, or one of each group of stacks that refer to one another.

    around: scopes that are looked at, and judged elsewhere.
    """
    nodes: dict[str, list[Node]] = {}
    for name, scope in app.scopes.items():
        try:
            nodes[name] = list(read_nodes(scope))
            harvest.files.append(scope.template.file)
        except UnreadableError as error:
            harvest.refuse(error, scope.template.file)
        except RecursionError:
            harvest.refuse(_too_deep(), scope.template.file)
    for unread in app.unread:
        harvest.refuse(unread, unread.where or "")
    for group in [list(nodes)] if whole and nodes else _group(list(nodes), app.links):
        scopes = [app.scopes[name] for name in group]
        harvest.wirings.append(
            Wiring(
                [node for name in group for node in nodes[name]],
                unplaced=[item for scope in scopes for item in scope.unplaced.values()],
                region=_one_literal({scope.region for scope in scopes}),
                account=_one_literal({scope.account for scope in scopes}),
                around=around,
                stacks=app.find_places(),
            )
        )
    app.let_go()


def _group(names: Sequence[str], links: Iterable[tuple[str, str]]) -> list[list[str]]:
    """The names in groups that links connect, each in the order given."""
    leader = {name: name for name in names}

    def find(name: str) -> str:
        while leader[name] != name:
            name = leader[name]
        return name

    for one, two in links:
        if one in leader and two in leader:
            leader[find(two)] = find(one)
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(find(name), []).append(name)
    return list(groups.values())


def _too_deep() -> UnreadableError:
    return UnreadableError("its references lead through too many others", remedy="look for a chain of references")


def _one_literal(values: set[str]) -> str:
    value = next(iter(values), "")
    return value if len(values) == 1 and is_literal(value) else ""
