"""Problem details (RFC 9457): what every error of the API looks like, whoever made it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from wellwired.runtime.json_text import to_json

PROBLEM_JSON: Final = "application/problem+json"
_MEMBERS: Final = ("type", "title", "status", "detail", "reference", "requestId")
_TITLES: Final = {413: "Content Too Large", 422: "Unprocessable Content"}  # as RFC 9110 has them; Python 3.11 does not


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One error answer, as a record: https://www.rfc-editor.org/rfc/rfc9457.

    `status` is an HTTP error status; `title` is by default the phrase of that status; `detail` is for the human who
    sent this request; `type` is a link to help; `reference` is a short code that support and logs share; `request_id`
    is the API's (`$context.requestId`); `extensions` are further members, such as the fields that are wrong.
    Raises ValueError for a status outside 400 to 599, or an extension that takes the name of a member.
    """

    status: int
    detail: str = ""
    title: str = ""
    type: str = "about:blank"
    reference: str = ""
    request_id: str = ""
    extensions: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not 400 <= self.status <= 599:
            raise ValueError(f"a problem's status is 400 to 599, not {self.status}")
        if taken := sorted(set(self.extensions) & set(_MEMBERS)):
            raise ValueError(f"{', '.join(taken)}: a member of every problem, so no name for an extension")

    def members(self) -> dict[str, object]:
        """Return the JSON object of this problem; what is empty is left out."""
        every = {
            "type": self.type,
            "title": self.title or _title(self.status),
            "status": int(self.status),
            "detail": self.detail,
            "reference": self.reference,
            "requestId": self.request_id,
        }
        return {name: value for name, value in every.items() if value} | dict(self.extensions)

    def to_json(self) -> str:
        """Return the body of the answer. Raises NotJsonError for an extension that JSON has no form for."""
        return to_json(self.members())

    def to_response(self, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Return the proxy response that API Gateway sends on, with headers beside its Content-Type."""
        return {
            "statusCode": int(self.status),
            "headers": {**(headers or {}), "Content-Type": PROBLEM_JSON},
            "body": self.to_json(),
        }


def _title(status: int) -> str:
    if status in _TITLES:
        return _TITLES[status]
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Error"
