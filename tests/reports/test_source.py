"""Excerpts of the judged files."""

import time
from pathlib import Path

import pytest

from wellwired.model.origin import Position
from wellwired.reports.source import Sources, cells, redact


def excerpt_of(text: str, line: int, column: int) -> tuple[str, str]:
    excerpt = Sources({"f": text}).find_excerpt("f", Position(line, column))
    assert excerpt
    return excerpt.line.text, excerpt.caret


def test_the_caret_stands_under_the_word() -> None:
    assert excerpt_of("a:\n  bcd: 1\n", 2, 3) == ("  bcd: 1", "  ^^^")
    assert excerpt_of('{"abc": 1}', 1, 2) == ('{"abc": 1}', " ^^^^^")


def test_tabs_and_wide_characters_keep_the_caret_in_place() -> None:
    assert excerpt_of("\tkey: 1", 1, 2) == ("    key: 1", "    ^^^")
    shown, caret = excerpt_of("鍵: 値", 1, 4)
    assert (shown, caret) == ("鍵: 値", "    ^^")
    assert cells("鍵") == 2


def test_escape_sequences_are_spelled_out_and_the_caret_follows() -> None:
    shown, caret = excerpt_of("\x1b[2J: key: 1", 1, 7)
    assert shown == r"\x1b[2J: key: 1"
    assert caret == " " * shown.index("key") + "^^^"


def test_a_long_line_is_shown_around_the_place() -> None:
    line = '{"a": "' + "x" * 5000 + '", "target": 1, "b": "' + "y" * 5000 + '"}'
    shown, caret = excerpt_of(line, 1, line.index('"target"') + 1)
    assert len(shown) < 130
    assert shown[caret.index("^") : len(caret)] == '"target"'


def test_a_line_of_megabytes_that_many_findings_share_is_gone_through_once() -> None:
    line = '{"a": "' + "x" * 2_000_000 + '", "password": "hunter22"}'
    sources = Sources({"f": line})
    began = time.monotonic()
    for column in range(1, 2_000):
        assert sources.find_excerpt("f", Position(1, column))
    assert time.monotonic() - began < 10.0  # gone through each time, it would take minutes
    found = sources.find_excerpt("f", Position(1, len(line) - 10))
    assert found
    assert "hunter22" not in found.line.text


def test_a_place_outside_the_file_has_no_excerpt(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("a: 1\n", encoding="utf-8")
    sources = Sources()
    assert sources.find_excerpt(str(file), Position(1, 1))
    assert sources.find_excerpt(str(file), Position(9, 1)) is None
    assert sources.find_excerpt(str(tmp_path / "none.yaml"), Position(1, 1)) is None
    assert sources.find_excerpt(str(tmp_path), Position(1, 1)) is None
    assert sources.find_excerpt("", Position(1, 1)) is None
    assert sources.find_excerpt(str(file), None) is None


def test_lines_are_counted_at_line_feeds_alone() -> None:
    assert excerpt_of("a: 1\r\nb: 2\r\n", 2, 1)[0] == "b: 2"
    assert excerpt_of("a: \u2028 1\nb: 2\n", 2, 1)[0] == "b: 2"
    assert excerpt_of("\ufeffa: 1", 1, 1)[0] == "a: 1"


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("  DbPassword: hunter22", "hunter22"),
        ('{"apiKey":"s3cr3t-s3cr3t","x":1}', "s3cr3t"),
        ("  Value: abcdefghijklmnopqrst0123", "abcdefghijklmnopqrst0123"),
        ("  AUTH_TOKEN=abcdefgh", "abcdefgh"),
        ("  password: 'a b c d'", "a b c d"),
        ("  - AKIAABCDEFGHIJKLMNOP", "AKIAABCDEFGHIJKLMNOP"),
        ("  SecretString: swordfish", "swordfish"),
    ],
)
def test_a_credential_never_reaches_an_excerpt(line: str, secret: str) -> None:
    hidden = redact(line)
    assert secret not in hidden
    assert len(hidden) == len(line)


@pytest.mark.parametrize(
    "line",
    [
        "  Value: !Ref Key",
        "  ApiKeyRequired: true",
        "  ApiKeySourceType: HEADER",
        "  TokenAuthorizer:",
        "  Token: {{resolve:ssm:token}}",
        "  SecretArn: arn:aws:secretsmanager:eu-west-1:111122223333:secret:db",
        "  Value: items-api-handler",
    ],
)
def test_an_ordinary_line_is_left_alone(line: str) -> None:
    assert redact(line) == line
