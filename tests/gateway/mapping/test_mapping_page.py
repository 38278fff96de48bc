"""What docs/mapping.md says of templates is so."""

import re
from pathlib import Path

import pytest

from tests.gateway.mapping.asking import make_exchange
from wellwired.gateway.mapping.bounds import LOOP_LIMIT
from wellwired.gateway.mapping.engine import render_template
from wellwired.gateway.mapping.inputs import Overrides, make_names

PAGE = (Path(__file__).parents[3] / "docs" / "mapping.md").read_text(encoding="utf-8")
BODY = re.search(r"body of the request is\n`([^`]+)`", PAGE)
ROWS = re.findall(r"^\| `([^`]+)` \| `([^`]+)` \|", PAGE.partition("## MOCK")[0], re.MULTILINE)


@pytest.mark.parametrize(("template", "output"), ROWS)
def test_a_row_of_the_page_is_what_comes_out(template: str, output: str) -> None:
    assert BODY is not None
    exchange = make_exchange(headers=(("x-name", "header"),))
    assert render_template(template, make_names(exchange, BODY[1], Overrides())) == output


def test_the_page_has_rows_and_names_the_loops_limit() -> None:
    assert len(ROWS) == 11
    assert f"{LOOP_LIMIT:,} items" in PAGE
