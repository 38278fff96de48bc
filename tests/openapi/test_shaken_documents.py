"""Whatever stands in a template, the document of each of its APIs is valid, and nothing of the inside is in it."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.openapi.api_samples import FRAME, check, describe, method, resource
from tests.openapi.test_bodies import OPENAPI, SWAGGER
from tests.readers.test_fuzzed_templates import read_or_refuse, shake
from wellwired.documents import check_text, load, read_document
from wellwired.model.api import RestApi
from wellwired.openapi.document import describe_api
from wellwired.openapi.rendering import render_json, render_yaml

BASES = Path(__file__).parents[1] / "bench" / "bases"
TEMPLATES: list[Any] = [read_document(load(BASES / name, name)) for name in ("handwritten.yaml", "openapi.yaml")]
TEMPLATES += [read_document(check_text(text, "t.yaml")) for text in (OPENAPI, SWAGGER)]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(range(len(TEMPLATES))), st.integers(0, 2**32), st.integers(1, 8))
def test_a_shaken_template_has_a_valid_document(index: int, seed: int, times: int) -> None:
    wiring = read_or_refuse(json.dumps(shake(TEMPLATES[index], seed, times)), "t.json")
    for api in wiring.all(RestApi):
        document = describe_api(wiring, api).document
        check(json.loads(render_json(document)))
        assert "\ue000" not in render_yaml(document)


@pytest.mark.parametrize("path", ["/a{b", "/a/{b}c", "no-slash", "/a//b"])
def test_a_path_that_api_gateway_does_not_take_is_left_out_and_said(path: str) -> None:
    description = describe(OPENAPI.replace("/orders/{id}:", f"'{path}':"))
    assert description.document["paths"] == {}
    assert f"path {path}: API Gateway takes no such path" in description.unknown


def test_a_body_of_an_error_that_nests_without_end_says_nothing() -> None:
    template = json.dumps("[" * 400 + "]" * 400)
    given = f"ResponseType: THROTTLED, ResponseTemplates: {{application/json: {template}}}"
    document = describe(FRAME + method("A") + resource("Busy", "GatewayResponse", given)).document
    assert document["components"]["responses"]["Status429"]["content"] == {"application/json": {}}
