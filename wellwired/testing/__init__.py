"""For a team's own tests: is a stack well wired, is a cut wire seen, does a handler stand what it will get."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from wellwired.runtime import Violation, assert_proxy_response, check_proxy_response
    from wellwired.testing.api_client import ApiAnswer, ApiClient, open_api_client
    from wellwired.testing.assertion import assert_well_wired
    from wellwired.testing.breaking import break_wire, breakable_rules
    from wellwired.testing.proxy_events import proxy_event
    from wellwired.testing.stable_templates import stable_template

__all__ = [
    "ApiAnswer",
    "ApiClient",
    "Violation",
    "assert_proxy_response",
    "assert_well_wired",
    "break_wire",
    "breakable_rules",
    "check_proxy_response",
    "open_api_client",
    "proxy_event",
    "stable_template",
]

# A handler's test needs neither readers nor rules: each name is fetched when it is first asked for.
_MODULES: Final = {
    "ApiAnswer": "wellwired.testing.api_client",
    "ApiClient": "wellwired.testing.api_client",
    "Violation": "wellwired.runtime",
    "assert_proxy_response": "wellwired.runtime",
    "assert_well_wired": "wellwired.testing.assertion",
    "break_wire": "wellwired.testing.breaking",
    "breakable_rules": "wellwired.testing.breaking",
    "check_proxy_response": "wellwired.runtime",
    "open_api_client": "wellwired.testing.api_client",
    "proxy_event": "wellwired.testing.proxy_events",
    "stable_template": "wellwired.testing.stable_templates",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    return __all__
