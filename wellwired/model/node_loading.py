"""What keeps a Node.js module from loading: modules that nobody brings, and brackets without a counterpart.

Sources: https://docs.aws.amazon.com/lambda/latest/dg/lambda-nodejs.html and https://nodejs.org/api/modules.html
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from wellwired.model.node_tokens import MAX_TEXT, Tokens, Unbalanced, read_tokens
from wellwired.model.python_handler import Fault
from wellwired.model.setting import Unsettled

_BUILT_IN: Final = frozenset(
    {"assert", "async_hooks", "buffer", "child_process", "cluster", "console", "constants", "crypto", "dgram", "dns"}
    | {"diagnostics_channel", "domain", "events", "fs", "http", "http2", "https", "inspector", "module", "net", "os"}
    | {"path", "perf_hooks", "process", "punycode", "querystring", "readline", "repl", "stream", "string_decoder"}
    | {"sys", "timers", "tls", "trace_events", "tty", "url", "util", "v8", "vm", "wasi", "worker_threads", "zlib"}
)
_FROM_CLOUDFORMATION: Final = "cfn-response"  # comes with inline code
# What lies beside the SDK in the runtime's folder is not promised to anybody, and works all the same.
_WITH_SDK: Final = (
    "@aws-sdk",
    "@aws-crypto",
    "@aws",
    "@smithy",
    "tslib",
    "uuid",
    "bowser",
    "fast-xml-parser",
    "strnum",
)
_SDK_2: Final = "aws-sdk"
_FIRST_WITHOUT_SDK_2: Final = 18
_VERSION: Final = re.compile(r"nodejs(\d+)")


class Asked(NamedTuple):
    """A module that is asked for while the handler's module loads. line: from 1."""

    module: str
    line: int


def find_missing(text: str, runtime: str) -> list[Asked]:
    """The modules that code of a single file cannot find; raises `Unsettled` where the text is not understood."""
    if len(text) > MAX_TEXT:
        return []
    found = {asked.module: asked for asked in _asked(read_tokens(text)) if not _is_at_hand(asked.module, runtime)}
    return list(found.values())


def find_unbalanced(text: str) -> Fault | None:
    """The bracket without a counterpart that keeps the module from loading, or None; long bundles are not read."""
    if len(text) > MAX_TEXT:
        return None
    try:
        read_tokens(text)
    except Unbalanced as error:
        return Fault(error.problem, error.line)
    except Unsettled:
        return None
    return None


def _asked(tokens: Tokens) -> Iterator[Asked]:
    """What is asked for at the top level, in plain sight: `x = require("y")`, `require("y")`, `import ... from "y"`."""
    place = 0
    while place < len(tokens.all):
        token = tokens.all[place]
        if tokens.starts(place, "require", "(") and (token.first or place == 0 or tokens.text(place - 1) in ("=", ";")):
            named = tokens.all[place + 2]
            if named.kind == "text" and tokens.text(place + 3) == ")":
                yield Asked(named.text[1:-1], named.line)
        elif token.kind == "text" and tokens.text(place - 1) in ("from", "import"):
            yield Asked(token.text[1:-1], token.line)
        place = tokens.after(place)


def _is_at_hand(module: str, runtime: str) -> bool:
    if module.startswith("node:"):
        return True
    if module.startswith((".", "/")):
        return module.startswith("/")  # a layer or the runtime may have put it there; beside the one file lies nothing
    package = module.partition("/")[0]
    version = _VERSION.match(runtime)
    if package == _SDK_2:
        return version is None or int(version[1]) < _FIRST_WITHOUT_SDK_2
    return package in _BUILT_IN or package in _WITH_SDK or package == _FROM_CLOUDFORMATION
