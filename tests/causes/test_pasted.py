"""The right cause comes first for what people paste: hundreds of texts, in the forms in which they come."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.causes.forms import LOG_FORMS, curl, steps, verbose_curl
from wellwired.causes.matching import rank

HERE = Path(__file__).parent
Paste = tuple[str, str, str]  # cause, form and text


def load(name: str) -> Any:
    return yaml.safe_load((HERE / name).read_text(encoding="utf-8"))


def logged() -> Iterator[Paste]:
    said = load("said.yaml")
    for part, sent in (("logged", True), ("refused", False)):
        for cause, row in said[part].items():
            answered = row["status"] == 502 or "Successfully completed execution" in row["said"]
            lines = steps(row["status"], *row["said"], sent=sent, answered=answered)
            yield from ((cause, form.__name__, form(lines)) for form in LOG_FORMS)
            yield cause, "lines", "\n".join(row["said"])


def answered() -> Iterator[Paste]:
    for cause, row in load("said.yaml")["answered"].items():
        status, body, error_type = row["status"], row["body"], row.get("error_type")
        yield cause, "curl", curl(status, body, error_type)
        yield cause, "verbose_curl", verbose_curl(status, body, error_type)
        if "Internal server" in body:
            continue  # shared by too many causes to mean one of them by itself
        url = "https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/prod"
        yield cause, "body", body
        yield cause, "formatted", json.dumps(json.loads(body), indent=4)
        yield cause, "axios", f"AxiosError: Request failed with status code {status}\n  data: {body}"
        yield cause, "requests", f"requests.exceptions.HTTPError: {status} Client Error: for url: {url}\n{body}"


def pasted() -> Iterator[Paste]:
    for cause, texts in load("pasted.yaml").items():
        yield from ((cause, str(number), text) for number, text in enumerate(texts))


@pytest.mark.parametrize(
    ("cause", "text"),
    [pytest.param(cause, text, id=f"{cause}-{form}") for cause, form, text in (*logged(), *answered(), *pasted())],
)
def test_the_cause_behind_what_is_pasted_comes_first(cause: str, text: str) -> None:
    matches = rank(text)

    assert matches
    assert matches[0].cause.id == cause
