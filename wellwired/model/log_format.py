"""The format of an access log, taken apart: its `$context` variables, and whether each line comes out as JSON.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html
"""

import json
import re
from functools import lru_cache
from typing import Final, NamedTuple

from wellwired.model.api import Stage
from wellwired.model.setting import Unsettled
from wellwired.model.text import CLOSE, OPEN, find_hole

REQUEST_IDS: Final = ("$context.requestId", "$context.extendedRequestId")
# What the function or the way to it failed of, and what the gateway itself failed of: one of each tells the reason.
INTEGRATION_REASONS: Final = ("$context.integrationErrorMessage", "$context.integration.error")
GATEWAY_REASONS: Final = ("$context.error.message", "$context.error.messageString", "$context.error.responseType")
# It brings its own quotes when there is an error, and prints a bare dash when there is none.
SELF_QUOTING: Final = "$context.error.messageString"
# Numbers that every request sets: they need no quotes.
_ALWAYS_NUMBERS: Final = frozenset(
    {"$context.status", "$context.responseLength", "$context.responseLatency", "$context.requestTimeEpoch"}
)

_VARIABLE: Final = re.compile(r"\$context(?:\.[A-Za-z0-9_]+)+")
_TEXT_OF_JSON: Final = re.compile(r'"(?:[^"\\]|\\.)*"')
_ATOM: Final = re.compile(f"{OPEN}[^{CLOSE}]*{CLOSE}")
# Whatever follows is named by the authorizer, or by the mapping template that overrides.
_OPEN_FAMILIES: Final = ("authorizer", "requestOverride", "responseOverride")
_CLOSED_FAMILIES: Final = {
    "authenticate": "error latency status",
    "authorize": "error latency status",
    "customDomain": "basePathMatched routingRuleIdMatched",
    "error": "message messageString responseType validationErrorString",
    "identity": "accountId apiKey apiKeyId caller clientCert cognitoAuthenticationProvider cognitoAuthenticationType "
    "cognitoIdentityId cognitoIdentityPoolId principalOrgId sourceIp user userAgent userArn vpcId vpceId accessKey",
    "integration": "error integrationStatus latency requestId status responseTransferMode timeToAllHeaders "
    "timeToFirstContent",
    "waf": "error latency status",
}
_SINGLE: Final = (
    "accountId apiId awsEndpointRequestId awsEndpointRequestId2 deploymentId domainName domainPrefix endpointType "
    "extendedRequestId httpMethod integrationErrorMessage integrationLatency integrationStatus isCanaryRequest "
    "path protocol requestId requestTime requestTimeEpoch resourceId resourcePath responseLatency responseLength "
    "stage status tlsVersion cipherSuite wafResponseCode webaclArn xrayTraceId"
)
_KNOWN: Final = {family: frozenset(names.split()) for family, names in {**_CLOSED_FAMILIES, "": _SINGLE}.items()}


class LogFormat(NamedTuple):
    """A format. variables: each once, in order. is_object: whether it means to be JSON. problem: why it is none.

    bare: variables that stand outside quotes and can print a dash or text there. hole: why a part of it is not known.
    """

    text: str
    variables: tuple[str, ...]
    is_object: bool
    problem: str
    bare: tuple[str, ...]
    hole: str | None

    def has_any(self, names: tuple[str, ...]) -> bool:
        """Whether one of these variables is in it; raises `Unsettled` where an unknown part may hold it."""
        if any(name in self.variables for name in names):
            return True
        if self.hole:
            raise Unsettled(self.hole)
        return False


def find_log_format(stage: Stage) -> LogFormat | None:
    """The format of a stage's access log, or None where it has none; raises `Unsettled` where it is not known."""
    setting = stage.access_log_setting.known()
    text = setting.format.known() if setting is not None else None
    return read_log_format(text) if text else None


@lru_cache(maxsize=256)
def read_log_format(text: str) -> LogFormat:
    """Take a format apart."""
    variables = tuple(dict.fromkeys(_VARIABLE.findall(text)))
    is_object = text.lstrip().startswith("{")
    outside = _TEXT_OF_JSON.sub('""', text) if is_object else ""
    bare = tuple(name for name in dict.fromkeys(_VARIABLE.findall(outside)) if name not in _ALWAYS_NUMBERS)
    return LogFormat(text, variables, is_object, _find_problem(text) if is_object else "", bare, find_hole(text))


def is_known_variable(name: str) -> bool:
    """Whether API Gateway documents a variable for the access log of a REST API."""
    family, _, rest = name.removeprefix("$context.").partition(".")
    if family in _OPEN_FAMILIES:
        return True
    if family in _CLOSED_FAMILIES:
        return rest.partition(".")[0] in _KNOWN[family]
    return family in _KNOWN[""] and not rest


def _find_problem(text: str) -> str:
    """Why a format does not come out as one JSON object even where every variable is set, or ""."""
    filled = _ATOM.sub("0", _VARIABLE.sub("0", text))
    try:
        parsed = json.loads(filled)
    except json.JSONDecodeError as error:
        return error.msg[0].lower() + error.msg[1:]
    except RecursionError:
        return "it is nested too deeply"
    return "" if isinstance(parsed, dict) else "it is no object"


def missing_reasons(log_format: LogFormat) -> list[str]:
    """Which reasons a format lacks, each as the variable that would tell: the integration's, the gateway's, or both."""
    return [names[0] for names in (INTEGRATION_REASONS, GATEWAY_REASONS) if not log_format.has_any(names)]
