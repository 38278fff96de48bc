"""Function code at hand: inline, in a folder, in an archive, or not at all."""

import zipfile
from pathlib import Path

import pytest

from wellwired.model.compute import CodePlace, Function, HandlerSource, LayerVersion
from wellwired.model.setting import Setting
from wellwired.readers import read_inputs, read_text


def source_of(properties: str, folder: Path | None = None, extra: str = "") -> Setting[HandlerSource]:
    text = f"Resources:\n  Fn:\n    Type: AWS::Lambda::Function\n{extra}    Properties:\n      Role: r\n{properties}"
    if folder is None:
        wiring = read_text(text)
    else:
        template = folder / "template.yaml"
        template.write_text(text)
        (wiring,) = read_inputs([str(template)]).wirings
    (function,) = wiring.all(Function)
    return function.source


def inline(handler: str, code: str = "def handler(e, c): ...") -> str:
    return f"      Runtime: python3.13\n      Handler: {handler}\n      Code: {{ZipFile: {code!r}}}\n"


def test_inline_code_is_the_module_index() -> None:
    source = source_of(inline("index.handler")).known()
    assert source is not None
    assert (source.module_file, source.text) == ("index.py", "def handler(e, c): ...")


def test_code_of_python_2_is_not_read_by_the_grammar_of_3() -> None:
    assert source_of(inline("index.handler").replace("python3.13", "python2.7")).is_unknown


def test_inline_code_has_no_other_module() -> None:
    source = source_of(inline("app.handler")).known()
    assert source is not None
    assert (source.module_file, source.text) == ("app.py", None)


LOCAL = "      Runtime: python3.13\n      Handler: pkg/app.handler\n      Code: src\n"


def test_code_in_a_folder_is_read_with_what_stands_beside_it(tmp_path: Path) -> None:
    (tmp_path / "src" / "pkg").mkdir(parents=True)
    (tmp_path / "src" / "pkg" / "app.py").write_text("def handler(e, c): ...")
    (tmp_path / "src" / "shared.py").write_text("")
    source = source_of(LOCAL, tmp_path).known()
    assert source is not None
    assert (source.module_file, source.modules) == ("pkg/app.py", frozenset({"pkg", "shared"}))
    assert source.built


def test_a_folder_without_the_module_has_no_text(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "main.py").write_text("")
    source = source_of(LOCAL, tmp_path).known()
    assert source is not None
    assert source.text is None


@pytest.mark.parametrize("beside", ["requirements.txt", "package.json"])
def test_a_folder_that_a_build_completes_settles_nothing_that_is_missing(tmp_path: Path, beside: str) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "main.py").write_text("")
    (tmp_path / "src" / beside).write_text("")
    assert source_of(LOCAL, tmp_path).is_unknown


@pytest.mark.parametrize(("handler", "file"), [(".handler", "index.js"), ("app.handler", "app/index.js")])
def test_node_takes_a_folder_for_the_index_in_it(handler: str, file: str, tmp_path: Path) -> None:
    (tmp_path / "src" / "app").mkdir(parents=True)
    (tmp_path / "src" / file).write_text("exports.handler = async () => ({})")
    source = source_of(f"      Runtime: nodejs22.x\n      Handler: {handler}\n      Code: src\n", tmp_path).known()
    assert source is not None
    assert (source.module_file, source.text is None) == (file, False)


def test_an_asset_of_an_assembly_is_read_as_an_archive_too(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "asset.abc.zip", "w") as archive:
        archive.writestr("index.js", "exports.handler = async () => ({})")
    properties = "      Runtime: nodejs22.x\n      Handler: index.handler\n      Code: {S3Bucket: b, S3Key: k}\n"
    source = source_of(properties, tmp_path, "    Metadata: {'aws:asset:path': asset.abc.zip}\n").known()
    assert source is not None
    assert (source.language, source.text) == ("nodejs", "exports.handler = async () => ({})")


