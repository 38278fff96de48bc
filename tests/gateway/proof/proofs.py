"""Every way to break a rule's wire: the bench's cuts that the rule is meant to see, or one of this package."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.bench.draft import Draft
from tests.bench.expectations import EXPECTED_RULES
from tests.bench.registry import Fault, get_faults
from tests.bench.templates import FILES, render_template
from wellwired.gateway.exchange import Exchange
from wellwired.model.wiring import Wiring
from wellwired.readers import read_text
from wellwired.rules import Rule

from .asking import HOME, serve
from .scenes import OTHER_STATUS, SCENES, SCENES_BY_FAULT, USUAL, Scene, leave

Cut = Callable[[Draft], None]
OWN = "own-cut"


@dataclass(frozen=True)
class Staged:
    """A scene with the items API of one base, and perhaps one wire of it cut."""

    base: str
    scene: Scene
    cut: Cut = leave

    def read(self, *, knows_place: bool = True) -> Wiring:
        """The API as its template says it to whoever knows its region and account, or does not."""
        draft = Draft(self.base)
        self.scene.arrange(draft)
        self.cut(draft)
        text = render_template(self.base, draft.template)
        wiring = read_text(text, FILES[self.base], options=HOME if knows_place else None)
        return wiring if self.cut is leave else self.scene.discover(wiring)

    def play(self, wiring: Wiring) -> tuple[Exchange, ...]:
        """Serve the API, and have it called; the exchanges that count."""
        authorizer = Draft(self.base).id("authorizer function")
        with serve(wiring, self.scene.code, authorizer) as served:
            self.scene.play(served)
            return tuple(served.exchanges)


@dataclass(frozen=True)
class Proof:
    """A staged API whose wire is cut, and the status that a client then sees."""

    broken: Staged
    fault: str
    status: int

    @property
    def scene(self) -> Scene:
        """What happens."""
        return self.broken.scene

    @property
    def whole(self) -> Staged:
        """The same with the wire in place."""
        return Staged(self.broken.base, self.scene)

    @property
    def name(self) -> str:
        """Unique for a rule."""
        return f"{self.broken.base}--{self.fault}"

    def shown_by(self, exchanges: tuple[Exchange, ...]) -> list[Exchange]:
        """The exchanges in which a client sees what the rule promises."""
        return [
            one
            for one in exchanges
            if one.response is not None and one.response.status == self.status and self.scene.sign(one.response)
        ]


def find_proofs(rule: Rule) -> Iterator[Proof]:
    """Every cut that a rule is meant to see, in every base that can express it.

    Where functions run in sandboxes, which takes time, each cut is made in one base, and the bases take turns.
    """
    scene = SCENES.get(rule.name, USUAL)
    if scene.cut is not None:
        yield Proof(Staged("handwritten", scene, scene.cut), OWN, int(rule.status))
        return
    faults = [fault for fault in get_faults() if rule.name in EXPECTED_RULES.get(fault.id, ())]
    for turn, fault in enumerate(faults):
        yield from _proofs_of(fault, SCENES_BY_FAULT.get(fault.id, scene), rule, turn)


def _proofs_of(fault: Fault, scene: Scene, rule: Rule, turn: int) -> Iterator[Proof]:
    bases = [base for base in fault.cuts if base in scene.bases]
    if scene.code.in_sandboxes and bases:
        bases = [bases[turn % len(bases)]]
    for base in bases:
        yield Proof(Staged(base, scene, fault.cuts[base]), fault.id, OTHER_STATUS.get(fault.id, int(rule.status)))
