"""A CloudFormation template as it stands in its file: its sections, its transforms, and whether it is one at all."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from wellwired.documents import Block, Source, read_template
from wellwired.model.wiring import Unplaced
from wellwired.readers.places import Place

SERVERLESS: Final = "AWS::Serverless-2016-10-31"
LANGUAGE_EXTENSIONS: Final = "AWS::LanguageExtensions"
INCLUDE: Final = "AWS::Include"
# Transforms after which the template says what it said before, or that are worked out here.
UNDERSTOOD: Final = frozenset({SERVERLESS, LANGUAGE_EXTENSIONS, "AWS::CodeDeployBlueGreen"})


@dataclass(frozen=True, slots=True)
class Template:
    """One template file.

    name: what its stack is called in addresses. key: what tells it from any other, however its path is spelled.
    folder: where its local paths start, or None where it has none. path: the file itself, or None where the text came
    from elsewhere. places: of resources that a transform made, by logical id: where what they were made from stands.
    assets: hash of a CDK asset to its file or folder. notes: what a transform could not place.
    """

    name: str
    source: Source
    body: Block
    key: str
    folder: Path | None = None
    path: Path | None = None
    places: dict[str, Place] = field(default_factory=dict)
    assets: dict[str, Path] = field(default_factory=dict)
    notes: tuple[Unplaced, ...] = ()

    @property
    def file(self) -> str:
        """The file as the user named it."""
        return self.source.file

    def section(self, name: str) -> Block:
        """A top-level mapping such as "Resources"; empty where it is absent or no mapping."""
        return section_of(self.body, name)

    @property
    def macros(self) -> list[Any]:
        """What the whole template goes through, as it is spelled."""
        declared = self.body.get("Transform")
        return declared if isinstance(declared, list) else [] if declared is None else [declared]

    @property
    def transforms(self) -> tuple[str, ...]:
        """The names of the macros that the whole template goes through."""
        names = [item.get("Name") if isinstance(item, dict) else item for item in self.macros]
        return tuple(name for name in names if isinstance(name, str))


def section_of(body: Block, name: str) -> Block:
    """A mapping inside `body`; empty where it is absent or no mapping."""
    found = body.get(name)
    return found if isinstance(found, Block) else Block(body.source)


def find_template(
    source: Source, name: str, *, path: Path | None = None, folder: Path | None = None
) -> Template | None:
    """The template in a document, or None where the document is something else; raises `DocumentError`.

    path: the file. folder: where its local paths start, where that is not the file's own folder.
    """
    body = read_template(source)
    if not isinstance(body, Block) or not isinstance(body.get("Resources"), Block):
        return None
    if path is None:
        return Template(name, source, body, source.file, folder)
    return Template(name, source, body, str(path.resolve()), path.parent, path)


def looks_like_template(body: Any) -> bool:
    """Whether a document with a Resources mapping is CloudFormation's, not some other tool's."""
    if "AWSTemplateFormatVersion" in body or "Transform" in body:
        return True
    return any(
        isinstance(item, dict) and isinstance(item.get("Type"), str) and "::" in item["Type"]
        for item in body["Resources"].values()
    )
