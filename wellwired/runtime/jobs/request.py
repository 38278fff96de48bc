"""What a client asks of a job route, read out of the event: whose call it is, its token, its body, or what is wrong."""

import base64
import hashlib
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from wellwired.runtime.jobs.record import CONTENT_LIMIT
from wellwired.runtime.problem import Problem

# https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
TOKEN_HEADER: Final = "Idempotency-Key"  # noqa: S105 - a header's name
_TOKEN: Final = re.compile(r"[\x21-\x7e]{1,255}")
_JOB_ID: Final = re.compile(r"[0-9a-f]{32}")

_NOT_JSON: Final = Problem(status=400, reference="WW-400-JOB-NOT-JSON", detail="The body must be JSON.")
_BAD_TOKEN: Final = Problem(
    status=400,
    reference="WW-400-JOB-TOKEN",
    detail=f"{TOKEN_HEADER} must be 1 to 255 visible ASCII characters.",
)
_TOO_LARGE: Final = Problem(
    status=413,
    reference="WW-413-JOB-INPUT-TOO-LARGE",
    detail=f"The body is more than the {CONTENT_LIMIT:,} bytes that a job may be sent with.",
)


class RefusedRequestError(Exception):
    """The request cannot be meant, or carried out, as it stands; `problem` is the answer."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.detail)


@dataclass(frozen=True, slots=True)
class NewJob:
    """What a client wants done: the id its job has, its body as compact JSON, and a fingerprint of that."""

    id: str
    content: str
    fingerprint: str


def read_owner(event: Mapping[str, Any]) -> str:
    """Return whose jobs are meant, with the kind of proof in front: two kinds may use one name for two callers.

    A user of a pool, whom a Lambda authorizer recognised, an identity of a Cognito identity pool, an IAM principal
    with its session, the API key; and one shared owner where nobody asked who calls.
    """
    context = event["requestContext"]
    authorizer, identity = context.get("authorizer") or {}, context.get("identity") or {}
    known = {
        "user": (authorizer.get("claims") or {}).get("sub"),
        "principal": authorizer.get("principalId"),
        "cognito": identity.get("cognitoIdentityId"),
        "iam": identity.get("userArn"),
        "key": identity.get("apiKeyId"),
    }
    return next((f"{kind}:{name}" for kind, name in known.items() if name), "everyone")


def read_new_job(event: Mapping[str, Any], owner: str) -> NewJob:
    """Return what the client wants done. Raises RefusedRequestError.

    The id of a job that came with a token is made of owner and token, so that the same request makes the same job.
    """
    token = _header(event, TOKEN_HEADER)
    if token is not None and not _TOKEN.fullmatch(token):
        raise RefusedRequestError(_BAD_TOKEN)
    try:
        body = json.loads(_body(event))
        content = json.dumps(body, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        size = len(content.encode())
    except (ValueError, RecursionError):  # UnicodeError, of half a surrogate pair, is a ValueError
        raise RefusedRequestError(_NOT_JSON) from None
    if size > CONTENT_LIMIT:
        raise RefusedRequestError(_TOO_LARGE)
    job_id = secrets.token_hex(16) if token is None else _digest(f"{owner}\n{token}")[:32]
    return NewJob(job_id, content, _digest(json.dumps(body, sort_keys=True)))


def read_job_id(event: Mapping[str, Any]) -> str | None:
    """Return the id in the path; None where it is none that was ever given out."""
    job_id = (event.get("pathParameters") or {}).get("job_id") or ""
    return job_id if _JOB_ID.fullmatch(job_id) else None


def _body(event: Mapping[str, Any]) -> str | bytes:
    body = event.get("body") or ""
    return base64.b64decode(body) if event.get("isBase64Encoded") else body


def _header(event: Mapping[str, Any], name: str) -> str | None:
    headers = event.get("headers") or {}
    return next((value for key, value in headers.items() if key.lower() == name.lower()), None)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
