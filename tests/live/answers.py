"""Answers put in place of those of the emulator: refusals, and what an emulator does not know how to say."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from botocore.client import BaseClient
from botocore.exceptions import ClientError

Answer = Callable[[Mapping[str, Any]], Any]


def refusal(code: str = "AccessDeniedException") -> Answer:
    def answer(_: Mapping[str, Any]) -> Any:
        raise ClientError({"Error": {"Code": code, "Message": "User is not authorized"}}, "Operation")

    return answer


@contextmanager
def answering(answers: Mapping[str, Answer]) -> Iterator[None]:
    """Answer the operations of these names (as AWS spells them) so; "*" stands for all others."""
    real: Any = BaseClient._make_api_call  # type: ignore[attr-defined]

    def call(client: BaseClient, operation: str, given: Mapping[str, Any]) -> Any:
        own = answers.get(operation) or answers.get("*")
        return own(given) if own else real(client, operation, given)

    with patch.object(BaseClient, "_make_api_call", call):
        yield
