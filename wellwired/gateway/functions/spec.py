"""What a sandbox must know of a function, in concrete words: read from the model before anything runs.

A value that the template leaves open is never guessed in silence: it is left out, or Lambda's default stands in for it,
and a notice says so. A notice names a variable, never what is in it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, TypeVar

from wellwired.gateway.functions.invocation import FunctionUnavailableError
from wellwired.gateway.identities import Identities
from wellwired.model.api import RestApi, Stage
from wellwired.model.compute import CodePlace, Function, LayerVersion
from wellwired.model.runtimes import RESERVED_VARIABLES
from wellwired.model.setting import Setting, Unsettled
from wellwired.model.text import display, references

T = TypeVar("T")
# https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html
_TIMEOUT: Final = 3
_MEMORY: Final = 128
_PYTHON: Final = re.compile(r"python(3\.\d+)")
# Why Node is refused: AWS's own client for it is compiled when npm installs it, and npm has no ready-made one.
_NODE: Final = "AWS's runtime client for Node (aws-lambda-ric) needs CMake and a C++ compiler to install"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """A function as its sandboxes need it.

    label: what a message calls it. python: the minor version, such as "3.13". timeout: seconds. memory: MB.
    layers: in the order of the template. reserved: how many may run at once, or None for no limit of its own.
    log_settings: variables that LoggingConfig gives. notices: what is not as it would be on AWS.
    """

    label: str
    name: str
    arn: str
    region: str
    runtime: str
    python: str
    handler: str
    timeout: float
    memory: int
    variables: Mapping[str, str]
    code: CodePlace
    layers: tuple[Path, ...]
    reserved: int | None
    log_group: str
    log_settings: Mapping[str, str]
    notices: tuple[str, ...]


def log_group_of(function: Function, identities: Identities) -> str:
    """The name of the log group that a function writes to."""
    logging = function.logging_config.if_known() or {}
    name = _spelled(identities.id_of, function, function.name)
    return _text_of(logging, "LogGroup", identities) or f"/aws/lambda/{name}"


def read_spec(function: Function, identities: Identities) -> Spec:
    """The spec of a function; raises `FunctionUnavailableError` where it cannot run here at all."""
    runtime = _needed(function, function.runtime, "Runtime")
    match = _PYTHON.fullmatch(runtime)
    if match is None:
        why = _NODE if runtime.startswith("nodejs") else "only Python functions are run here"
        raise FunctionUnavailableError(f"{function.label} has the runtime {display(runtime)}: {why}")
    notices: list[str] = []
    logging = _settled(function, function.logging_config, "LoggingConfig", {}, notices)
    name = _spelled(identities.id_of, function, function.name)
    arn = f"arn:aws:lambda:{identities.region}:{identities.account}:function:{name}"
    return Spec(
        label=function.label,
        name=name,
        arn=_spelled(identities.arn_of, function, arn) or arn,
        region=identities.region,
        runtime=runtime,
        python=match[1],
        handler=_needed(function, function.handler, "Handler"),
        timeout=_settled(function, function.timeout, "Timeout", _TIMEOUT, notices),
        memory=_settled(function, function.memory_size, "MemorySize", _MEMORY, notices),
        variables=_read_variables(function, identities, notices),
        code=_read_code(function, identities),
        layers=_read_layers(function, identities, notices),
        reserved=_settled(
            function, function.reserved_concurrent_executions, "ReservedConcurrentExecutions", None, notices
        ),
        log_group=_text_of(logging, "LogGroup", identities) or f"/aws/lambda/{name}",
        log_settings=_log_settings(logging, identities),
        notices=tuple(notices),
    )


def _needed(function: Function, setting: Setting[str], called: str) -> str:
    if setting.is_known and setting.value:
        return setting.value
    why = setting.reason if setting.is_unknown else "the template does not say it"
    if function.package_type.if_known() == "Image":
        why = "it is a container image, and only Python functions are run here"
    raise FunctionUnavailableError(f"{function.label} has no {called} to run with: {why}")


def _settled(function: Function, setting: Setting[T], called: str, default: Any, notices: list[str]) -> Any:
    if setting.is_unknown:
        stands = "none" if default in (None, {}) else default
        notices.append(f"{called} of {function.label} is not known ({setting.reason}): {stands} stands in for it")
    return default if setting.value is None else setting.value


def _spelled(spell: Any, function: Function, otherwise: str) -> str:
    try:
        return str(spell(function))
    except Unsettled:
        return otherwise


def _read_code(function: Function, identities: Identities) -> CodePlace:
    place = function.code_place
    if place.value is None:
        why = place.reason or "this reading has no code"
        raise FunctionUnavailableError(f"{function.label} cannot run here: {why}")
    try:
        return replace(place.value, text=identities.spell(place.value.text))
    except Unsettled as open_:
        raise FunctionUnavailableError(f"{function.label} cannot run here: {open_.reason}") from None


def _read_layers(function: Function, identities: Identities, notices: list[str]) -> tuple[Path, ...]:
    found: list[Path] = []
    for text in _settled(function, function.layers, "Layers", (), notices):
        try:
            layer = identities.wiring.find(text, LayerVersion)
        except Unsettled:
            layer = None
        place = layer.content_place if layer is not None else None
        if place is not None and place.value is not None and place.value.path is not None:
            found.append(place.value.path)
        else:
            why = place.reason if place is not None else "it is none of the template's"
            notices.append(f"layer {display(text)} of {function.label} is missing here: {why}")
    return tuple(found)


def _read_variables(function: Function, identities: Identities, notices: list[str]) -> dict[str, str]:
    environment = _settled(function, function.environment, "Environment", {}, notices)
    written = environment.get("Variables") if isinstance(environment, dict) else None
    found: dict[str, str] = {}
    for name, value in written.items() if isinstance(written, dict) else ():
        if name in RESERVED_VARIABLES or value is None:
            continue  # Lambda sets these, and refuses a template that does
        text = str(value).lower() if isinstance(value, bool) else str(value)
        try:
            spelled = identities.spell(text)
        except Unsettled as open_:
            notices.append(f"variable {name} of {function.label} is left out: {open_.reason}")
            continue
        if "\0" in spelled:
            notices.append(f"variable {name} of {function.label} is left out: it holds a NUL character")
            continue
        found[name] = spelled
        notices.extend(
            f"variable {name} of {function.label} names {missing}, which stands nowhere: it holds a made-up name"
            for missing in _standing_nowhere(text, identities)
        )
    return found


def _standing_nowhere(text: str, identities: Identities) -> list[str]:
    """What a text refers to that neither this gateway nor a deployed stack has."""
    missing = []
    for found in references(text):
        node = identities.wiring.find_at(found.address)
        spelled = f"{found.address}.{found.attribute}" if found.attribute else found.address
        here = isinstance(node, RestApi | Stage) or {spelled, found.address} & identities.deployed.keys()
        if not here:
            missing.append(found.address.partition("/")[2] or found.address)
    return missing


def _log_settings(logging: Any, identities: Identities) -> dict[str, str]:
    """https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-advanced.html."""
    wanted = {"AWS_LAMBDA_LOG_FORMAT": "LogFormat", "AWS_LAMBDA_LOG_LEVEL": "ApplicationLogLevel"}
    spelled = {name: _text_of(logging, key, identities) for name, key in wanted.items()}
    return {name: text for name, text in spelled.items() if text}


def _text_of(mapping: Any, key: str, identities: Identities) -> str:
    value = mapping.get(key) if isinstance(mapping, dict) else None
    try:
        return identities.spell(value) if isinstance(value, str) else ""
    except Unsettled:
        return ""
