"""Checks that the CDK runs when the whole app stands, told as wellwired's own errors."""

from collections.abc import Callable, Iterable

import jsii
from constructs import Construct, IValidation

from wellwired.errors import WiringError


@jsii.implements(IValidation)
class _SynthCheck:
    """The CDK's validation interface around a function that finds problems."""

    def __init__(self, find_problems: Callable[[], Iterable[WiringError]]) -> None:
        self._find_problems = find_problems

    def validate(self) -> list[str]:
        return [str(problem) for problem in self._find_problems()]


def check_at_synth(scope: Construct, find_problems: Callable[[], Iterable[WiringError]]) -> None:
    """Have synth fail with every problem found once all constructs of the app are made."""
    scope.node.add_validation(_SynthCheck(find_problems))
