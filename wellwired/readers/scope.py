"""One stack while it is read: what its names stand for, and what was met that could not be placed."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wellwired.documents import Block
from wellwired.errors import UnreadableError
from wellwired.model.setting import Setting
from wellwired.model.text import display, hole, pseudo, reference
from wellwired.model.wiring import Unplaced
from wellwired.readers import intrinsics
from wellwired.readers.conditions import Verdict, find_verdict
from wellwired.readers.identities import Identity, find_attribute, read_identity
from wellwired.readers.includes import find_include
from wellwired.readers.loops import expand_loops
from wellwired.readers.parameters import read_parameters
from wellwired.readers.places import Place
from wellwired.readers.template import UNDERSTOOD, Template, section_of

if TYPE_CHECKING:
    from wellwired.readers.app import App

# What the functions of one template may produce and look at together, in characters and items: text that doubles at
# each step is a bomb.
MAX_WORK: Final = 20_000_000
# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
_LONGEST_NAME: Final = 255
# https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/pseudo-parameter-reference.html
_PSEUDO_PARAMETERS: Final = (
    "AWS::AccountId",
    "AWS::NotificationARNs",
    "AWS::Partition",
    "AWS::Region",
    "AWS::StackId",
    "AWS::StackName",
    "AWS::URLSuffix",
)
_MADE_AROUND: Final = ("ApiGatewayRestApi", "IamRoleLambdaExecution")


class Resource(NamedTuple):
    """A resource as the template spells it. `properties` is empty where they are absent or no mapping."""

    name: str
    type: str
    block: Block
    properties: Block
    place: Place


class Scope:
    """The names of one stack.

    name: the stack in addresses. given: values passed for its parameters. pseudo: pseudo-parameters whose value
    is known. chain: keys of the templates around it, outermost first.
    """

    def __init__(
        self,
        template: Template,
        app: "App",
        *,
        given: Mapping[str, Any],
        pseudo_parameters: Mapping[str, str],
        chain: tuple[str, ...] = (),
    ) -> None:
        self.app = app
        self.template = template
        self.name = template.name
        self.chain = (*chain, template.key)
        self.pseudo = {name: pseudo(name) for name in _PSEUDO_PARAMETERS} | dict(pseudo_parameters)
        self.region = self.pseudo["AWS::Region"]
        self.account = self.pseudo["AWS::AccountId"]
        self.partition = self.pseudo["AWS::Partition"]
        self.unplaced: dict[tuple[str, str], Unplaced] = {(item.what, item.reason): item for item in template.notes}
        self.verdicts: dict[str, Verdict] = {}
        self.touched: set[str] = set()
        self.paths: dict[str, Setting[str]] = {}
        self.included: dict[str, Any] = {}
        self._active: set[tuple[str, str]] = set()
        self._identities: dict[str, Identity] = {}
        self._outputs: dict[str, Any] = {}
        self._spent = 0
        self.resources: dict[str, Resource] = {}
        self.parameters: dict[str, Any] = {}
        self.mappings: Mapping[str, Any] = {}
        self.conditions: Mapping[str, Any] = {}
        self.outputs: Mapping[str, Any] = {}
        self._take_sections(given)

    def _take_sections(self, given: Mapping[str, Any]) -> None:
        """Read the top-level mappings in the order in which one may need another."""
        template = self.template
        included: list[Any] = []
        for macro in template.macros:
            found = self.find_include(macro)
            if found is not None:
                included.append(found)
            elif _macro_name(macro) not in UNDERSTOOD:
                self.note("Transform", f"what the macro {_macro_name(macro)} makes of the template is not known")
        of = f" of {template.name}" if self.app.is_joint else ""
        bodies = [body for body in (template.body, *included) if isinstance(body, Block)]
        for body in bodies:
            self.parameters = read_parameters(section_of(body, "Parameters"), given, of=of) | self.parameters
            self.mappings = {**section_of(body, "Mappings"), **self.mappings}
        for body in bodies:
            self.conditions = {**expand_loops(section_of(body, "Conditions"), self), **self.conditions}
            self.outputs = {**expand_loops(section_of(body, "Outputs"), self), **self.outputs}
            self._take_resources(expand_loops(section_of(body, "Resources"), self))

    def _take_resources(self, section: Block) -> None:
        for name, block in section.items():
            if name in self.resources:
                continue
            if name == "Fn::Transform":
                included = self.find_include(block)
                if isinstance(included, Block):
                    self._take_resources(included)
                else:
                    self.note("Fn::Transform among the resources", "what the macro makes of it is not known")
                continue
            if len(name) > _LONGEST_NAME:
                self.note(f"resource {name[:40]}...", f"its name is longer than {_LONGEST_NAME} characters")
                continue
            if not isinstance(block, Block) or not isinstance(block.get("Type"), str):
                self.note(f"resource {name}", "it is no mapping with a Type")
                continue
            properties = block.get("Properties")
            properties = properties if isinstance(properties, Block) else None
            place = self.template.places.get(name) or Place(
                section.source.file, section.find_position(name), properties
            )
            self.resources[name] = Resource(
                name, block["Type"], block, Block(block.source) if properties is None else properties, place
            )

    def resolve(self, value: Any) -> Any:
        """`value` worked out; see `intrinsics.resolve`."""
        return intrinsics.resolve(value, self)

    def resolve_apart(self, value: Any) -> Any:
        """`value` worked out for another resource than the one being read: its references are not counted."""
        touched, self.touched = self.touched, set()
        try:
            return intrinsics.resolve(value, self)
        finally:
            self.touched = touched

    def address(self, name: str) -> str:
        """The address of a resource of this stack."""
        return f"{self.name}/{name}"

    def ref(self, name: str) -> Any:
        """What `Ref` returns."""
        if name in self.pseudo:
            return self.pseudo[name]
        if name in self.parameters:
            return self.parameters[name]
        if name not in self.resources:
            return self.give_up(f"Ref of {name}", _reason_for(name) or "the template has no such parameter or resource")
        if self.is_left_out(name):
            return self.give_up(f"Ref of {name}", "its condition is false")
        self.touched.add(self.address(name))
        return self.identity(name).physical_id

    def attribute(self, name: str, attribute: str) -> Any:
        """What `Fn::GetAtt` returns."""
        if name not in self.resources:
            return self.give_up(f"GetAtt of {name}", _reason_for(name) or "the template has no such resource")
        if self.is_left_out(name):
            return self.give_up(f"GetAtt of {name}", "its condition is false")
        self.touched.add(self.address(name))
        if attribute.startswith("Outputs."):
            return self.app.find_nested_output(self, name, attribute.removeprefix("Outputs."))
        found = find_attribute(name, attribute, self)
        return reference(self.address(name), attribute) if found is None else found

    def identity(self, name: str) -> Identity:
        """The name and ARN of a resource; of one whose name leads back to itself, nothing but its own atom."""
        known = self._identities.get(name)
        if known is not None:
            return known
        if not self.enter("identity", name):
            self.note(f"resource {name}", "its name refers to itself")
            return Identity(reference(self.address(name)))
        identity = read_identity(name, self)
        self.leave("identity", name)
        self._identities[name] = identity
        return identity

    def output(self, name: str) -> Any:
        """The value of an output, or a hole."""
        if name in self._outputs:
            return self._outputs[name]
        output = self.outputs.get(name)
        if not isinstance(output, dict) or "Value" not in output:
            return self.give_up(f"output {name}", f"{self.template.file} has no such output")
        condition = output.get("Condition")
        if condition is not None and find_verdict(condition, self).truth is False:
            return self.give_up(f"output {name}", "its condition is false")
        if not self.enter("output", name):
            return self.give_up(f"output {name}", "it refers to itself")
        value = self.resolve_apart(output["Value"])
        self.leave("output", name)
        self._outputs[name] = value
        return value

    def is_left_out(self, name: str) -> bool:
        """Whether a resource's condition is certainly false."""
        condition = self.resources[name].block.get("Condition")
        return condition is not None and find_verdict(condition, self).truth is False

    def find_include(self, transform: Any) -> Any:
        """The document that `AWS::Include` brings in from a local file, or None."""
        return find_include(transform, self)

    def grow(self, text: str) -> str:
        """`text`, its length counted."""
        self.spend(len(text))
        return text

    def join(self, delimiter: str, pieces: Sequence[str]) -> str:
        """The pieces as one text, whose length is counted before it is made."""
        self.spend(sum(map(len, pieces)) + len(delimiter) * len(pieces))
        return delimiter.join(pieces)

    def spend(self, amount: int) -> None:
        """Count work done; raises `UnreadableError` once the functions of this template have done too much."""
        self._spent += amount
        if self._spent > MAX_WORK:
            raise UnreadableError(
                "its functions produce too much", where=self.template.file, remedy="look for text that multiplies"
            )

    def enter(self, what: str, name: str) -> bool:
        """Begin to work out a named thing; False where it is being worked out already."""
        if (what, name) in self._active:
            return False
        self._active.add((what, name))
        return True

    def leave(self, what: str, name: str) -> None:
        """End what `enter` began."""
        self._active.discard((what, name))

    def note(self, what: str, reason: str) -> None:
        """Say aloud, once, that something could not be placed."""
        what, reason = display(what), display(reason)
        self.unplaced.setdefault((what, reason), Unplaced(what, reason, self.template.file))

    def give_up(self, what: str, reason: str) -> str:
        """Note it, and stand a hole in its place."""
        self.note(what, reason)
        return hole(display(f"{what}: {reason}"))


def _reason_for(name: str) -> str:
    """Why a name may well be missing, or "": a file of resources that the Serverless Framework puts among its own.

    https://www.serverless.com/framework/docs/providers/aws/guide/resources
    """
    return "the Serverless Framework makes it around this file" if name in _MADE_AROUND else ""


def _macro_name(macro: Any) -> str:
    return str(macro.get("Name", "?") if isinstance(macro, dict) else macro)[:80]
