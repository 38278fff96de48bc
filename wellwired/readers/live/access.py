"""Asks AWS: one session, one client a service, adaptive retries, a pace for API Gateway, and answers without secrets.

An answer that does not come is never taken for an empty one: `Unanswered` says why, and names the permission.
"""

from collections import Counter
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from wellwired.errors import UnreadableError
from wellwired.model.text import hole
from wellwired.readers.live.calls import GATEWAY, Call
from wellwired.readers.live.pace import Pace

if TYPE_CHECKING:
    import boto3

_DENIED: Final = frozenset(
    {"AccessDenied", "AccessDeniedException", "AuthorizationError", "UnauthorizedOperation", "UnauthorizedException"}
)
_MISSING: Final = frozenset(
    {
        *("NotFoundException", "ResourceNotFoundException", "NoSuchEntity", "NoSuchEntityException", "NotFound"),
        "ProvisionedConcurrencyConfigNotFoundException",
    }
)
_BAD_CREDENTIALS: Final = frozenset(
    {
        *("ExpiredToken", "ExpiredTokenException", "RequestExpired", "InvalidClientTokenId", "InvalidToken"),
        *("UnrecognizedClientException", "SignatureDoesNotMatch", "InvalidSignatureException", "AuthFailure"),
        *("InvalidAccessKeyId", "MissingAuthenticationToken", "MissingAuthenticationTokenException"),
    }
)
_PAGES: Final = 10_000  # no list is longer: a service that hands out the same token for ever is cut short
_ATTEMPTS: Final = 8
# Fields of answers that may hold a secret; dropped before anything else sees them.
_SECRET: Final = {"get_api_keys": "value", "get_usage_plan_keys": "value"}
_CONFIGURATION: Final = "get_function_configuration"
_HIDDEN: Final = hole("the value of an environment variable is not kept")
# The private-use code points with which symbolic text spells its atoms.
_RESERVED: Final = dict.fromkeys((*range(0xE000, 0xE004), *range(0x10F000, 0x10F080)), "\ufffd")


class Unanswered(Exception):  # noqa: N818 - becomes unknown settings
    """A call that was denied or failed; `reason` is what the settings that hang on it are unknown for."""

    def __init__(self, reason: str, *, denied: bool = False) -> None:
        self.reason = reason
        self.denied = denied
        super().__init__(reason)


class Missing(Exception):  # noqa: N818 - an answer: AWS says that it does not exist
    """What was asked for does not exist."""


