"""What a layer brings, a handler or a module, as far as the layer is at hand."""

import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from wellwired.engine import judge, merge
from wellwired.findings import Outcome
from wellwired.readers import read_inputs

CODE = "import dep\n\ndef handler(event, context):\n    return {'statusCode': 204}\n"
FOREIGN = "arn:aws:lambda:eu-west-1:464622532012:layer:Datadog-Python313:100"


def audit(
    folder: Path, handler: str, *layers: Any, runtime: str = "python3.13", code: str = CODE, content: str = "layer"
) -> Outcome:
    """The verdict on a function whose code is in `code/`, and on a layer `Layer`."""
    (folder / "code").mkdir()
    (folder / "code" / ("app.py" if runtime.startswith("python") else "app.js")).write_text(code, encoding="utf-8")
    function = {"Runtime": runtime, "Handler": handler, "Code": "code", "Layers": list(layers)}
    resources = {
        "Fn": {"Type": "AWS::Lambda::Function", "Properties": function},
        "Layer": {"Type": "AWS::Lambda::LayerVersion", "Properties": {"Content": content}},
    }
    (folder / "template.json").write_text(json.dumps({"Resources": resources}), encoding="utf-8")
    outcome = merge(judge(wiring) for wiring in read_inputs([str(folder / "template.json")]).wirings)
    assert not outcome.crashes
    return outcome


def of(rule: str, outcome: Outcome) -> tuple[int, int]:
    """How often a rule reported, and how often it left something open."""
    found = [one for one in outcome.findings if one.rule == rule]
    return len(found), len([one for one in outcome.open if one.rule == rule])


def fill(folder: Path, *files: str) -> None:
    for name in files:
        path = folder / "layer" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("", encoding="utf-8")


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (("python/dep.py",), (0, 0)),
        (("python/dep/__init__.py",), (0, 0)),
        (("python/dep.cpython-313-x86_64-linux-gnu.so",), (0, 0)),
        (("python/lib/python3.13/site-packages/dep/core.py",), (0, 0)),
        (("python/other.py",), (1, 0)),
        (("dep.py",), (1, 0)),
        (("python/other/requirements.txt", "python/other/a.py"), (1, 0)),
        (("requirements.txt",), (0, 1)),
        (("python/requirements.txt",), (0, 1)),
    ],
)
def test_a_module_is_looked_for_where_python_finds_it_in_a_layer(
    tmp_path: Path, files: tuple[str, ...], expected: tuple[int, int]
) -> None:
    fill(tmp_path, *files)
    assert of("missing-module", audit(tmp_path, "app.handler", {"Ref": "Layer"})) == expected


@pytest.mark.parametrize(
    ("content", "entry", "expected"),
    [
        ("layer.zip", "python/dep.py", (0, 0)),
        ("layer.zip", "python/other.py", (1, 0)),
        ("layer.tar", "python/other.py", (0, 1)),
        ("gone.zip", "python/other.py", (0, 1)),
    ],
)
def test_a_layer_may_be_an_archive(tmp_path: Path, content: str, entry: str, expected: tuple[int, int]) -> None:
    if content != "gone.zip":
        with ZipFile(tmp_path / content, "w") as archive:
            archive.writestr(entry, "")
    assert of("missing-module", audit(tmp_path, "app.handler", {"Ref": "Layer"}, content=content)) == expected


def test_a_layer_that_cannot_be_opened_may_bring_anything(tmp_path: Path) -> None:
    (tmp_path / "layer.zip").write_text("no archive", encoding="utf-8")
    assert of("missing-module", audit(tmp_path, "app.handler", {"Ref": "Layer"}, content="layer.zip")) == (0, 1)


def test_a_layer_that_is_not_read_may_bring_anything(tmp_path: Path) -> None:
    fill(tmp_path, "python/other.py")
    outcome = audit(tmp_path, "datadog_lambda.handler.handler", {"Ref": "Layer"}, FOREIGN)
    assert of("missing-handler", outcome) == (0, 1)


def test_what_one_layer_has_needs_no_word_about_the_others(tmp_path: Path) -> None:
    fill(tmp_path, "python/dep.py")
    assert of("missing-module", audit(tmp_path, "app.handler", FOREIGN, {"Ref": "Layer"})) == (0, 0)


@pytest.mark.parametrize(("name", "expected"), [("wrap.main", (0, 1)), ("elsewhere.main", (1, 0))])
def test_a_handler_may_be_in_a_layer(tmp_path: Path, name: str, expected: tuple[int, int]) -> None:
    fill(tmp_path, "python/wrap.py")
    assert of("missing-handler", audit(tmp_path, name, {"Ref": "Layer"})) == expected


def test_a_handler_for_node_may_be_in_any_layer(tmp_path: Path) -> None:
    fill(tmp_path, "nodejs/node_modules/wrap/index.js")
    outcome = audit(tmp_path, "wrap.handler", {"Ref": "Layer"}, runtime="nodejs22.x", code="exports.handler = 1")
    assert of("missing-handler", outcome) == (0, 1)


def test_what_is_too_large_to_be_listed_is_not_said_to_lack_anything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wellwired.readers.code._MAX_ENTRIES", 1)
    fill(tmp_path, "python/a.py", "python/b.py")
    assert of("missing-module", audit(tmp_path, "app.handler", {"Ref": "Layer"})) == (0, 1)


def test_code_that_is_too_large_to_be_listed_is_not_said_to_lack_its_handler(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wellwired.readers.code._MAX_ENTRIES", 0)
    assert of("missing-handler", audit(tmp_path, "main.handler"))[0] == 0
