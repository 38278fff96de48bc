"""How rules speak of the methods that a stage's settings leave out."""

from wellwired.model.api import Stage
from wellwired.model.method_settings import Coverage, methods_of
from wellwired.model.text import display
from wellwired.model.wiring import Wiring
from wellwired.rules.invoke_reports import join_labels


def find_left_out(stage: Stage, wiring: Wiring, coverage: Coverage) -> str | None:
    """The methods that settings of single methods leave out, as a message says them, or None where there are none."""
    if coverage.overall or not coverage.reached:
        return None
    if coverage.left:
        return join_labels(display(method.route) for method in coverage.left)
    return None if methods_of(stage, wiring) else "any method without settings of its own"
