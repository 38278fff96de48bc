"""Where an OpenAPI operation spells what the model calls by CloudFormation's property names."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from wellwired.documents import Block
from wellwired.model.origin import Position

# What is said of a document that cannot be read; said twice it is said once.
NOT_AT_HAND: Final = "cannot be read: the OpenAPI document is not beside the template"
_INTEGRATION: Final = "x-amazon-apigateway-integration"
_PLACES: Final = {
    "AuthorizationType": ("security",),
    "AuthorizerId": ("security",),
    "ApiKeyRequired": ("security",),
    "RequestValidatorId": ("x-amazon-apigateway-request-validator",),
    "RequestModels": ("requestBody",),
    "RequestParameters": ("parameters",),
    "MethodResponses": ("responses",),
    "Integration": (_INTEGRATION,),
    "Integration/IntegrationHttpMethod": (_INTEGRATION, "httpMethod"),
    "Integration/IntegrationResponses": (_INTEGRATION, "responses"),
}


class OperationPlaces(Mapping[str, Position]):
    """Looks "Integration/TimeoutInMillis" up as x-amazon-apigateway-integration, timeoutInMillis."""

    __slots__ = ("_operation",)

    def __init__(self, operation: Block) -> None:
        self._operation = operation

    def __getitem__(self, path: str) -> Position:
        keys = _PLACES.get(path)
        if keys is None:
            head, _, last = path.rpartition("/")
            keys = (_INTEGRATION, last[:1].lower() + last[1:]) if head == "Integration" else (path,)
        block = find_block(self._operation, keys[:-1])
        found = block.find_position(keys[-1]) if block is not None else None
        if found is None:
            raise KeyError(path)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(_PLACES)

    def __len__(self) -> int:
        return len(_PLACES)


def find_block(block: Block | None, keys: tuple[str, ...]) -> Block | None:
    """The mapping under a path of keys, as the file spells it."""
    value: Any = block
    for key in keys:
        value = value.get(key) if isinstance(value, Block) else None
    return value if isinstance(value, Block) else None
