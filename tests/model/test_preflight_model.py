"""Which answer a MOCK gives, and what a response parameter sends."""

import pytest

from wellwired.model.api import Integration, IntegrationResponse
from wellwired.model.preflight import constant, find_answer, find_template_status, is_constant_unquoted
from wellwired.model.setting import Unsettled, absent, known
from wellwired.model.text import hole


def mock(template: str, *patterns: str | None) -> Integration:
    responses = tuple(
        IntegrationResponse(
            status_code=known("200"), selection_pattern=known(pattern) if pattern is not None else absent()
        )
        for pattern in patterns
    )
    return Integration(
        type=known("MOCK"),
        request_templates=known({"application/json": template}),
        integration_responses=known(responses),
    )


@pytest.mark.parametrize(
    ("patterns", "place"),
    [
        (("4..", "200", None), 1),
        (("4..", None, "5.."), 1),
        (("2\\d{2}",), 0),
        (("(",), None),
        (("404",), None),
        ((), None),
    ],
)
def test_the_answer_is_the_one_whose_pattern_fits_or_the_default(
    patterns: tuple[str | None, ...], place: int | None
) -> None:
    answer = find_answer(mock('{"statusCode": 200}', *patterns))
    assert (answer[0] if answer else None) == place


@pytest.mark.parametrize(
    ("template", "status"),
    [
        ('{"statusCode": 204}', "204"),
        ("{statusCode:200}", "200"),
        ('{\n  "statusCode" : 200\n}\n', "200"),
        ('#set($s = 200){"statusCode": $s}', None),
        ("{}", None),
    ],
)
def test_the_status_of_a_template_is_found_in_any_spelling(template: str, status: str | None) -> None:
    assert find_template_status(mock(template)) == status


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ("'*'", "*"),
        (" 'a,b' ", "a,b"),
        ("integration.response.header.X", None),
        ("context.requestId", None),
        ("*", "*"),
    ],
)
def test_a_constant_is_what_stands_inside_its_quotes(value: str, sent: str | None) -> None:
    assert constant(value) == sent


def test_a_constant_without_quotes_is_told_from_an_expression_and_from_what_is_unknown() -> None:
    assert is_constant_unquoted("GET,POST")
    assert not is_constant_unquoted("'GET,POST'")
    assert not is_constant_unquoted("stageVariables.methods")
    assert not is_constant_unquoted(f"'{hole('a parameter')}'")
    with pytest.raises(Unsettled):
        is_constant_unquoted(hole("a parameter"))
