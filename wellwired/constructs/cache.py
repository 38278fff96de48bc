"""Which answers API Gateway keeps and gives again, and for how long."""

from dataclasses import dataclass
from typing import Final

from aws_cdk import Duration

from wellwired.errors import WiringError

# In GB: https://docs.aws.amazon.com/apigateway/latest/api/API_CreateStage.html
CLUSTER_SIZES: Final = ("0.5", "1.6", "6.1", "13.5", "28.4", "58.2", "118", "237")
_MAX_TTL_S: Final = 3_600


@dataclass(frozen=True, slots=True, kw_only=True)
class Cache:
    """Keep what a GET route answers for `ttl`, and give it again to whoever asks the same.

    Two calls ask the same where all parameters that the route declares are equal: those of the path, the required and
    the optional ones. A parameter that the function reads and the route does not declare has no say. Where callers
    prove who they are, their proof is part of the question too, unless `shared_reason` says why all of them may have
    one answer. https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-caching.html
    """

    ttl: Duration
    shared_reason: str | None = None

    def __post_init__(self) -> None:
        check_ttl(self.ttl, where="Cache")
        if self.shared_reason is not None and not self.shared_reason.strip():
            raise WiringError(
                "an answer for every caller needs a reason",
                where="Cache",
                remedy="say why all callers may have the same, or leave shared_reason out",
            )


def check_ttl(ttl: Duration, *, where: str) -> None:
    """Raise `WiringError` for what API Gateway does not keep that long, or not at all."""
    if not 1 <= ttl.to_seconds() <= _MAX_TTL_S:
        raise WiringError(
            f"an answer would be kept for {ttl.to_seconds():g} s",
            where=where,
            remedy=f"keep it for 1 to {_MAX_TTL_S} s",
        )


def check_cluster_size(size: str, *, where: str) -> None:
    """Raise `WiringError` for a size that API Gateway does not have."""
    if size not in CLUSTER_SIZES:
        raise WiringError(
            f"there is no cache of {size} GB", where=where, remedy=f"choose one of {', '.join(CLUSTER_SIZES)}"
        )
