"""The gateway's own errors: every gateway response type with what it says unless somebody customises it.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html; statuses,
messages, error types and the space in some bodies as recorded on AWS.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from wellwired.facts import REQUEST_BODY_LIMIT

INTERNAL: Final = "Internal server error"
# What the front end says of a body before any API is asked: plain text, no gateway response applies to it.
BODY_TOO_LARGE: Final = f"HTTP content length exceeded {REQUEST_BODY_LIMIT} bytes."


@dataclass(frozen=True, slots=True)
class ResponseType:
    """A gateway response type. error_type: x-amzn-ErrorType. spaced: a blank stands before the message in the body."""

    status: int
    message: str
    error_type: str
    spaced: bool = False


_SERVER: Final = "InternalServerErrorException"

RESPONSE_TYPES: Final[Mapping[str, ResponseType]] = MappingProxyType(
    {
        "ACCESS_DENIED": ResponseType(403, "User is not authorized to access this resource", "AccessDeniedException"),
        "API_CONFIGURATION_ERROR": ResponseType(500, INTERNAL, _SERVER, spaced=True),
        # Two bodies are on record for it, and {"message":null} for a failure: a choice.
        "AUTHORIZER_CONFIGURATION_ERROR": ResponseType(500, INTERNAL, "AuthorizerConfigurationException", spaced=True),
        "AUTHORIZER_FAILURE": ResponseType(500, "null", "AuthorizerConfigurationException"),
        "BAD_REQUEST_BODY": ResponseType(400, "Invalid request body", "BadRequestException", spaced=True),
        "BAD_REQUEST_PARAMETERS": ResponseType(
            400, "Missing required request parameters", "BadRequestException", spaced=True
        ),
        "DEFAULT_4XX": ResponseType(403, "Forbidden", "IncompleteSignatureException"),
        "DEFAULT_5XX": ResponseType(500, INTERNAL, _SERVER, spaced=True),
        "EXPIRED_TOKEN": ResponseType(
            403, "The security token included in the request is expired", "ExpiredTokenException"
        ),
        "INTEGRATION_FAILURE": ResponseType(504, INTERNAL, _SERVER, spaced=True),
        "INTEGRATION_TIMEOUT": ResponseType(504, "Endpoint request timed out", _SERVER, spaced=True),
        "INVALID_API_KEY": ResponseType(403, "Forbidden", "ForbiddenException"),
        "INVALID_SIGNATURE": ResponseType(
            403,
            "The request signature we calculated does not match the signature you provided.",
            "InvalidSignatureException",
        ),
        "MISSING_AUTHENTICATION_TOKEN": ResponseType(
            403, "Missing Authentication Token", "MissingAuthenticationTokenException"
        ),
        "QUOTA_EXCEEDED": ResponseType(429, "Limit Exceeded", "LimitExceededException"),
        "REQUEST_TOO_LARGE": ResponseType(413, "Request Too Long", "BadRequestException", spaced=True),
        "THROTTLED": ResponseType(429, "Too Many Requests", "TooManyRequestsException"),
        "UNAUTHORIZED": ResponseType(401, "Unauthorized", "UnauthorizedException"),
        "UNSUPPORTED_MEDIA_TYPE": ResponseType(415, "Unsupported Media Type", "BadRequestException"),
        "WAF_FILTERED": ResponseType(403, "Forbidden", "ForbiddenException"),
    }
)


class Refusal(Exception):  # noqa: N818 - an answer of the gateway, not a fault of this program
    """The gateway answers this request itself.

    kind: the gateway response type. status, message, error_type: where they differ from the type's own.
    log: what the execution log says of it, or "". detail: why, for whoever looks on; it never reaches the client.
    validation: $context.error.validationErrorString.
    """

    def __init__(
        self,
        kind: str,
        *,
        detail: str,
        status: int | None = None,
        message: str | None = None,
        error_type: str | None = None,
        log: str = "",
        validation: str = "",
    ) -> None:
        known = RESPONSE_TYPES[kind]
        self.kind = kind
        self.detail = detail
        self.status = known.status if status is None else status
        self.message = known.message if message is None else message
        self.error_type = known.error_type if error_type is None else error_type
        self.log = log
        self.validation = validation
        super().__init__(f"{kind}: {detail}")
