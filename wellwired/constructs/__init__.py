"""CDK constructs that wire a REST API correctly by default; each is usable alone in a stack of yours."""

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from wellwired.errors import MissingExtraError

if TYPE_CHECKING:
    from wellwired.constructs.account_logging import AccountLogging, LoggingManagedElsewhere
    from wellwired.constructs.alarm_receivers import AlarmTopics, NoReceiver, Receivers, SlackChannel
    from wellwired.constructs.alarm_thresholds import AlarmThresholds, Threshold
    from wellwired.constructs.api_alarms import ApiAlarms
    from wellwired.constructs.api_dashboard import ApiDashboard
    from wellwired.constructs.attached_api import AttachedApi, attach
    from wellwired.constructs.authorization import Authorization
    from wellwired.constructs.cache import Cache
    from wellwired.constructs.cors import Cors
    from wellwired.constructs.custom_domain import CustomDomain
    from wellwired.constructs.definition import Definition
    from wellwired.constructs.error_responses import ErrorResponses
    from wellwired.constructs.existing_access_log import ExistingAccessLog
    from wellwired.constructs.firewall import Firewall
    from wellwired.constructs.imported_routes import read_routes
    from wellwired.constructs.job_route import JobRoute
    from wellwired.constructs.job_settings import JobSettings
    from wellwired.constructs.notifications import Notifications
    from wellwired.constructs.plan import Plan, Quota
    from wellwired.constructs.proxy_function import ProxyFunction
    from wellwired.constructs.proxy_rest_api import ProxyRestApi
    from wellwired.constructs.python_assets import PythonLayer, build_source, newest_python_runtime
    from wellwired.constructs.routes import Route
    from wellwired.constructs.stage_logs import StageLogs
    from wellwired.constructs.stage_settings import MethodOverride, StageSettings
    from wellwired.constructs.throttle import Throttle
    from wellwired.constructs.usage_plans import UsagePlans

__all__ = [
    "AccountLogging",
    "AlarmThresholds",
    "AlarmTopics",
    "ApiAlarms",
    "ApiDashboard",
    "AttachedApi",
    "Authorization",
    "Cache",
    "Cors",
    "CustomDomain",
    "Definition",
    "ErrorResponses",
    "ExistingAccessLog",
    "Firewall",
    "JobRoute",
    "JobSettings",
    "LoggingManagedElsewhere",
    "MethodOverride",
    "NoReceiver",
    "Notifications",
    "Plan",
    "ProxyFunction",
    "ProxyRestApi",
    "PythonLayer",
    "Quota",
    "Receivers",
    "Route",
    "SlackChannel",
    "StageLogs",
    "StageSettings",
    "Threshold",
    "Throttle",
    "UsagePlans",
    "attach",
    "build_source",
    "newest_python_runtime",
    "read_routes",
]

# The CDK takes half a second to load and a Node process to use: names are fetched when they are first asked for.
_MODULES: Final = {
    "AccountLogging": "account_logging",
    "AlarmThresholds": "alarm_thresholds",
    "AlarmTopics": "alarm_receivers",
    "ApiAlarms": "api_alarms",
    "ApiDashboard": "api_dashboard",
    "AttachedApi": "attached_api",
    "Authorization": "authorization",
    "Cache": "cache",
    "Cors": "cors",
    "CustomDomain": "custom_domain",
    "Definition": "definition",
    "ErrorResponses": "error_responses",
    "ExistingAccessLog": "existing_access_log",
    "Firewall": "firewall",
    "JobRoute": "job_route",
    "JobSettings": "job_settings",
    "LoggingManagedElsewhere": "account_logging",
    "MethodOverride": "stage_settings",
    "NoReceiver": "alarm_receivers",
    "Notifications": "notifications",
    "Plan": "plan",
    "ProxyFunction": "proxy_function",
    "ProxyRestApi": "proxy_rest_api",
    "PythonLayer": "python_assets",
    "Quota": "plan",
    "Receivers": "alarm_receivers",
    "Route": "routes",
    "SlackChannel": "alarm_receivers",
    "StageLogs": "stage_logs",
    "StageSettings": "stage_settings",
    "Threshold": "alarm_thresholds",
    "Throttle": "throttle",
    "UsagePlans": "usage_plans",
    "attach": "attached_api",
    "build_source": "python_assets",
    "newest_python_runtime": "python_assets",
    "read_routes": "imported_routes",
}

if find_spec("aws_cdk") is None:
    raise MissingExtraError("wellwired.constructs", "cdk")


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