class LiveAccess:
    """The calls of one run. `made`: how many of each operation; `unanswered`: reasons, in order, each once."""

    def __init__(self, session: "boto3.Session", *, endpoint: str | None = None, pace: Pace | None = None) -> None:
        self._session = session
        self._endpoint = endpoint
        self._pace = pace or Pace()
        self._clients: dict[str, Any] = {}
        self.region: str = session.region_name
        self.made: Counter[str] = Counter()
        self.unanswered: dict[str, None] = {}

    def ask(self, call: Call, **given: Any) -> dict[str, Any]:
        """What one call answers; raises `Missing`, `Unanswered`, or `UnreadableError` where no call can succeed."""
        from botocore.exceptions import BotoCoreError, ClientError, ParamValidationError

        if call.service == GATEWAY:
            self._pace.wait()
        self.made[f"{call.service}.{call.operation}"] += 1
        try:
            answer = getattr(self._client(call.service), call.operation)(**{**call.fixed, **given})
        except ClientError as error:
            raise self._told(call, error.response, given) from None
        except ParamValidationError as error:  # a name that the service could not have, taken from a URI
            reason = f"{call.operation} cannot be asked: {_readable(' '.join(str(error).split()))}"
            self.unanswered[reason] = None
            raise Unanswered(reason) from None
        except BotoCoreError as error:
            raise _unreachable(error) from None
        return _cleaned(call, answer)

    def listed(self, call: Call, **given: Any) -> list[Any]:
        """Every item of every page."""
        items: list[Any] = []
        for answer in self.pages(call, **given):
            items += answer.get(call.items) or []
        return items

    def pages(self, call: Call, **given: Any) -> list[dict[str, Any]]:
        """Every page."""
        answers = [self.ask(call, **given)]
        for _ in range(_PAGES):
            token = answers[-1].get(call.answered) if call.answered else None
            if not token:
                break
            answers.append(self.ask(call, **given, **{call.sent: token}))
        return answers

    def _client(self, service: str) -> Any:
        if service not in self._clients:
            from botocore.config import Config

            # https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
            config = Config(
                retries={"mode": "adaptive", "total_max_attempts": _ATTEMPTS}, connect_timeout=10, read_timeout=30
            )
            make: Any = self._session.client  # its stubs want the name of a service spelled out
            self._clients[service] = make(service, config=config, endpoint_url=self._endpoint)
        return self._clients[service]

    def _told(self, call: Call, response: Mapping[str, Any], given: Mapping[str, Any]) -> Exception:
        error = response.get("Error", {})
        code, said = str(error.get("Code", "")), _readable(str(error.get("Message", "")))
        if code in _BAD_CREDENTIALS:
            return UnreadableError(
                f"AWS does not accept the credentials ({code}: {said})",
                remedy="sign in again, for instance with `aws sso login`, or name another --profile",
            )
        if code in _MISSING:
            return Missing(said)
        if code in _DENIED:
            about = next((str(value) for key, value in given.items() if key not in call.fixed), "")
            on = f" on {about}" if about else ""
            reason = f"{call.action or call.operation}{on} is denied: {call.operation} was not answered"
            self.unanswered[reason] = None
            return Unanswered(reason, denied=True)
        reason = f"{call.service} {call.operation} failed: {code}: {said}"
        self.unanswered[reason] = None
        return Unanswered(reason)


def _unreachable(error: Exception) -> UnreadableError:
    from botocore import exceptions as known

    if isinstance(error, known.NoCredentialsError | known.PartialCredentialsError | known.CredentialRetrievalError):
        return UnreadableError(
            f"there are no AWS credentials to read with ({error})",
            remedy="sign in, for instance with `aws sso login`, or name a --profile",
        )
    if isinstance(error, known.TokenRetrievalError | known.UnauthorizedSSOTokenError | known.SSOTokenLoadError):
        return UnreadableError(f"the sign-in has expired ({error})", remedy="run `aws sso login` and try again")
    if isinstance(error, known.NoRegionError | known.InvalidRegionError):
        return UnreadableError(f"the AWS region cannot be used ({error})", remedy="name one with --region")
    return UnreadableError(f"AWS cannot be reached ({error})", remedy="check the network, the region and the endpoint")


def _cleaned(call: Call, answer: dict[str, Any]) -> dict[str, Any]:
    """An answer without key values, values of environment variables, and characters that symbolic text reserves."""
    answer.pop("ResponseMetadata", None)
    if call.operation in _SECRET:
        for item in answer.get("items") or ():
            item.pop(_SECRET[call.operation], None)
    variables = (answer.get("Environment") or {}).get("Variables") if call.operation == _CONFIGURATION else None
    if call.operation == _CONFIGURATION:
        answer.pop("Environment", None)
    cleaned: dict[str, Any] = _readable(answer)
    if variables:
        cleaned["Environment"] = {"Variables": {_readable(name): _HIDDEN for name in variables}}
    return cleaned


def _readable(value: Any) -> Any:
    if isinstance(value, str):
        return value if value.isascii() else value.translate(_RESERVED)
    if isinstance(value, float) and value.is_integer():
        return int(value)  # 50.0 requests a second, as a template says it: 50
    if isinstance(value, list):
        return [_readable(item) for item in value]
    if isinstance(value, dict):
        return {_readable(key): _readable(item) for key, item in value.items()}
    return value