@pytest.mark.parametrize(
    "properties",
    [
        "      Runtime: java21\n      Handler: com.example.App\n      Code: {ZipFile: x}\n",
        "      Runtime: python3.13\n      Handler: index.handler\n      Code: {S3Bucket: b, S3Key: k}\n",
        "      PackageType: Image\n      Code: {ImageUri: u}\n",
        "      Runtime: python3.13\n      Handler: index.handler\n      Code: ../../../../etc\n",
    ],
)
def test_code_that_is_not_at_hand_is_unknown(properties: str, tmp_path: Path) -> None:
    assert source_of(properties, tmp_path).is_unknown


def places_of(text: str, folder: Path) -> list[Setting[CodePlace]]:
    template = folder / "template.yaml"
    template.write_text(text)
    (wiring,) = read_inputs([str(template)]).wirings
    return [node.code_place for node in wiring.all(Function)] + [
        node.content_place for node in wiring.all(LayerVersion)
    ]


PLAIN = """Resources:
  Fn:
    Type: AWS::Lambda::Function
    Properties: {Role: r, Runtime: python3.13, Handler: app.handler, Code: src, Layers: [!Ref Layer]}
  Layer: {Type: AWS::Lambda::LayerVersion, Properties: {Content: packages.zip}}
"""
SERVERLESS = """Transform: AWS::Serverless-2016-10-31
Resources:
  Fn:
    Type: AWS::Serverless::Function
    Properties: {Runtime: python3.13, Handler: app.handler, CodeUri: src/, Layers: [!Ref Layer]}
  Layer: {Type: AWS::Serverless::LayerVersion, Properties: {ContentUri: packages.zip}}
"""


@pytest.mark.parametrize("text", [PLAIN, SERVERLESS])
def test_code_and_layers_say_where_on_this_machine_they_are(text: str, tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "packages.zip").write_bytes(b"")
    code, content = (place.known() for place in places_of(text, tmp_path))
    assert code == CodePlace(path=tmp_path / "src")
    assert content == CodePlace(path=tmp_path / "packages.zip")


def test_a_function_finds_its_layer(tmp_path: Path) -> None:
    wiring = read_text(SERVERLESS)
    (function,), (layer,) = wiring.all(Function), wiring.all(LayerVersion)
    assert [wiring.find(text, LayerVersion) for text in function.layers.known() or ()] == [layer]


def test_a_place_is_never_spelled_out(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    assert str(tmp_path) not in repr(places_of(PLAIN, tmp_path))


@pytest.mark.parametrize(
    ("properties", "extra", "reason"),
    [
        ("      Code: {ZipFile: 'x = 1'}\n", "", ""),
        ("      Code: {ZipFile: !Sub 'x = ${Nowhere}'}\n", "", "the inline code depends on Ref of Nowhere"),
        ("      PackageType: Image\n      Code: {ImageUri: u}\n", "", "its code is a container image"),
        ("      Code: {S3Bucket: b, S3Key: k}\n", "", "its code is not beside the template"),
        ("      Code: src\n", "    Metadata: {BuildMethod: esbuild}\n", "its code is made by a build"),
    ],
)
def test_where_code_is_not_at_hand_the_reason_is_given(
    properties: str, extra: str, reason: str, tmp_path: Path
) -> None:
    (tmp_path / "src").mkdir()
    text = f"Resources:\n  Fn:\n    Type: AWS::Lambda::Function\n{extra}    Properties:\n      Role: r\n{properties}"
    (place,) = places_of(text, tmp_path)
    assert place.is_known == (not reason)
    assert place.reason.startswith(reason)


def test_code_without_end_is_unknown(tmp_path: Path) -> None:
    assert source_of(inline("index.handler", "x = 1\n" * 200_000)).reason == "the inline code is larger than 1 MB"
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "app.py").symlink_to("/dev/zero")
    local = "      Runtime: python3.13\n      Handler: app.handler\n      Code: src\n"
    assert source_of(local, tmp_path).is_unknown
