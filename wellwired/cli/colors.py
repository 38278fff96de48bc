"""Whether what goes to standard output is coloured."""

import os
import sys


def wants_color() -> bool:
    """What the environment says, else whether standard output is a terminal that knows colours."""
    # https://no-color.org and https://force-color.org
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
