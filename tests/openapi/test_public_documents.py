"""The kit's own stacks, the bench and public templates: each REST API's document is valid and always the same."""

import json
from pathlib import Path

import pytest
import yaml

from tests.openapi.api_samples import check
from tests.readers.corpus_files import corpus_files, needs_corpus
from wellwired.model.api import Method, RestApi
from wellwired.openapi.document import describe_api
from wellwired.openapi.rendering import render_json, render_yaml
from wellwired.readers import read_inputs

TESTS = Path(__file__).parents[1]
OWN = sorted(TESTS.glob("stacks/__snapshots__/*/test_the_api_stack*.json"))
BASES = sorted(path for path in TESTS.glob("bench/bases/*") if path.suffix in (".json", ".yaml"))


def count_valid_documents(path: Path) -> int:
    """How many REST APIs a template has; each document is checked."""
    found = 0
    for wiring in read_inputs([str(path)]).wirings:
        for api in wiring.all(RestApi):
            document = describe_api(wiring, api).document
            text = render_json(document)
            check(document)
            assert text == render_json(describe_api(wiring, api).document)
            assert json.loads(json.dumps(yaml.safe_load(render_yaml(document)))) == json.loads(text)
            assert not any(inside in text for inside in ("x-amazon-apigateway", "arn:aws", "\\ue000"))
            assert bool(document["paths"]) or not wiring.of_api(Method, api)
            found += 1
    return found


@pytest.mark.parametrize("path", OWN + BASES, ids=lambda path: path.name)
def test_the_documents_of_this_repository_are_valid(path: Path) -> None:
    assert count_valid_documents(path) == 1


@needs_corpus
def test_the_documents_of_public_templates_are_valid() -> None:
    assert sum(count_valid_documents(path) for path in corpus_files()) > 150
