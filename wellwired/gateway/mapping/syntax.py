"""What a mapping template is made of, once it is parsed.

Source: https://velocity.apache.org/engine/1.7/vtl-reference.html; https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings.html
"""

from dataclasses import dataclass
from typing import TypeAlias


class TemplateError(Exception):
    """A template that cannot be parsed or evaluated; says what is wrong and where."""


class TemplateBoundError(TemplateError):
    """A template that takes more work, depth or space than it may."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A number, a boolean, null (None) or a text without variables."""

    value: str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Interpolated:
    """A text in double quotes: a template of its own."""

    parts: "Block"


@dataclass(frozen=True, slots=True)
class ListOf:
    """[a, b]."""

    items: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Range:
    """[first..last], downwards where last is less."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class MapOf:
    """{"a": 1}."""

    entries: tuple[tuple["Expression", "Expression"], ...]


@dataclass(frozen=True, slots=True)
class Attribute:
    """A dot and a name."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A dot, a name and values in parentheses."""

    name: str
    arguments: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Index:
    """A value in brackets."""

    key: "Expression"


Access: TypeAlias = Attribute | Call | Index


@dataclass(frozen=True, slots=True)
class Reference:
    """$name and what follows it: attributes, calls, indexes."""

    name: str
    path: tuple[Access, ...] = ()


@dataclass(frozen=True, slots=True)
class Not:
    """!a."""

    operand: "Expression"


@dataclass(frozen=True, slots=True)
class Binary:
    """Two operands; operator: one of || && == != < > <= >= + - * / %."""

    operator: str
    left: "Expression"
    right: "Expression"


Expression: TypeAlias = Literal | Interpolated | ListOf | Range | MapOf | Reference | Not | Binary


@dataclass(frozen=True, slots=True)
class Text:
    """What is printed as it stands."""

    text: str


@dataclass(frozen=True, slots=True)
class Set:
    """#set($target = value)."""

    target: Reference
    value: Expression


@dataclass(frozen=True, slots=True)
class If:
    """Branches in order, each with its condition; #else is a branch whose condition is true."""

    branches: tuple[tuple[Expression, "Block"], ...]


@dataclass(frozen=True, slots=True)
class ForEach:
    """#foreach($name in items) ... #end."""

    name: str
    items: Expression
    body: "Block"


@dataclass(frozen=True, slots=True)
class Define:
    """#define($name) ... #end: a block that is evaluated wherever $name is printed."""

    name: str
    body: "Block"


@dataclass(frozen=True, slots=True)
class Stop:
    """#stop, or #break out of the innermost #foreach."""

    whole: bool


Node: TypeAlias = Text | Reference | Set | If | ForEach | Define | Stop
Block: TypeAlias = tuple[Node, ...]
