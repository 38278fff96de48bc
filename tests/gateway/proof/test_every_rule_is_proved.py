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

read_whole = cache(Staged.read)


@cache
def play_whole(staged: Staged) -> tuple[Exchange, ...]:
    return staged.play(read_whole(staged)[0])


def is_reported(rule: Rule, wirings: tuple[Wiring, ...]) -> bool:
    return any(judge(wiring, [rule]).findings for wiring in wirings)


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


def prove(rule: Rule, proof: Proof) -> bool:
    """Whether the rule reports this cut; if it does, it has to keep its word."""
    wirings = tuple(map(proof.scene.discover, proof.broken.read()))
    if not is_reported(rule, wirings):
        return False
    whole = play_whole(proof.whole)
    assert not is_reported(rule, read_whole(proof.whole)), f"{proof.name}: the whole template is reported too"
    assert set(statuses(whole)) <= set(proof.scene.mended), f"{proof.name}, whole:\n{described(whole)}"
    if proof.status not in proof.scene.mended or proof.status < 400:
        assert not proof.shown_by(whole), f"{proof.name}: the whole template shows it too"
    broken = proof.broken.play(wirings[0])
    shown = proof.shown_by(broken)
    assert shown, f"{proof.name}, broken:\n{described(broken)}"
    if proof.status >= 400:
        likeliest = rank(pasted(shown[0]))[0].cause
        assert likeliest.status == proof.status, f"{proof.name}: taken for {likeliest.id}\n{pasted(shown[0])}"
    return True


@pytest.mark.parametrize("name", sorted(PROMISING.keys() - UNPROVED.keys()))
def test_a_broken_wire_answers_with_the_status_that_its_rule_promises(name: str) -> None:
    proofs = list(find_proofs(PROMISING[name]))
    assert [proof.name for proof in proofs if prove(PROMISING[name], proof)], f"none of {proofs} is reported"


def test_what_is_unproved_promises_a_status_and_could_not_be_proved_as_well() -> None:
    assert UNPROVED.keys() <= PROMISING.keys()
    assert not [name for name in UNPROVED if list(find_proofs(PROMISING[name]))]
