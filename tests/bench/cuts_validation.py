"""Cuts in what the gateway checks before it calls."""

from typing import Any

from .draft import ADD, GET, Draft, ref
from .registry import RESOURCES, also, cut

NO_VALIDATOR = "RequestValidatorId removed from POST"
NO_MODEL = "Validator set but no RequestModels"
NO_FLAGS = "Validator with both flags false"
NONE_AT_ALL = "RequestValidator resource and all references removed"


def request_model(draft: Draft) -> dict[str, Any]:
    """What SAM is told of the body of POST /items."""
    model = draft.event("Add")["RequestModel"]
    assert isinstance(model, dict)
    return model


@cut("validator-not-on-post", NO_VALIDATOR, "502 on bad input", *RESOURCES)
def validator_not_on_post(draft: Draft) -> None:
    del draft.method(ADD)["RequestValidatorId"]


@also("validator-not-on-post", "openapi")
def validator_only_on_others(draft: Draft) -> None:
    name = draft.body.pop("x-amazon-apigateway-request-validator")
    draft.method(GET)["x-amazon-apigateway-request-validator"] = name


@also("validator-not-on-post", "sam")
def validator_not_asked_for(draft: Draft) -> None:
    del request_model(draft)["ValidateBody"]
    del request_model(draft)["ValidateParameters"]


@cut("model-not-on-post", NO_MODEL, "502 on bad input", *RESOURCES)
def model_not_on_post(draft: Draft) -> None:
    del draft.method(ADD)["RequestModels"]


@also("model-not-on-post", "openapi")
def schema_not_on_post(draft: Draft) -> None:
    del draft.method(ADD)["requestBody"]


@cut("model-for-text", NO_MODEL, "502 on bad input", *RESOURCES, what="only for text/plain")
def model_for_text(draft: Draft) -> None:
    models = draft.method(ADD)["RequestModels"]
    models["text/plain"] = models.pop("application/json")


@cut("model-undefined", NO_MODEL, "deploy", "handwritten", what="a model that nothing defines")
def model_undefined(draft: Draft) -> None:
    draft.method(ADD)["RequestModels"] = {"application/json": "Items"}


@also("model-undefined", "openapi")
def schema_undefined(draft: Draft) -> None:
    content = draft.method(ADD)["requestBody"]["content"]["application/json"]
    content["schema"] = {"$ref": "#/components/schemas/NewItem"}


@cut("validator-without-flags", NO_FLAGS, "502 on bad input", *RESOURCES)
def validator_without_flags(draft: Draft) -> None:
    draft.properties("validator").update(ValidateRequestBody=False, ValidateRequestParameters=False)


@also("validator-without-flags", "openapi")
def validator_without_flags_in_body(draft: Draft) -> None:
    validator = draft.body["x-amazon-apigateway-request-validators"]["everything"]
    validator.update(validateRequestBody=False, validateRequestParameters=False)


@also("validator-without-flags", "sam")
def validator_without_flags_in_sam(draft: Draft) -> None:
    request_model(draft).update(ValidateBody=False, ValidateParameters=False)


@cut("validator-flags-omitted", NO_FLAGS, "502 on bad input", *RESOURCES, what="both are left out")
def validator_flags_omitted(draft: Draft) -> None:
    del draft.properties("validator")["ValidateRequestBody"]
    del draft.properties("validator")["ValidateRequestParameters"]


@cut("validator-not-of-bodies", NO_FLAGS, "502 on bad input", *RESOURCES, what="parameters only, with a model set")
def validator_not_of_bodies(draft: Draft) -> None:
    draft.properties("validator")["ValidateRequestBody"] = False


@also("validator-not-of-bodies", "openapi")
def validator_not_of_bodies_in_body(draft: Draft) -> None:
    draft.body["x-amazon-apigateway-request-validators"]["everything"]["validateRequestBody"] = False


@also("validator-not-of-bodies", "sam")
def validator_not_of_bodies_in_sam(draft: Draft) -> None:
    request_model(draft)["ValidateBody"] = False


@cut("validator-of-parameters-on-post", NO_VALIDATOR, "502 on bad input", "handwritten", what="the wrong validator")
def validator_of_parameters_on_post(draft: Draft) -> None:
    draft.method(ADD)["RequestValidatorId"] = ref("ParameterValidator")


@cut("validator-undefined", NO_VALIDATOR, "deploy", "openapi", what="a validator that nothing defines")
def validator_undefined(draft: Draft) -> None:
    draft.body["x-amazon-apigateway-request-validator"] = "all"


@cut("no-validator-at-all", NONE_AT_ALL, "502 on bad input", *RESOURCES)
def no_validator_at_all(draft: Draft) -> None:
    for _, method in draft.of_type("AWS::ApiGateway::Method"):
        method.pop("RequestValidatorId", None)
    draft.drop(*[name for name, _ in draft.of_type("AWS::ApiGateway::RequestValidator")])


@also("no-validator-at-all", "openapi")
def no_validator_in_body(draft: Draft) -> None:
    del draft.body["x-amazon-apigateway-request-validators"]
    del draft.body["x-amazon-apigateway-request-validator"]


@also("no-validator-at-all", "sam")
def no_model_in_sam(draft: Draft) -> None:
    del draft.event("Add")["RequestModel"]


@cut("parameter-unvalidated", NO_VALIDATOR, "502 on bad input", "handwritten", what="a required header, unvalidated")
def parameter_unvalidated(draft: Draft) -> None:
    method = draft.method(GET)
    method["RequestParameters"]["method.request.header.X-Tenant"] = True
    del method["RequestValidatorId"]


@cut("model-is-not-json", NO_MODEL, "deploy", *RESOURCES, what="a schema that is a broken text")
def model_is_not_json(draft: Draft) -> None:
    draft.properties("model")["Schema"] = '{"type": "object", "required": ["id", "name"}'
