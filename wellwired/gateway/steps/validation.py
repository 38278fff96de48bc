"""Request validation: required parameters first, then the body against its model.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html; the
order and the messages as recorded on AWS.
"""

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from wellwired.gateway.exchange import Exchange
from wellwired.gateway.messages import find_header
from wellwired.gateway.refusals import Refusal
from wellwired.gateway.schemas import find_faults
from wellwired.model.api import Method, RequestValidator
from wellwired.model.api import Model as RequestModel
from wellwired.model.request_models import find_model, model_name
from wellwired.model.setting import Unsettled
from wellwired.model.text import display
from wellwired.model.wiring import Wiring

STEP: Final = "Request validation"
_PLACES: Final = ("header", "path", "querystring")  # in the order of the recorded message
_DEFAULT: Final = "application/json"
_UNPARSABLE: Final = "Unknown error parsing request body"


def check_request(exchange: Exchange, wiring: Wiring) -> None:
    """Refuse what the method's validator does not let through."""
    method = exchange.method
    validator = wiring.find(method.request_validator_id.known(), RequestValidator) if method is not None else None
    if method is None or validator is None:
        if method is not None and not method.request_validator_id.is_absent:
            raise Unsettled(f"the validator of {method.label} is not among the resources")
        exchange.skipped(STEP, "the method has no validator")
        return
    if validator.validate_request_parameters.or_default(False):
        _check_parameters(exchange, method)
    if validator.validate_request_body.or_default(False):
        _check_body(exchange, method, wiring)
    exchange.passed(STEP)


def _check_parameters(exchange: Exchange, method: Method) -> None:
    missing = [name for place in _PLACES for name in _missing(exchange, method, place)]
    if missing:
        message = f"Missing required request parameters: [{', '.join(missing)}]"
        exchange.refused(STEP, message)
        raise Refusal("BAD_REQUEST_PARAMETERS", detail=message, message=message, log=message)


def _missing(exchange: Exchange, method: Method, place: str) -> Iterator[str]:
    prefix = f"method.request.{place}."
    queries = exchange.request.query_values() if place == "querystring" else {}
    for spelled, required in method.request_parameters.or_default({}).items():
        if not spelled.startswith(prefix) or str(required).lower() != "true":
            continue
        name = spelled.removeprefix(prefix)
        given: str | None
        if place == "header":
            given = find_header(exchange.request.headers, name)
        elif place == "path":
            given = exchange.path_parameters.get(name)
        else:
            given = next(iter(queries.get(name, ())), None)
        if not (given or "").strip():
            yield name


def _check_body(exchange: Exchange, method: Method, wiring: Wiring) -> None:
    kind = (exchange.request.header("content-type") or _DEFAULT).partition(";")[0].strip().lower()
    models = {name.lower(): model for name, model in method.request_models.or_default({}).items()}
    wanted = models.get(kind) or models.get("$default")
    if wanted is None:
        return  # a type without a model passes
    model = find_model(wiring, exchange.api, wanted) if exchange.api is not None else None
    schema = model.schema.known() if model is not None else None
    if schema is None:
        if wanted in ("Empty", "Error"):
            return
        raise Unsettled(f"the model {display(wanted)} of {method.label} is not among the resources")
    faults = _judge(exchange.request.body, _read_schema(schema), _models_of(wiring, exchange))
    if faults:
        told = f"[{', '.join(faults)}]"
        exchange.refused(STEP, f"the body does not fit the model {display(wanted)}: {told}")
        raise Refusal(
            "BAD_REQUEST_BODY",
            detail=f"the body does not fit the model {display(wanted)}: {told}",
            log=f"Request body does not match model schema for content type {kind}: {told}",
            validation=told,
        )


def _judge(body: bytes, schema: Any, models: Mapping[str, Any]) -> list[str]:
    """What is wrong with a body; an empty one counts as an object without members, and is told as no JSON."""
    is_empty = not body.strip()
    try:
        value = {} if is_empty else json.loads(body)
    except (ValueError, RecursionError):
        return [_UNPARSABLE]
    faults = find_faults(value, schema, models)
    return [_UNPARSABLE] if is_empty and faults else faults


def _models_of(wiring: Wiring, exchange: Exchange) -> Mapping[str, Any]:
    if exchange.api is None:
        return {}
    listed = ((model_name(one), one.schema.if_known()) for one in wiring.of_api(RequestModel, exchange.api))
    return {name: _read_schema(schema) for name, schema in listed if schema is not None}


def _read_schema(schema: Any) -> Any:
    """A schema that a template may also give as JSON text."""
    return _parse(schema) if isinstance(schema, str) else schema


@lru_cache(maxsize=256)
def _parse(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise Unsettled("a model's schema is no JSON") from None
