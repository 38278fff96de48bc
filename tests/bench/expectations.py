"""Which rules are meant to see each fault: a fault seen by none of them was seen by accident."""

from .expectations_of_answers import ANSWERS
from .expectations_of_calls import CALLS
from .expectations_of_watching import WATCHING

# Fault id to the names of the rules of which one at least must report it.
EXPECTED_RULES: dict[str, tuple[str, ...]] = CALLS | ANSWERS | WATCHING
