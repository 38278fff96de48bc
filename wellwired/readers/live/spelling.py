"""Answers of AWS respelled as the CloudFormation properties that would have made them.

What AWS fills in by itself is left out where it cannot be told from what nobody set: the rules then judge a live
resource as they judge a template that leaves the property out.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from wellwired.facts import FUNCTION_MEMORY_DEFAULT_MB, FUNCTION_TIMEOUT_DEFAULT_S, INTEGRATION_TIMEOUT_MAX_MS
from wellwired.model.node import Json

Answer = Mapping[str, Any]

# By the property's name: the value that AWS gives where none was set.
FILLED_IN: Final[Mapping[str, Mapping[str, Json]]] = {
    "Integration": {
        "TimeoutInMillis": INTEGRATION_TIMEOUT_MAX_MS,
        "PassthroughBehavior": "WHEN_NO_MATCH",
        "ConnectionType": "INTERNET",
        "ResponseTransferMode": "BUFFERED",
    },
    "RestApi": {"ApiKeySourceType": "HEADER", "DisableExecuteApiEndpoint": False},
    "Function": {
        "Timeout": FUNCTION_TIMEOUT_DEFAULT_S,
        "MemorySize": FUNCTION_MEMORY_DEFAULT_MB,
        "PackageType": "Zip",
        "Architectures": ["x86_64"],
        "TracingConfig": {"Mode": "PassThrough"},
    },
    "Stage": {"TracingEnabled": False, "CacheClusterEnabled": False},
    "MethodSetting": {"CacheTtlInSeconds": 300},
    "Authorizer": {"AuthorizerResultTtlInSeconds": 300},
    "Alarm": {"TreatMissingData": "missing", "ActionsEnabled": True},
    "Role": {"Path": "/"},
    "Key": {"Enabled": True},
}
_ANY_METHOD: Final = ("*", "*")


def pascal(answer: Answer) -> dict[str, Json]:
    """The same with keys as CloudFormation spells them: `restApiId` to `RestApiId`; values are left alone."""
    return {key[:1].upper() + key[1:]: value for key, value in answer.items()}


def given(kind: str, properties: Answer) -> dict[str, Json]:
    """Properties without what is empty and what AWS fills in."""
    filled = FILLED_IN.get(kind, {})
    return {
        key: value
        for key, value in properties.items()
        if value not in (None, "", [], {}) and not (key in filled and filled[key] == value)
    }


def rest_api(answer: Answer) -> dict[str, Json]:
    """RestApi."""
    endpoint = answer.get("endpointConfiguration") or {}
    return given(
        "RestApi",
        {
            "Name": answer.get("name"),
            "Description": answer.get("description"),
            "EndpointConfiguration": given(
                "", {"Types": endpoint.get("types"), "VpcEndpointIds": endpoint.get("vpcEndpointIds")}
            ),
            "BinaryMediaTypes": answer.get("binaryMediaTypes"),
            "Policy": read_document(answer.get("policy")),
            "DisableExecuteApiEndpoint": answer.get("disableExecuteApiEndpoint"),
            "ApiKeySourceType": answer.get("apiKeySource"),
            "MinimumCompressionSize": answer.get("minimumCompressionSize"),
        },
    )


def read_document(text: Json) -> Json:
    """A policy document as API Gateway hands it out, its quotes escaped once more; text where it is no JSON."""
    if not isinstance(text, str) or not text:
        return text or None
    for spelled in (text, text.replace('\\"', '"').replace("\\/", "/")):
        try:
            return json.loads(spelled)
        except ValueError:
            continue
    return text


def method(api: str, resource: Answer, answer: Answer) -> dict[str, Json]:
    """Method, with its integration."""
    properties = given("Method", pascal(answer))
    integration = answer.get("methodIntegration")
    responses = answer.get("methodResponses") or {}
    properties |= {"RestApiId": api, "ResourceId": resource["id"]}
    properties["HttpMethod"] = str(answer.get("httpMethod", "")).upper()
    if responses:
        properties["MethodResponses"] = [given("", pascal(one)) for _, one in sorted(responses.items())]
    if integration:
        properties["Integration"] = _integration(integration, resource["id"])
    return properties


def _integration(answer: Answer, resource_id: str) -> dict[str, Json]:
    spelled = pascal(answer)
    spelled["IntegrationHttpMethod"] = spelled.pop("HttpMethod", None)
    spelled["TimeoutInMillis"] = answer.get("timeoutInMillis") or None
    responses = answer.get("integrationResponses") or {}
    spelled["IntegrationResponses"] = [given("", pascal(one)) for _, one in sorted(responses.items())]
    if answer.get("cacheNamespace") == resource_id:
        spelled.pop("CacheNamespace")
    return given("Integration", spelled)


def stage(api: str, answer: Answer, limits: Answer) -> dict[str, Json]:
    """Stage. `limits`: the account's own throttle, which stands in the settings of a stage that has none."""
    properties = given("Stage", pascal(answer))
    properties |= {"RestApiId": api, "MethodSettings": list(_method_settings(answer, limits))}
    log = answer.get("accessLogSettings")
    if log:
        properties["AccessLogSetting"] = given("", pascal(log))
    return given("Stage", properties)


