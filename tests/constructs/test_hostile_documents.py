"""Whatever stands in a document, `read_routes` ends soon, with routes or with one clear error."""

import json
import re
import time
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.constructs.construct_samples import make_function, new_stack
from tests.constructs.imported_samples import SHOP, write
from wellwired.constructs import imported_document, imported_keywords, read_routes
from wellwired.errors import WiringError

FUNCTION = make_function(new_stack())
BASE: dict[str, Any] = yaml.safe_load(SHOP)
BOMB = "\n".join(["a0: &a0 [x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 9))])
REF = "#/components/schemas/S{}"


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, item in inner for place in places(item, (*path, key)))]


PLACES = places(BASE)[1:]
JUNK: st.SearchStrategy[Any] = st.sampled_from(
    [
        *(None, True, -1, 1e300, "", "\x1b[2J\u202e", [], {}, [[]], {"$ref": "#"}, {"$ref": "#/paths"}, {"": ""}),
        *(
            {"$ref": "#/components/schemas/Order"},
            {"type": "object"},
            {"allOf": [{"$ref": "#/components/schemas/Item"}]},
        ),
    ]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changes=st.lists(st.tuples(st.sampled_from(PLACES), JUNK, st.sampled_from(["put", "drop", "name"])), max_size=3))
def test_a_shaken_document_is_read_or_refused_in_one_sentence(tmp_path: Path, changes: list[Any]) -> None:
    document = deepcopy(BASE)
    for path, junk, action in changes:
        shake(document, path, junk, action)
    file = write(tmp_path, json.dumps(document), "shaken.json")
    said = try_to_read(file)
    assert said == "" or re.fullmatch(r"\S+shaken\.json:\d+:\d+ \(#[^\n]*\): [^\n]+\n  [^\n]+", said), said
    assert said.replace("\n", "").isprintable()


def try_to_read(file: Path) -> str:
    """What is said against a document; nothing where it is read."""
    try:
        assert read_routes(file, function=FUNCTION)
    except WiringError as error:
        return str(error)
    return ""


def shake(document: Any, path: tuple[Any, ...], junk: Any, action: str) -> None:
    holder = document
    for key in path[:-1]:
        try:
            holder = holder[key]
        except (KeyError, IndexError, TypeError):
            return  # an earlier change took it away
    try:
        if action == "put" or not isinstance(holder, dict):
            holder[path[-1]] = deepcopy(junk)
        elif action == "drop":
            del holder[path[-1]]
        else:
            holder[str(junk)[:30]] = holder.pop(path[-1])
    except (KeyError, IndexError, TypeError):
        return


def read_schemas(folder: Path, schemas: dict[str, Any], bodies: int = 1) -> None:
    body = {"content": {"application/json": {"schema": {"properties": {"a": {"$ref": REF.format(0)}}}}}}
    paths = {f"/p{number}": {"post": {"requestBody": body}} for number in range(bodies)}
    document = {"openapi": "3.0.3", "paths": paths, "components": {"schemas": schemas}}
    read_routes(write(folder, json.dumps(document), "big.json"), function=FUNCTION)


def test_components_that_double_at_every_step_stay_small(tmp_path: Path) -> None:
    schemas = {
        f"S{n}": {"properties": {side: {"$ref": REF.format(n + 1)} for side in ("left", "right")}} for n in range(60)
    }
    read_schemas(tmp_path, schemas | {"S60": {}})


def test_a_long_chain_of_components_is_no_depth(tmp_path: Path) -> None:
    read_schemas(tmp_path, {f"S{n}": {"items": {"$ref": REF.format(n + 1)}} for n in range(2_000)} | {"S2000": {}})


def test_many_models_of_many_components_are_refused(tmp_path: Path) -> None:
    wide = {"S0": {"properties": {str(n): {"$ref": REF.format(n)} for n in range(1, 1_000)}}}
    with pytest.raises(WiringError, match="the models repeat more than 100,000 components"):
        read_schemas(tmp_path, wide | {f"S{n}": {} for n in range(1, 1_000)}, bodies=200)


def test_too_many_schemas_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imported_keywords, "MAX_SCHEMAS", 100)
    with pytest.raises(WiringError, match=r"/components/schemas/S0/properties/97\): the models hold more than 100"):
        read_schemas(tmp_path, {"S0": {"properties": dict.fromkeys(map(str, range(200)), True)}})


def test_too_many_operations_are_refused(tmp_path: Path) -> None:
    paths: dict[str, object] = {f"/p{number}": {"get": {}} for number in range(5_001)}
    with pytest.raises(WiringError, match=r"#/paths/~1p5000/get\): the document has more than 5,000 operations"):
        read_routes(write(tmp_path, json.dumps({"openapi": "3.0.3", "paths": paths}), "many.json"), function=FUNCTION)


def test_references_that_lead_to_one_large_part_from_everywhere_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imported_document, "MAX_STEPS", 10_000)
    item = {"get": {}, "parameters": [{"name": f"q{n}", "in": "query"} for n in range(200)]}
    paths = {"/p": item, **{f"/p{number}": {"$ref": "#/paths/~1p"} for number in range(200)}}
    document = {"openapi": "3.0.3", "paths": paths}
    with pytest.raises(WiringError, match="leads to the same parts again and again"):
        read_routes(write(tmp_path, json.dumps(document), "wide.json"), function=FUNCTION)


def test_a_chain_of_references_that_many_parts_walk_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imported_document, "MAX_STEPS", 10_000)
    chain = {f"P{n}": {"$ref": f"#/components/parameters/P{n + 1}"} for n in range(200)}
    paths = {f"/p{number}": {"get": {"parameters": [{"$ref": "#/components/parameters/P0"}]}} for number in range(200)}
    last = {"P200": {"name": "q", "in": "query"}}
    document = {"openapi": "3.0.3", "paths": paths, "components": {"parameters": chain | last}}
    with pytest.raises(WiringError, match="leads to the same parts again and again"):
        read_routes(write(tmp_path, json.dumps(document), "long.json"), function=FUNCTION)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "the document must be a mapping, and is empty"),
        ("- 1", "the document must be a mapping, and is a list"),
        ("a: [", "YAML: "),
        ("{" * 200, "YAML|JSON"),
        ("a: &a [x]\nb: " + "[" * 150, "nests more than 100 levels"),
        (BOMB, "aliases repeat more than"),
        ("openapi: 3.0.3\npaths: {/a: !Ref x}", "'Ref' is no method"),
        ("openapi: \ue000", "private-use character"),
    ],
)
def test_text_that_is_no_document_is_refused(tmp_path: Path, text: str, said: str) -> None:
    begun = time.monotonic()
    with pytest.raises(WiringError, match=said):
        read_routes(write(tmp_path, text), function=None)
    assert time.monotonic() - begun < 5


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_a_file_that_cannot_be_read_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(WiringError, match="could not be read"):
        read_routes(tmp_path / name, function=FUNCTION)
