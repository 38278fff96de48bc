"""The report as GitHub workflow commands."""

import re
from urllib.parse import unquote

from wellwired.reports import Report, render

from .laid import RULES, Judged


def commands(report: Report) -> list[str]:
    return [line for line in render("github", report).splitlines() if line.startswith("::")]


def test_a_finding_becomes_an_annotation_on_its_line(shop: Judged) -> None:
    assert (
        "::error file=shop.yaml,line=37,col=9,title=wrong-method::POST /orders (OrdersPost) calls the function by GET,"
        " and Lambda takes only POST%0AEffect: the client sees 500%0AFix: set IntegrationHttpMethod to POST"
    ) in commands(shop.report)


def test_the_worst_come_first_because_github_drops_what_is_too_many(shop: Judged) -> None:
    levels = [re.match(r"::(\w+)", line)[1] for line in commands(shop.report)]  # type: ignore[index]
    assert levels == ["error"] * 4 + ["warning"] * 2 + ["notice"]


def test_the_log_ends_with_the_summary(shop: Judged) -> None:
    assert "Found 4 errors, 2 warnings, 1 note" in render("github", shop.report).splitlines()[-2]


def test_no_name_can_begin_a_command_of_its_own(hostile: Report) -> None:
    text = render("github", hostile)
    assert "\x1b" not in text
    assert "\r" not in text
    assert len(commands(hostile)) == len(RULES) + 2
    for line in commands(hostile):
        properties, _, message = line[2:].partition("::")
        assert message
        assert properties.count("title=") == 1
        for value in re.findall(r"=([^,]*)", properties):
            assert ":" not in value
        assert "%0A::" not in message
        assert unquote(message)
