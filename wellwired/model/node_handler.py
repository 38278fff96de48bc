"""Whether a Node.js module exports a handler, as far as its text shows.

Source: https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
"""

import re
from typing import Final

from wellwired.model.setting import Unsettled

# A module that hands on what another one exports, or builds its exports while it runs, settles nothing here.
_UNSEEN: Final = re.compile(
    r"module\.exports\s*=\s*(?!\{|async\b|function\b|\()|export\s*\*|__exportStar|__export\(|Object\.(assign|defineProperty)\("
    r"|exports\[|\.\.\.\w+"
)


def is_exported(text: str, name: str) -> bool:
    """Whether the module exports `name`; raises `Unsettled` where it may do so unseen."""
    word = re.escape(name)
    patterns = (
        rf"exports\.{word}\s*=",
        rf"export\s+(async\s+)?(function\*?|const|let|var|class)\s+{word}\b",
        rf"export\s*\{{[^}}]*\b{word}\b[^}}]*\}}",
        rf"module\.exports\s*=\s*\{{[^;]*?\b{word}\b",
        *((r"export\s+default\b",) if name == "default" else ()),
    )
    if any(re.search(pattern, text) for pattern in patterns):
        return True
    if _UNSEEN.search(text):
        raise Unsettled("the module's exports are made while it runs")
    return False
