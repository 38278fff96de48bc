"""Variables of gateway responses and access logs are put in, and nothing else is touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.gateway.mapping.asking import make_exchange
from wellwired.access_log import render_format
from wellwired.gateway.exchange import Exchange
from wellwired.gateway.mapping.variables import fill_variables


def failed() -> Exchange:
    exchange = make_exchange(stage_variables={"alias": "live"}, headers=(("Origin", "https://app"),), query="q=1&q=2")
    exchange.context |= {
        "error.message": "Endpoint request timed out",
        "error.messageString": ' "Endpoint request timed out"',
        "authorizer.claims.cognito:username": "ada",
        "authorizer.org-id": "o1",
    }
    return exchange


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ('{"message":$context.error.messageString}', '{"message": "Endpoint request timed out"}'),
        ('{"id":"$context.requestId"}', '{"id":"c6af9ac6-7b61-11e6-9a41-93e8deadbeef"}'),
        ('{"status":"$context.status"}', '{"status":""}'),
        ("$context.stage/$stageVariables.alias/$stageVariables.no", "prod/live/"),
        ("$context.stage-$context.apiId.", "prod-a1b2c3d4e5."),
        ("$context.authorizer.claims.cognito:username", "ada"),
        ("$context.authorizer.org-id: $context.authorizer.principalId:", "o1: user-7:"),
        ("$method.request.header.origin $method.request.querystring.q", "https://app 2"),
        ("$input.body", "sent"),
        ("#if($context.stage)$util.urlEncode('x') $ 5", "#if(prod)$util.urlEncode('x') $ 5"),
    ],
)
def test_variables_are_put_in_and_the_rest_stands(template: str, expected: str) -> None:
    exchange = failed()
    object.__setattr__(exchange.request, "body", b"sent")
    assert fill_variables(template, exchange) == expected


def test_an_access_log_prints_a_dash_for_what_was_never_set() -> None:
    line = fill_variables(
        "$context.status $context.error.messageString $context.no.such [$context.stage]", make_exchange()
    )
    assert line == "   [prod]"
    line = fill_variables("$context.status $context.no.such. [$context.stage]", make_exchange(), unset="-")
    assert line == "- -. [prod]"


def test_the_kits_own_log_format_comes_out_whole() -> None:
    line = fill_variables(render_format(), failed(), unset="-")
    assert "$context" not in line
    assert '"errorMessage":"Endpoint request timed out"' in line
    assert '"status":"-"' in line


@given(st.text(alphabet="$context.stge:-_#{}input body", max_size=80))
def test_any_template_is_filled(template: str) -> None:
    assert isinstance(fill_variables(template, make_exchange(), unset="-"), str)
