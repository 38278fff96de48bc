"""The identity that a local call stands for where AWS itself would prove it: IAM and user pools.

Nothing is verified on this machine: no signature, no token. Who the caller is, is declared.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from wellwired.gateway.identities import DEFAULT_ACCOUNT


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who calls.

    claims: of a user pool's token; where there are none, those of the token that is sent are taken unverified.
    user_arn: the ARN that a signed request stands for. account: whose it is.
    """

    claims: Mapping[str, str] = field(default_factory=dict)
    user_arn: str = f"arn:aws:iam::{DEFAULT_ACCOUNT}:user/local"
    account: str = DEFAULT_ACCOUNT
