"""Concrete names for what a template leaves to the deployment: ids, ARNs, region and account on this machine.

Symbolic text (see wellwired.model.text) becomes what a function or a client would see. A resource gets an id made
from its address, the same at every start, unless the caller knows the deployed one.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from wellwired.model.api import Authorizer, Deployment, Method, RequestValidator, Resource, RestApi
from wellwired.model.node import Node
from wellwired.model.plans import ApiKey, UsagePlan
from wellwired.model.setting import Unsettled
from wellwired.model.text import Reference, fill_atoms, find_hole, find_reference
from wellwired.model.wiring import Wiring

DEFAULT_REGION: Final = "us-east-1"
DEFAULT_ACCOUNT: Final = "000000000000"
_ID_LENGTH: Final = 10
_ALPHABET: Final = "0123456789abcdefghijklmnopqrstuvwxyz"
# A name that refers to itself in a circle is cut here; real ones nest two or three deep.
_DEPTH: Final = 8
# What API Gateway gives a bare id; CloudFormation names most of the rest after their logical ids.
_NUMBERED: Final = (ApiKey, Authorizer, Deployment, Method, RequestValidator, Resource, RestApi, UsagePlan)


@dataclass(frozen=True, slots=True)
class Identities:
    """Spells symbolic text out for one wiring.

    deployed: what really stands somewhere: physical ids by address, attributes by "address.Attribute".
    """

    wiring: Wiring
    deployed: Mapping[str, str] = field(default_factory=dict)
    _spelled: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def region(self) -> str:
        """Where the API lives; us-east-1 unless the reader was told."""
        return self.wiring.region or DEFAULT_REGION

    @property
    def account(self) -> str:
        """Whose API it is; twelve zeros unless the reader was told."""
        return self.wiring.account or DEFAULT_ACCOUNT

    def id_of(self, node: Node) -> str:
        """The physical id of a resource: what `Ref` returns once it is deployed."""
        return self.deployed.get(node.address) or self._spell(node.physical_id, _DEPTH) or _make_name(node)

    def arn_of(self, node: Node) -> str:
        """The ARN of a resource, or "" for one that has none."""
        return self._spell(node.arn, _DEPTH)

    def spell(self, text: str) -> str:
        """`text` with every reference and pseudo-parameter put in; raises `Unsettled` on a hole."""
        if text not in self._spelled:
            self._spelled[text] = self._spell(text, _DEPTH)
        return self._spelled[text]

    def _spell(self, text: str, depth: int) -> str:
        reason = find_hole(text)
        if reason is not None:
            raise Unsettled(reason)
        return fill_atoms(text, pseudo=self._pseudo, refer=lambda found: self._refer(found, depth))

    def _refer(self, found: Reference, depth: int) -> str:
        spelled = f"{found.address}.{found.attribute}" if found.attribute else found.address
        node = self.wiring.find_at(found.address)
        known = self.deployed.get(spelled)
        if known is not None or node is None or depth == 0:
            return known or _make_id(spelled)
        made = _make_id(spelled) if found.attribute else _make_name(node)
        text = node.arn if found.attribute.lower().endswith("arn") else "" if found.attribute else node.physical_id
        itself = find_reference(text) == found
        return self._spell(text, depth - 1) if text and not itself else made

    def _pseudo(self, name: str) -> str:
        words = name.partition(" ")[0]
        return {
            "AWS::Region": self.region,
            "AWS::AccountId": self.account,
            "AWS::Partition": "aws",
            "AWS::URLSuffix": "amazonaws.com",
            "AWS::NoValue": "",
        }.get(words, words.removeprefix("AWS::").lower())


def _make_name(node: Node) -> str:
    made = _make_id(node.address)
    return made if isinstance(node, _NUMBERED) else f"{node.name}-{made.upper()}"


def _make_id(address: str) -> str:
    """Ten characters such as API Gateway gives, made from an address."""
    number = int.from_bytes(hashlib.sha256(address.encode()).digest()[:16], "big")
    digits = []
    for _ in range(_ID_LENGTH):
        number, digit = divmod(number, len(_ALPHABET))
        digits.append(_ALPHABET[digit])
    return "".join(digits)
