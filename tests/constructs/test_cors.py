"""Cors: one statement of who may call from a browser, refused where a browser would refuse it."""

from typing import Any

import pytest

from wellwired.constructs.cors import DEFAULT_EXPOSE_HEADERS, Cors
from wellwired.errors import WiringError


@pytest.mark.parametrize(
    "origin",
    [
        "*",
        "https://app.example.com",
        "http://localhost:3000",
        "https://[::1]:8443",
        "capacitor://localhost",
        "https://${Token[TOKEN.12]}",
    ],
)
def test_an_origin_is_a_scheme_a_host_and_perhaps_a_port(origin: str) -> None:
    assert Cors((origin,)).allow_origins == (origin,)


@pytest.mark.parametrize(
    "origin",
    [
        "",
        "null",
        "app.example.com",
        "https://app.example.com/",
        "https://app.example.com/x",
        "https://*.example.com",
        "https://App.example.com",
        "https://a.example' , 'https://b.example",
        "https://a.example:port",
    ],
)
def test_what_a_browser_would_never_send_is_no_origin(origin: str) -> None:
    with pytest.raises(WiringError, match="is no origin"):
        Cors((origin,))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"allow_origins": ()}, "allow_origins is empty"),
        ({"allow_origins": "https://a.example"}, "allow_origins is one string"),
        ({"allow_origins": ("https://a.example", "https://a.example")}, "names an origin twice"),
        ({"allow_origins": ("*", "https://a.example")}, "'\\*' beside other origins"),
        ({"allow_origins": ("*",), "allow_headers": "X-Api-Key"}, "allow_headers is one string"),
        ({"allow_origins": ("*",), "allow_headers": ("X Api Key",)}, "is no header name"),
        ({"allow_origins": ("*",), "expose_headers": ("a'b",)}, "is no header name"),
        ({"allow_origins": ("*",), "max_age": -1}, "max_age is -1"),
        ({"allow_origins": ("*",), "max_age": 86_401}, "max_age is 86401"),
        ({"allow_origins": ("*",), "max_age": True}, "max_age is True"),
    ],
)
def test_a_statement_that_cannot_be_meant_is_refused(arguments: dict[str, object], said: str) -> None:
    with pytest.raises(WiringError, match=said):
        Cors(**arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize("field", ["allow_origins", "allow_headers", "expose_headers"])
def test_credentials_do_not_go_with_a_star(field: str) -> None:
    arguments: dict[str, Any] = {"allow_origins": ("https://a.example",), field: ("*",)}
    with pytest.raises(WiringError, match=f"allow_credentials with '\\*' in {field}"):
        Cors(**arguments, allow_credentials=True)


def test_credentials_do_not_go_with_several_origins() -> None:
    with pytest.raises(WiringError, match="a gateway response cannot choose one origin"):
        Cors(("https://a.example", "https://b.example"), allow_credentials=True)


def test_errors_carry_the_one_origin_the_exposed_headers_and_credentials() -> None:
    assert Cors(("https://a.example",), allow_credentials=True).error_headers == {
        "Access-Control-Allow-Origin": "https://a.example",
        "Access-Control-Expose-Headers": ",".join(DEFAULT_EXPOSE_HEADERS),
        "Access-Control-Allow-Credentials": "true",
    }


def test_errors_answer_any_origin_where_several_are_listed() -> None:
    headers = Cors(("https://a.example", "https://b.example"), expose_headers=()).error_headers
    assert headers == {"Access-Control-Allow-Origin": "*"}


def test_lists_are_taken_as_well_as_tuples() -> None:
    assert Cors(["https://a.example"]).allow_origins == ("https://a.example",)  # type: ignore[arg-type]
