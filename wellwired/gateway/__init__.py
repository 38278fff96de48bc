"""The local gateway: a REST API as the model describes it, answering as API Gateway would."""

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from wellwired.gateway.caller import Caller
    from wellwired.gateway.gateway import Gateway
    from wellwired.gateway.messages import Request, Response

__all__ = ["Caller", "Gateway", "Request", "Response"]

# The gateway's own needs (a schema validator, the runtime client) load when it is asked for.
_MODULES: Final = {"Caller": "caller", "Gateway": "gateway", "Request": "messages", "Response": "messages"}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
