"""Documents: the same data and the same places from JSON and YAML; one clear error for what cannot be read."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wellwired.documents import (
    MAX_BYTES,
    Block,
    DocumentError,
    Items,
    check_text,
    decode,
    read_document,
    read_template,
)
from wellwired.model.origin import Position

# Text that a template may hold: no half characters, and none of the reserved ones.
_TEXTS = st.text(st.characters(exclude_categories=["Cs", "Co"]), max_size=8)


def read(text: str, file: str = "t.yaml") -> Any:
    return read_document(check_text(text, file))


@pytest.mark.parametrize(
    ("spelled", "value"),
    [
        ("yes", True),
        ("Off", False),
        ("TRUE", True),
        ("~", None),
        ("", None),
        ("null", None),
        ("30", 30),
        ("-4", -4),
        ("1_000", 1000),
        ("1__0_", 10),
        ("0.05", 0.05),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("2012-10-17", "2012-10-17"),
        ("012345678901", "012345678901"),
        ("1.0.0", "1.0.0"),
        ("0x1F", "0x1F"),
        ("'30'", "30"),
        ('"yes"', "yes"),
        ("!!str 30", "30"),
        ("y", "y"),
        ("1e999", "1e999"),
        ("9" * 5000, "9" * 5000),
    ],
)
def test_a_plain_yaml_scalar_reads_as_cloudformation_would_take_it(spelled: str, value: object) -> None:
    found = read(f"a: {spelled}\n")["a"]
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("!Ref A", {"Ref": "A"}),
        ("!Condition C", {"Condition": "C"}),
        ("!GetAtt A.Arn", {"Fn::GetAtt": ["A", "Arn"]}),
        ("!GetAtt Nested.Outputs.Id", {"Fn::GetAtt": ["Nested", "Outputs.Id"]}),
        ("!GetAtt [A, Arn]", {"Fn::GetAtt": ["A", "Arn"]}),
        ("!Sub '${A}/*'", {"Fn::Sub": "${A}/*"}),
        ("!Sub ['${x}', {x: !Ref A}]", {"Fn::Sub": ["${x}", {"x": {"Ref": "A"}}]}),
        ("!Join [':', [a, !Ref B]]", {"Fn::Join": [":", ["a", {"Ref": "B"}]]}),
        ("!If [C, 1, !Ref 'AWS::NoValue']", {"Fn::If": ["C", 1, {"Ref": "AWS::NoValue"}]}),
        ("!Equals [!Ref A, b]", {"Fn::Equals": [{"Ref": "A"}, "b"]}),
        ("!FindInMap [M, a, b]", {"Fn::FindInMap": ["M", "a", "b"]}),
        ("!ImportValue {'Fn::Sub': x}", {"Fn::ImportValue": {"Fn::Sub": "x"}}),
        ("!Select [0, !Split [',', !Ref A]]", {"Fn::Select": [0, {"Fn::Split": [",", {"Ref": "A"}]}]}),
        ("!Base64 text", {"Fn::Base64": "text"}),
        ("!Transform {Name: M}", {"Fn::Transform": {"Name": "M"}}),
    ],
)
def test_a_short_tag_reads_as_its_long_form(short: str, long: object) -> None:
    assert read(f"a: {short}\n")["a"] == long


def test_json_and_yaml_of_one_template_read_equal() -> None:
    data = {"a": {"b": [1, 2.5, True, None, "x", {"Ref": "Ä"}], "": {}}, "c": []}
    assert read(json.dumps(data), "t.json") == data
    assert read(json.dumps(data, ensure_ascii=False, indent=1), "t.json") == data
    assert read(json.dumps(data, ensure_ascii=False), "t.yaml") == data
    assert read("a:\n  b: [1, 2.5, true, null, x, !Ref Ä]\n  '': {}\nc: []\n") == data


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_key_and_item_knows_its_line_and_column(end: str) -> None:
    lines = ["# Überschrift", "Resources:", "  Ü: {Type: x}", "  Fn:", "    List:", "      - é", "      - !Ref B"]
    root = read(end.join(lines))
    resources = root["Resources"]
    assert root.find_position("Resources") == Position(2, 1)
    assert resources.find_position("Fn") == Position(4, 3)
    assert resources["Ü"].find_position("Type") == Position(3, 7)
    assert resources["Fn"]["List"].find_position(0) == Position(6, 9)
    assert resources["Fn"]["List"].find_position(1) == Position(7, 9)
    assert resources["Fn"]["List"][1].find_position("Ref") == Position(7, 9)
    assert resources.find_position("Nothing") is None
    assert resources["Fn"]["List"].find_position(9) is None


def test_json_places_are_those_of_the_keys_and_items() -> None:
    root = read('{\n  "Ü": {"b": [1,\n "x\\n"]},\n  "c": {}}', "t.json")
    assert isinstance(root, Block)
    assert isinstance(root["Ü"]["b"], Items)
    assert root.find_position("Ü") == Position(2, 3)
    assert root["Ü"].find_position("b") == Position(2, 9)
    assert root["Ü"]["b"].find_position(0) == Position(2, 15)
    assert root["Ü"]["b"].find_position(1) == Position(3, 2)
    assert root.find_position("c") == Position(4, 3)


def test_a_byte_order_mark_does_not_move_places() -> None:
    root = read_document(decode(b"\xef\xbb\xbfa: 1\nb: 2\n", "t.yaml"))
    assert root == {"a": 1, "b": 2}
    assert root.find_position("a") == Position(1, 1)


def test_aliases_and_merge_keys_are_put_in() -> None:
    root = read("base: &b {x: 1, y: 2}\none:\n  <<: *b\n  y: 3\ntwo: *b\nthree: {<<: [*b, {z: 4}]}\n&k key: *k\n")
    assert root["one"] == {"x": 1, "y": 3}
    assert root["two"] == {"x": 1, "y": 2}
    assert root["three"] == {"x": 1, "y": 2, "z": 4}
    assert root["key"] == "key"
    assert root["one"].find_position("x") == Position(1, 11)


def test_json_escapes_read_as_what_they_mean() -> None:
    assert read('{"a": "\\u00e9\\n\\/\\ud83d\\ude00\\u001b[31m\\u0000"}', "t.json")["a"] == "é\n/😀\x1b[31m\x00"
    assert read('{"a": "\\ud83d!"}', "t.json")["a"] == "\ufffd!"
    assert read('{"a": "\\uD83D\\\\\\ude00\\ud83d\\u0041\\\\ud83d"}', "t.json")["a"] == "\ufffd\\\ufffd\ufffdA\\ud83d"


_JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(allow_nan=False, allow_infinity=False)
    | _TEXTS,
    lambda some: st.lists(some) | st.dictionaries(_TEXTS, some),
)


@given(
    data=st.dictionaries(_TEXTS, _JSON),
    indent=st.sampled_from([None, 0, 3]),
    separators=st.sampled_from([(",", ":"), (" ,\r\n ", "\t:\n")]),
    ensure_ascii=st.booleans(),
)
def test_every_place_in_any_json_is_where_the_key_or_item_is_spelled(
    data: dict[str, Any], indent: int | None, separators: tuple[str, str], ensure_ascii: bool
) -> None:
    text = json.dumps(data, indent=indent, separators=separators, ensure_ascii=ensure_ascii)
    spell = json.JSONDecoder().raw_decode

    def check(value: object) -> None:
        if isinstance(value, Block):
            assert [spell(text, offset)[0] for offset in value.offsets.values()] == list(value)
            for item in value.values():
                check(item)
        elif isinstance(value, Items):
            assert [spell(text, offset)[0] for offset in value.offsets] == value
            for item in value:
                check(item)

    root = read(text, "t.json")
    assert root == data
    check(root)


@pytest.mark.parametrize("depth", [101, 20_000])
@pytest.mark.parametrize("file", ["t.json", "t.yaml"])
def test_what_nests_too_deep_is_refused(depth: int, file: str) -> None:
    for text in ("[" * depth + "]" * depth, '{"a":' * depth + "1" + "}" * depth):
        with pytest.raises(DocumentError, match="nests more than 100 levels deep"):
            read(f'{{"a": {text}}}', file)
    assert read('{"a": ' + "[" * 99 + "]" * 99 + "}", file)["a"]


@pytest.mark.parametrize("text", ['{"a": [' + "1," * 500_000 + "1]}", '{"a": [' + "[]," * 500_000 + "1]}"])
def test_what_holds_too_many_values_is_refused(text: str) -> None:
    with pytest.raises(DocumentError, match="more than 500,000 values"):
        read(text, "t.json")


@pytest.mark.parametrize(
    ("text", "file", "where", "problem"),
    [
        ("a: 1\nb: 2\na: 3\n", "t.yaml", (3, 1), "'a' is given twice, first on line 1"),
        ('{"a": 1,\n "a": 2}', "t.json", (2, 2), "'a' is given twice, first on line 1"),
        ("a:\n\tb: 1\n", "t.yaml", (2, 1), "cannot start any token"),
        ("a: [1\n", "t.yaml", (2, 1), "expected ',' or ']'"),
        ("a: b: c\n", "t.yaml", (1, 5), "mapping values are not allowed"),
        ("a: *nope\n", "t.yaml", (1, 4), "alias *nope has no anchor"),
        ("a: &a [*a]\n", "t.yaml", (1, 8), "alias *a has no anchor"),
        ("a: 1\n---\nb: 2\n", "t.yaml", (2, 1), "second document"),
        ("? [a]\n: b\n", "t.yaml", (1, 3), "a key must be text"),
        ("a: {<<: 1}\n", "t.yaml", (1, 5), "merges mappings only"),
        ("a: \x1b[31m\n", "t.yaml", (1, 4), "control characters"),
        ("é: é\nb: é\x07\n", "t.yaml", (2, 5), "control characters"),
        ("a: \ue000\n", "t.yaml", (1, 4), "private-use"),
        ('{"a": "\\uE003"}', "t.json", (1, 8), "private-use"),
        ('a: "\\U0000e001"\n', "t.yaml", (1, 5), "private-use"),
        ("a: \U0010f041\n", "t.yaml", (1, 4), "private-use"),
        ('{"a": "\\uDBFC\\udc41"}', "t.json", (1, 8), "private-use"),
        ('a: "\\U0010F041"\n', "t.yaml", (1, 5), "private-use"),
        ('{"a": 1,,}', "t.json", (1, 9), "expecting property name enclosed in double quotes"),
        ('{"a" 1}', "t.json", (1, 6), "expecting ':' delimiter"),
        ('{"a": [1 2]}', "t.json", (1, 10), "expecting ',' delimiter"),
        ('{"a": [1}', "t.json", (1, 9), "expecting ',' delimiter"),
        ('{"a": 01}', "t.json", (1, 8), "expecting ',' delimiter"),
        ('{"a": NaN}', "t.json", (1, 7), "NaN is no number"),
        ('{"a\\"NaN": ["NaN", -Infinity]}', "t.json", (1, 20), "-Infinity is no number"),
        ("{\"a\": 'x'}", "t.json", (1, 7), "expecting value"),
        ('{"a": "x\ny"}', "t.json", (1, 9), "invalid control character"),
        ('{"a": "x', "t.json", (1, 7), "unterminated string"),
        ('{"a": "\\q"}', "t.json", (1, 8), "invalid \\escape"),
        ('{"a": {', "t.json", (1, 8), "the file ends"),
        ("{} {}", "t.json", (1, 4), "extra data"),
        ("[1 2]", "t.json", (1, 4), "expecting ',' delimiter"),
        ("{1: 2}", "t.json", (1, 2), "expecting property name enclosed in double quotes"),
    ],
)
def test_what_cannot_be_read_is_refused_at_its_place(
    text: str, file: str, where: tuple[int, int], problem: str
) -> None:
    with pytest.raises(DocumentError) as caught:
        read(text, file)
    assert problem in caught.value.problem
    assert caught.value.position == Position(*where)
    assert str(caught.value).startswith(f"{file}:{where[0]}:{where[1]}: ")


@pytest.mark.parametrize(
    ("data", "problem", "position"),
    [
        (b"\x7fELF\x00\x00", "binary", None),
        ("Resources: {}".encode("utf-16"), "UTF-16", None),
        (b"a: 1\nb: x\xff\n", "not UTF-8", Position(2, 5)),
        (b"x" * (MAX_BYTES + 1), "larger than 10 MB", None),
    ],
)
def test_bytes_that_are_no_text_are_refused(data: bytes, problem: str, position: Position | None) -> None:
    with pytest.raises(DocumentError) as caught:
        decode(data, "t.yaml")
    assert problem in caught.value.problem
    assert caught.value.position == position


def test_a_json_list_is_read_as_json() -> None:
    assert read('[\n\t"\\ud83d\\ude00\\/"]', "t.json") == ["😀/"]
    assert read("[a, !Ref B]", "t.yaml") == ["a", {"Ref": "B"}]


def test_yaml_flow_text_that_opens_with_a_brace_is_read_where_the_file_is_no_json() -> None:
    assert read("{Resources: {A: !Ref B}}", "t.yaml") == {"Resources": {"A": {"Ref": "B"}}}
    with pytest.raises(DocumentError, match="JSON"):
        read("{Resources: {}}", "t.json")


def test_the_parser_in_plain_python_reads_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    import yaml

    from wellwired.documents import yaml_text

    text = "a: &x {b: [1, !GetAtt C.D, 'é']}\nc: *x\nd: |\n  text\n"
    fast = read(text)
    monkeypatch.setattr(yaml_text, "_Parser", yaml.SafeLoader)
    slow = read(text)
    assert slow == fast
    assert slow["a"]["b"].offsets == fast["a"]["b"].offsets
    with pytest.raises(DocumentError, match=r"t\.yaml:1:"):
        read("a: [")


@pytest.mark.parametrize(
    ("text", "file"),
    [
        ("a: 1\nb: 2\na: {c: 3}\n", "t.yaml"),
        ('{"a": [1], "b": 2,\n"a": {"c": 3}}', "t.json"),
        ("{a: 1, b: 2,\na: {c: 3}}", "t"),
    ],
)
def test_of_a_key_that_a_template_gives_twice_the_last_counts_and_it_is_said(text: str, file: str) -> None:
    source = check_text(text, file)
    data = read_template(source)
    assert data == {"a": {"c": 3}, "b": 2}
    assert data.find_position("a").line > 1
    problem = "the key 'a' is given twice, first on line 1; this one is read, as CloudFormation does"
    assert [error.problem for error in source.repeated or ()] == [problem]
