"""Every rule that promises a status keeps its word: a client of the broken wire sees it, and of the whole one none."""

from functools import cache

import pytest

from wellwired.causes.matching import rank
from wellwired.engine import judge
from wellwired.gateway.exchange import Exchange
from wellwired.model.wiring import Wiring
from wellwired.rules import Rule, all_rules

from .proofs import Proof, Staged, find_proofs

PROMISING = {rule.name: rule for rule in all_rules() if rule.status.isdigit()}
# Rules whose status the gateway of a template does not show, with the reason.
UNPROVED = {
    "failed-function": "only Lambda has functions in the state Failed",
    "gone-role": "only Lambda fails on a role that IAM has forgotten",
    "keyless-cache": "the local gateway keeps no answers",
    "callerless-cache": "the local gateway keeps no answers",
}

_FEW = 4  # a plain "Forbidden" has as many equally likely causes

read_whole = cache(Staged.read)


@cache
def play_whole(staged: Staged) -> tuple[Exchange, ...]:
    return staged.play(read_whole(staged, knows_place=True))


def is_reported(rule: Rule, wiring: Wiring) -> bool:
    return bool(judge(wiring, [rule]).findings)


def statuses(exchanges: tuple[Exchange, ...]) -> list[int]:
    return [one.response.status for one in exchanges if one.response is not None]


def described(exchanges: tuple[Exchange, ...]) -> str:
    told = zip(exchanges, statuses(exchanges), strict=True)
    lines = [f"{one.request.method} {one.request.path}: {status}, {one.steps[-1].detail}" for one, status in told]
    return "\n".join(lines[-10:])


def pasted(exchange: Exchange) -> str:
    """What somebody who asks for the cause has at hand: the execution log, and the answer with its headers."""
    assert exchange.response is not None
    head = "\n".join(f"{name}: {value}" for name, value in exchange.response.headers)
    log = "\n".join(line.text for line in exchange.log)
    body = exchange.response.body.decode("utf-8", "replace")
    return f"{log}\n\nHTTP/1.1 {exchange.response.status}\n{head}\n\n{body}\n"


def check_causes(rule: Rule, proof: Proof, exchange: Exchange) -> None:
    """The likeliest cause is one of this status, and the rule is named by one of those that come first."""
    text = pasted(exchange)
    first = [match.cause for match in rank(text)[:_FEW]]
    assert first[0].status == proof.status, f"{proof.name}: taken for {first[0].id}\n{text}"
    assert any(rule.name in cause.rules for cause in first), f"{proof.name}: {first[0].id} names other rules\n{text}"


def prove(rule: Rule, proof: Proof) -> bool:
    """Whether the rule reports this cut; if it does, it has to keep its word."""
    served = proof.broken.read()
    knows_place = is_reported(rule, served)
    # Rules on pinned regions and accounts speak where nobody has told them which those are.
    if not knows_place and not is_reported(rule, proof.broken.read(knows_place=False)):
        return False
    whole = play_whole(proof.whole)
    unbroken = read_whole(proof.whole, knows_place=knows_place)
    assert not is_reported(rule, unbroken), f"{proof.name}: the whole template is reported too"
    assert set(statuses(whole)) <= set(proof.scene.mended), f"{proof.name}, whole:\n{described(whole)}"
    if proof.status not in proof.scene.mended or proof.status < 400:
        assert not proof.shown_by(whole), f"{proof.name}: the whole template shows it too"
    broken = proof.broken.play(served)
    shown = proof.shown_by(broken)
    assert shown, f"{proof.name}, broken:\n{described(broken)}"
    if proof.status >= 400:
        check_causes(rule, proof, shown[0])
    return True


@pytest.mark.parametrize("name", sorted(PROMISING.keys() - UNPROVED.keys()))
def test_a_broken_wire_answers_with_the_status_that_its_rule_promises(name: str) -> None:
    proofs = list(find_proofs(PROMISING[name]))
    assert [proof.name for proof in proofs if prove(PROMISING[name], proof)], f"none of {proofs} is reported"


def test_what_is_unproved_promises_a_status_and_could_not_be_proved_as_well() -> None:
    assert UNPROVED.keys() <= PROMISING.keys()
    assert not [name for name in UNPROVED if list(find_proofs(PROMISING[name]))]
