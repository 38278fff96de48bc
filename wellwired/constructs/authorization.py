"""Who may call: a choice that every API has to make, and a route may make differently."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final

from aws_cdk import Duration
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_cognito as cognito
from aws_cdk import aws_lambda as lambda_

from wellwired.errors import WiringError

AUTHORIZATION_HEADER: Final = "method.request.header.Authorization"
_ROUTE_SOURCES: Final = ("context.httpMethod", "context.path")
_MAX_TTL_S: Final = 3_600


class Authorization(ABC):
    """How callers prove who they are; made by one of the methods below."""

    @property
    @abstractmethod
    def type(self) -> apigateway.AuthorizationType:
        """The method's `AuthorizationType`."""

    @property
    def request_headers(self) -> tuple[str, ...]:
        """The request headers that carry the proof, which a browser must be allowed to send."""
        return ("Authorization",)

    @property
    def caller_parameters(self) -> tuple[str, ...]:
        """The request parameters by which one caller's cached answer is told from another's, if there are any."""
        return ()

    @staticmethod
    def open(*, reason: str) -> "Authorization":
        """Let everybody call; the reason is kept in the template, on the API."""
        return OpenAuthorization(reason)

    @staticmethod
    def iam() -> "Authorization":
        """Let AWS principals call that may `execute-api:Invoke`, with signed requests."""
        return IamAuthorization()

    @staticmethod
    def cognito(*, user_pools: Sequence[cognito.IUserPool], scopes: Sequence[str] = ()) -> "Authorization":
        """Let users of Cognito pools call; with `scopes` an access token that has one, without an identity token."""
        return CognitoAuthorization(tuple(user_pools), tuple(scopes))

    @staticmethod
    def request_authorizer(
        *,
        function: lambda_.IFunction,
        identity_sources: Sequence[str] = (),
        cache_ttl: Duration | None = None,
        cached_for_all_routes: bool = False,
    ) -> "Authorization":
        """Let a function decide from the whole request; see `LambdaAuthorization`."""
        sources = tuple(identity_sources)
        if sources and cache_ttl is not None and not cached_for_all_routes:
            sources += tuple(source for source in _ROUTE_SOURCES if source not in sources)
        return LambdaAuthorization("REQUEST", function, sources, cache_ttl)

    @staticmethod
    def token_authorizer(
        *,
        function: lambda_.IFunction,
        identity_source: str = AUTHORIZATION_HEADER,
        validation_regex: str | None = None,
        cache_ttl: Duration | None = None,
    ) -> "Authorization":
        """Let a function decide from one header; a token that does not match `validation_regex` is a 401 at once."""
        return LambdaAuthorization("TOKEN", function, (identity_source,), cache_ttl, validation_regex)


@dataclass(frozen=True, slots=True)
class OpenAuthorization(Authorization):
    """No proof asked, for a stated reason."""

    reason: str

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise WiringError(
                "an open API needs a reason",
                where="Authorization.open",
                remedy="say why anybody may call, such as reason='public price list', or choose another Authorization",
            )

    @property
    def type(self) -> apigateway.AuthorizationType:
        """NONE."""
        return apigateway.AuthorizationType.NONE

    @property
    def request_headers(self) -> tuple[str, ...]:
        """None."""
        return ()


@dataclass(frozen=True, slots=True)
class IamAuthorization(Authorization):
    """Signature version 4."""

    @property
    def type(self) -> apigateway.AuthorizationType:
        """AWS_IAM."""
        return apigateway.AuthorizationType.IAM

    @property
    def request_headers(self) -> tuple[str, ...]:
        """What a signed request carries."""
        return ("Authorization", "X-Amz-Date")


@dataclass(frozen=True, slots=True)
class CognitoAuthorization(Authorization):
    """A token of a Cognito user pool in the Authorization header."""

    user_pools: tuple[cognito.IUserPool, ...]
    # A method's own: choices that differ in scopes alone are one authorizer, of which an API has ten.
    # https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html
    scopes: tuple[str, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        if not self.user_pools:
            raise WiringError("no user pool is given", where="Authorization.cognito", remedy="pass user_pools=[pool]")

    @property
    def type(self) -> apigateway.AuthorizationType:
        """COGNITO_USER_POOLS."""
        return apigateway.AuthorizationType.COGNITO

    @property
    def caller_parameters(self) -> tuple[str, ...]:
        """The header with the token."""
        return (AUTHORIZATION_HEADER,)


@dataclass(frozen=True, slots=True)
class LambdaAuthorization(Authorization):
    """A Lambda authorizer. A request that lacks an identity source is a 401, without the function being asked.

    Answers are not cached unless `cache_ttl` says so. What a REQUEST authorizer says then counts for the method and
    path that were called, so that a policy that names only these does not refuse other routes;
    `cached_for_all_routes` promises that its policies name all of them. A TOKEN authorizer's answer is always used for
    every route: its policy has to name them all.
    https://docs.aws.amazon.com/apigateway/latest/developerguide/configure-api-gateway-lambda-authorization.html
    """

    kind: str
    function: lambda_.IFunction
    identity_sources: tuple[str, ...]
    cache_ttl: Duration | None = None
    validation_regex: str | None = None
    _header: ClassVar[str] = "method.request.header."

    @property
    def caller_parameters(self) -> tuple[str, ...]:
        """The identity sources that are parameters of the request."""
        return tuple(source for source in self.identity_sources if source.startswith("method.request."))

    def __post_init__(self) -> None:
        where = f"Authorization.{self.kind.lower()}_authorizer"
        if self.ttl_seconds > _MAX_TTL_S:
            raise WiringError(
                f"cache_ttl is {self.ttl_seconds} s", where=where, remedy=f"API Gateway caches up to {_MAX_TTL_S} s"
            )
        if self.ttl_seconds and not self.identity_sources:
            raise WiringError(
                "cache_ttl without identity_sources: nothing would tell one caller's cached answer from another's",
                where=where,
                remedy="name what identifies the caller, such as IdentitySource.header('Authorization')",
            )
        if self.kind == "TOKEN" and not self.identity_sources[0].startswith(self._header):
            raise WiringError(
                f"{self.identity_sources[0]!r} is no header, and a TOKEN authorizer reads one header",
                where=where,
                remedy="use IdentitySource.header(name), or Authorization.request_authorizer",
            )

    @property
    def type(self) -> apigateway.AuthorizationType:
        """CUSTOM."""
        return apigateway.AuthorizationType.CUSTOM

    @property
    def ttl_seconds(self) -> int:
        """How long an answer is kept; 0 for not at all."""
        return 0 if self.cache_ttl is None else int(self.cache_ttl.to_seconds())

    @property
    def request_headers(self) -> tuple[str, ...]:
        """The identity sources that are headers."""
        return tuple(s.removeprefix(self._header) for s in self.identity_sources if s.startswith(self._header))


# The choices that need an authorizer of their own on the API.
Authorizing = CognitoAuthorization | LambdaAuthorization
