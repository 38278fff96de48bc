"""Everything that a wiring says, as statements."""

from wellwired.comparison.functions import tell_functions
from wellwired.comparison.routes import tell_models, tell_routes
from wellwired.comparison.stages import tell_edge, tell_stages
from wellwired.comparison.statement import Statement
from wellwired.comparison.watch import tell_alarms, tell_plans
from wellwired.model.wiring import Wiring


def tell(wiring: Wiring) -> tuple[Statement, ...]:
    """The statements of a wiring, each once, in the order of a request: routes, stages, functions, plans, alarms."""
    parts = (tell_routes, tell_models, tell_stages, tell_functions, tell_edge, tell_plans, tell_alarms)
    return tuple(dict.fromkeys(statement for part in parts for statement in part(wiring)))
