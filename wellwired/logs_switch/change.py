"""One change to an account: what it is about, what was there, what is put there."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

# A value as the journal keeps it: None where there was nothing.
Value = Mapping[str, Any] | None


class Kind(StrEnum):
    """What a change is about, in the order in which changes are made; they are taken back the other way round."""

    ROLE = "role"
    ACCOUNT = "account"
    LOG_GROUP = "log-group"
    ACCESS_LOG = "access-log"
    METHOD_SETTING = "method-setting"


# What all stages of an account and region share.
SHARED: Final = frozenset({Kind.ROLE, Kind.ACCOUNT})


@dataclass(frozen=True, slots=True)
class Change:
    """`target` names the thing: a role, a log group, a method setting's key ("*/*")."""

    kind: Kind
    target: str
    before: Value
    after: Value

    @property
    def title(self) -> str:
        """The change in words, for the plan."""
        was, becomes = _words(self.before), _words(self.after)
        match self.kind:
            case Kind.ROLE:
                return f"create IAM role {self.target}, which API Gateway may assume to write logs"
            case Kind.ACCOUNT:
                return f"set the CloudWatch role that all APIs of account and region log with: {was} -> {becomes}"
            case Kind.LOG_GROUP:
                return f"create log group {self.target}: {becomes}"
            case Kind.ACCESS_LOG:
                return f"write an access log in the kit's format: {was} -> {(self.after or {}).get('destinationArn')}"
            case Kind.METHOD_SETTING:
                return f"set the execution log of {self.target.replace('~1', '/')}: {was} -> {becomes}"

    def to_json(self) -> dict[str, Any]:
        """As the journal writes it."""
        return {"kind": str(self.kind), "target": self.target, "before": self.before, "after": self.after}

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "Change":
        """As the journal holds it; raises `KeyError` or `ValueError` for anything else."""
        return cls(Kind(document["kind"]), str(document["target"]), document["before"], document["after"])


def _words(value: Value) -> str:
    if value is None:
        return "nothing"
    return ", ".join(f"{name} {item}" for name, item in value.items())
