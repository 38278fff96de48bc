"""What a method says of its requests, and whether a validator checks it.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-method-request-validation.html
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from wellwired.model.api import Method, RequestValidator, RestApi
from wellwired.model.wiring import Wiring

# A model that takes anything: naming it says nothing of the body.
_ANYTHING: Final = "Empty"


class Part(NamedTuple):
    """A part of a request that a method describes: its property, how a message says it, and the validator's flag."""

    place: str
    words: str
    flag: str

    def is_checked_by(self, validator: RequestValidator) -> bool:
        """Whether a validator looks at this part."""
        body = self.flag == "ValidateRequestBody"
        setting = validator.validate_request_body if body else validator.validate_request_parameters
        return setting.or_default(False)


def wanted_parts(method: Method) -> list[Part]:
    """The parts that a method describes; path parameters are there in every request and do not count."""
    return list(_wanted(method))


def methods_to_check(wiring: Wiring, api: RestApi) -> tuple[Method, ...]:
    """The methods of an API that people call: all but OPTIONS."""
    return tuple(method for method in wiring.of_api(Method, api) if method.http_method.if_known() != "OPTIONS")


def checks_nothing(validator: RequestValidator) -> bool:
    """Whether a validator has neither flag."""
    return not (
        validator.validate_request_body.or_default(False) or validator.validate_request_parameters.or_default(False)
    )


def _wanted(method: Method) -> Iterator[Part]:
    models = [name for name in method.request_models.or_default({}).values() if name != _ANYTHING]
    if models:
        yield Part("RequestModels", "a model of its body", "ValidateRequestBody")
    for name, required in method.request_parameters.or_default({}).items():
        if str(required).lower() == "true" and not name.startswith("method.request.path."):
            parameter = name.removeprefix("method.request.").replace(".", " ", 1)
            yield Part(f"RequestParameters/{name}", f"the required {parameter}", "ValidateRequestParameters")
            return
