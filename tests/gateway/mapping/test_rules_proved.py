"""What the rules on MOCK and custom integrations promise comes true: their examples, asked before and after the fix."""

from collections.abc import Callable

import pytest

from tests.gateway.mapping.asking import make_exchange
from wellwired.gateway.exchange import Exchange
from wellwired.gateway.functions.invocation import Invoked
from wellwired.gateway.mapping.lambda_custom import answer_lambda_custom, prepare_event
from wellwired.gateway.mapping.mock import answer_mock
from wellwired.gateway.mapping.parameters import refuse_reserved_mapping
from wellwired.gateway.refusals import Refusal
from wellwired.model.api import Integration, Method
from wellwired.readers import read_text
from wellwired.rules import Rule, all_rules

PROVED = (
    "binary-preflight",
    "reserved-header-mapping",
    "responseless-integration",
    "statusless-mock",
    "undeclared-integration-response",
    "unmapped-mock-status",
    "untemplated-content-type",
)
Ask = Callable[[Exchange, Integration], int]
RULES = [rule for rule in all_rules() if rule.name in PROVED]


def statuses(template: str) -> list[int]:
    """What the methods of a template answer: MOCKs, proxies, and functions that return or raise."""
    wiring = read_text(template)
    found = []
    for method in wiring.all(Method):
        integration = method.integration.known()
        if integration is None:
            continue
        exchange = make_exchange(method, verb=method.http_method.known() or "GET", api=wiring.find_api(method))
        for ask in ASKED.get(integration.type.known() or "", ()):
            try:
                found.append(ask(exchange, integration))
            except Refusal as refusal:
                found.append(refusal.status)
    return found


def ask_mock(exchange: Exchange, integration: Integration) -> int:
    return answer_mock(exchange, integration).status


def ask_proxy(exchange: Exchange, integration: Integration) -> int:
    refuse_reserved_mapping(integration)
    return 200


def ask_custom(payload: bytes) -> Ask:
    def ask(exchange: Exchange, integration: Integration) -> int:
        prepared = prepare_event(exchange, integration)
        return answer_lambda_custom(exchange, integration, prepared, Invoked(payload=payload)).status

    return ask


ASKED: dict[str, tuple[Ask, ...]] = {
    "MOCK": (ask_mock,),
    "AWS_PROXY": (ask_proxy,),
    "AWS": (ask_custom(b'{"name": "Ada"}'), ask_custom(b'{"errorMessage": "Not found: no such order"}')),
}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_what_a_rule_reports_answers_with_the_status_that_it_promises(rule: Rule) -> None:
    for example in rule.examples("Reported"):
        assert int(rule.status) in statuses(example)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_what_a_rule_does_not_report_answers_well(rule: Rule) -> None:
    for example in rule.examples("Not reported"):
        assert [status for status in statuses(example) if status >= 500 or status == 415] == []


def test_every_one_of_these_rules_is_there() -> None:
    assert sorted(rule.name for rule in RULES) == list(PROVED)
