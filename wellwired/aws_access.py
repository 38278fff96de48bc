"""The way into a live account: one session, its clients, and errors of AWS in words that say what to do."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Final

from wellwired.errors import UnreadableError, UsageError
from wellwired.readers.live.session import open_session

if TYPE_CHECKING:
    import boto3
    from botocore.config import Config
    from botocore.exceptions import ClientError
    from mypy_boto3_apigateway import APIGatewayClient
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_iam import IAMClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_logs import CloudWatchLogsClient

_SIGN_IN: Final = "sign in (`aws sso login`), or name a --profile"
_DENIED: Final = frozenset({"AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError"})
_ABSENT: Final = frozenset({"ResourceNotFoundException", "NotFoundException", "NoSuchEntity", "NoSuchEntityException"})
_EXPIRED: Final = frozenset(
    {
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidClientTokenId",
        "UnrecognizedClientException",
        "SignatureDoesNotMatch",
        "AuthFailure",
    }
)
_PERMISSION: Final = re.compile(r"not authorized to perform:? ([a-zA-Z0-9-]+:[A-Za-z*]+)")


class DeniedError(UnreadableError):
    """A call that IAM refuses; the remedy names the permission."""


class AbsentError(UnreadableError):
    """A thing that the account and region do not hold."""


class Account:
    """The clients of one account and region, made when they are first asked for."""

    def __init__(self, session: "boto3.Session", region: str, profile: str | None = None) -> None:
        self.region = region
        self.profile = profile
        self._session = session

    @property
    def session(self) -> "boto3.Session":
        """The session that the clients are made of."""
        return self._session

    @cached_property
    def apigateway(self) -> "APIGatewayClient":
        """Its control plane takes few calls a second, for the account as a whole: adaptive mode slows down."""
        return self._session.client("apigateway", config=self._config)

    @cached_property
    def logs(self) -> "CloudWatchLogsClient":
        """CloudWatch Logs."""
        return self._session.client("logs", config=self._config)

    @cached_property
    def iam(self) -> "IAMClient":
        """IAM."""
        return self._session.client("iam", config=self._config)

    @cached_property
    def lambda_(self) -> "LambdaClient":
        """Lambda."""
        return self._session.client("lambda", config=self._config)

    @cached_property
    def cloudformation(self) -> "CloudFormationClient":
        """CloudFormation."""
        return self._session.client("cloudformation", config=self._config)

    @cached_property
    def account_id(self) -> str:
        """The twelve digits of the account."""
        with plain_errors("the account"):
            return self._session.client("sts", config=self._config).get_caller_identity()["Account"]

    @cached_property
    def partition(self) -> str:
        """The partition of the region: aws, aws-cn, aws-us-gov."""
        return self._session.get_partition_for_region(self.region)

    @cached_property
    def _config(self) -> "Config":
        from botocore.config import Config

        # https://docs.aws.amazon.com/boto3/latest/guide/retries.html
        return Config(
            region_name=self.region,
            retries={"mode": "adaptive", "total_max_attempts": 8},
            connect_timeout=10,
            user_agent_extra="wellwired",
        )


def open_account(*, region: str | None = None, profile: str | None = None) -> Account:
    """The account that the environment, or `profile`, gives credentials for.

    Raises `MissingExtraError` without boto3, `UsageError` without a region, a known profile or credentials.
    """
    session = open_session(region, profile)
    from botocore.exceptions import BotoCoreError

    try:
        found = session.get_credentials()
    except BotoCoreError as error:
        raise UsageError(f"the credentials cannot be read: {error}", remedy=_SIGN_IN) from error
    if found is None:
        raise UsageError("there are no credentials", remedy=_SIGN_IN)
    return Account(session, session.region_name, profile)


@contextmanager
def plain_errors(where: str) -> Iterator[None]:
    """Turn what boto3 raises about `where` into `DeniedError`, `AbsentError`, `UnreadableError` or `UsageError`."""
    from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError

    try:
        yield
    except ClientError as error:
        raise _translate(error, where) from error
    except NoCredentialsError as error:
        raise UsageError("there are no credentials", remedy=_SIGN_IN) from error
    except BotoCoreError as error:
        raise UnreadableError(str(error), where=where, remedy="check network, region and credentials") from error


def error_code(error: "ClientError") -> str:
    """The code of an error answer of AWS, such as "NotFoundException"."""
    return str(error.response.get("Error", {}).get("Code", ""))


def _translate(error: "ClientError", where: str) -> UnreadableError:
    code = error_code(error)
    said = str(error.response.get("Error", {}).get("Message", "")) or code
    if code in _DENIED:
        asked = _PERMISSION.search(said)
        right = asked[1] if asked else error.operation_name
        return DeniedError(f"denied: {said}", where=where, remedy=f"have {right} allowed for these credentials")
    if code in _ABSENT or (code == "ValidationError" and said.endswith("does not exist")):  # CloudFormation's word
        return AbsentError("not found in this account and region", where=where, remedy="check --region and --profile")
    if code in _EXPIRED:
        return UnreadableError(f"AWS does not take the credentials: {said}", where=where, remedy="sign in again")
    return UnreadableError(f"{error.operation_name} failed: {code}: {said}", where=where)
