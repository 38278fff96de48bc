"""Which rules are meant to see each fault: a fault seen by none of them was seen by accident."""

# Fault id to the names of the rules of which one at least must report it.
EXPECTED_RULES: dict[str, tuple[str, ...]] = {}