def _method_settings(answer: Answer, limits: Answer) -> Iterator[dict[str, Json]]:
    for key, setting in sorted((answer.get("methodSettings") or {}).items()):
        path, _, verb = key.rpartition("/")
        properties = given("MethodSetting", pascal(setting))
        for name, limit in (("ThrottlingRateLimit", "rateLimit"), ("ThrottlingBurstLimit", "burstLimit")):
            if properties.get(name) in (-1, -1.0, limits.get(limit)):
                properties.pop(name, None)
        spelled = path.replace("~1", "/").replace("~0", "~")
        properties["ResourcePath"] = "/*" if (path, verb) == _ANY_METHOD else f"/{spelled.lstrip('/')}"
        properties["HttpMethod"] = verb
        yield properties


def function(answer: Answer, concurrency: Answer) -> dict[str, Json]:
    """Function."""
    name = answer.get("FunctionName", "")
    vpc = answer.get("VpcConfig") or {}
    logging = answer.get("LoggingConfig") or {}
    if logging.get("LogGroup") in (None, f"/aws/lambda/{name}") and logging.get("LogFormat", "Text") == "Text":
        logging = {}
    return given(
        "Function",
        {
            **{key: answer.get(key) for key in _OF_FUNCTION},
            "ReservedConcurrentExecutions": concurrency.get("ReservedConcurrentExecutions"),
            "Layers": [layer["Arn"] for layer in answer.get("Layers") or ()],
            "VpcConfig": given("", {key: vpc.get(key) for key in ("SubnetIds", "SecurityGroupIds")}),
            "LoggingConfig": logging,
        },
    )


_OF_FUNCTION: Final = (
    *("FunctionName", "Handler", "Runtime", "PackageType", "Role", "Timeout", "MemorySize", "Environment"),
    *("DeadLetterConfig", "TracingConfig", "Architectures"),
)
_CONDITIONS: Final = {
    "aws:sourcearn": "SourceArn",
    "aws:sourceaccount": "SourceAccount",
    "aws:principalorgid": "PrincipalOrgID",
    "lambda:functionurlauthtype": "FunctionUrlAuthType",
    "lambda:invokedviafunctionurl": "InvokedViaFunctionUrl",
    "lambda:eventsourcetoken": "EventSourceToken",
}


def permissions(function_arn: str, document: Answer) -> Iterator[tuple[str, dict[str, Json]]]:
    """Statement id and Permission for each statement of a function's policy that allows something.

    What a statement is about is its Resource, which names the alias or version; function_arn: where it has none.
    """
    statements = document.get("Statement") or []
    for number, statement in enumerate(statements if isinstance(statements, list) else [statements]):
        if not isinstance(statement, Mapping) or statement.get("Effect") != "Allow":
            continue
        conditions = _conditions(statement.get("Condition"))
        for principal in _principals(statement.get("Principal")):
            for action in _listed(statement.get("Action")):
                sid = str(statement.get("Sid") or number)
                about = statement.get("Resource")
                named = about if isinstance(about, str) and ":function:" in about else function_arn
                properties = {"FunctionName": named, "Principal": principal, "Action": action}
                yield sid, {**properties, **conditions}


def _conditions(condition: Json) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for tests in condition.values() if isinstance(condition, Mapping) else ():
        for key, value in tests.items() if isinstance(tests, Mapping) else ():
            name = _CONDITIONS.get(str(key).lower())
            if name:
                found[name] = value[0] if isinstance(value, list) and len(value) == 1 else value
    return found


def _principals(principal: Json) -> list[Json]:
    if isinstance(principal, Mapping):
        return [one for value in principal.values() for one in _listed(value)]
    return _listed(principal)


def _listed(value: Json) -> list[Json]:
    return list(value) if isinstance(value, list) else [value]
