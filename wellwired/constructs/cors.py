"""Which browser origins may call the API: one `Cors`, read by the preflight and by the gateway's own errors alike."""

import re
from dataclasses import dataclass
from typing import Final

from wellwired.errors import WiringError

ANY: Final = "*"
MAX_AGE_LIMIT: Final = 86_400  # Firefox keeps a preflight answer for a day at most, Chromium for two hours
DEFAULT_ALLOW_HEADERS: Final = ("Authorization", "Content-Type", "X-Api-Key", "X-Amz-Date", "X-Amz-Security-Token")
DEFAULT_EXPOSE_HEADERS: Final = ("Retry-After", "x-amzn-RequestId", "x-amzn-ErrorType", "x-amz-apigw-id")
_ORIGIN: Final = re.compile(r"[a-z][a-z0-9+.-]*://(?:[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")
_HEADER_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&*+.^_`|~-]+")  # a single quote would end the mapping expression
_TOKEN: Final = "${Token["  # noqa: S105 - how the CDK spells a value known only at deployment


@dataclass(frozen=True, slots=True)
class Cors:
    """The cross-origin answers of one API, the same for preflight, gateway errors and, if it likes, the function.

    `max_age` is in seconds. Raises `WiringError` for what a browser would refuse or API Gateway cannot answer.
    """

    allow_origins: tuple[str, ...]
    allow_headers: tuple[str, ...] = DEFAULT_ALLOW_HEADERS
    expose_headers: tuple[str, ...] = DEFAULT_EXPOSE_HEADERS
    allow_credentials: bool = False
    max_age: int = 7_200

    def __post_init__(self) -> None:
        for name in ("allow_origins", "allow_headers", "expose_headers"):
            if isinstance(getattr(self, name), str):
                raise _refusal(f"{name} is one string", f"pass a tuple of strings: {name}=('...',)")
            object.__setattr__(self, name, tuple(getattr(self, name)))
        _check_origins(self.allow_origins)
        _check_headers("allow_headers", self.allow_headers)
        _check_headers("expose_headers", self.expose_headers)
        if isinstance(self.max_age, bool) or not 0 <= self.max_age <= MAX_AGE_LIMIT:
            raise _refusal(f"max_age is {self.max_age}", f"give seconds from 0 to {MAX_AGE_LIMIT}")
        if self.allow_credentials:
            self._check_credentials()

    @property
    def any_origin(self) -> bool:
        """Whether every origin is allowed."""
        return self.allow_origins == (ANY,)

    @property
    def error_headers(self) -> dict[str, str]:
        """The header values of the gateway's own 4xx and 5xx answers, by header name and without mapping quotes.

        Gateway response templates have no conditions, so they cannot choose one origin from a list: with several, they
        answer `*`. No credentials are involved then, and the body is a problem description any client may fetch.
        https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions-gateway-responses.responseTemplates.html
        """
        headers = {"Access-Control-Allow-Origin": self.allow_origins[0] if len(self.allow_origins) == 1 else ANY}
        if self.expose_headers:
            headers["Access-Control-Expose-Headers"] = ",".join(self.expose_headers)
        if self.allow_credentials:
            headers["Access-Control-Allow-Credentials"] = "true"
        return headers

    def _check_credentials(self) -> None:
        for name in ("allow_origins", "allow_headers", "expose_headers"):
            if ANY in getattr(self, name):
                raise _refusal(
                    f"allow_credentials with '*' in {name}: browsers refuse the pair",
                    f"name every value in {name}, or leave allow_credentials out",
                )
        if len(self.allow_origins) > 1:
            raise _refusal(
                "allow_credentials with several origins: a gateway response cannot choose one origin from a list, "
                "and echoing whatever asks would let any site read the errors of a signed-in user",
                "use one origin per API, or send an Authorization header instead of cookies and drop allow_credentials",
            )


def _check_origins(origins: tuple[str, ...]) -> None:
    if not origins:
        raise _refusal("allow_origins is empty", "name the origins, such as ('https://app.example.com',), or ('*',)")
    if len(set(origins)) < len(origins):
        raise _refusal("allow_origins names an origin twice", "keep one of them")
    if ANY in origins and len(origins) > 1:
        raise _refusal("allow_origins has '*' beside other origins", "keep '*' alone, or only the named origins")
    for origin in origins:
        if origin != ANY and _TOKEN not in origin and not _ORIGIN.fullmatch(origin):
            raise _refusal(
                f"{origin!r} is no origin",
                "write scheme://host or scheme://host:port in lower case, without path or final slash, as browsers do",
            )


def _check_headers(field: str, names: tuple[str, ...]) -> None:
    for name in names:
        if not _HEADER_NAME.fullmatch(name):
            raise _refusal(f"{name!r} in {field} is no header name", "give bare names such as 'Content-Type'")


def _refusal(problem: str, remedy: str) -> WiringError:
    return WiringError(problem, where="Cors", remedy=remedy)
