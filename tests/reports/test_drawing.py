"""The wiring as boxes and wires, and as Mermaid and SVG."""

import re
from xml.etree import ElementTree as ET

import pytest

from wellwired.engine import judge
from wellwired.findings import Severity
from wellwired.readers import read_text
from wellwired.reports.drawing import Box, Drawing, Wire, draw
from wellwired.reports.layout import WIDTH, lay_out
from wellwired.reports.mermaid import escape_mermaid, render_mermaid
from wellwired.reports.svg import render_svg

from .laid import HOSTILE, RULES, SHOP, Judged


@pytest.fixture(scope="module")
def drawing(shop: Judged) -> Drawing:
    return shop.report.drawings[0]


def boxes(drawing: Drawing) -> dict[str, Box]:
    return {box.lines[0]: box for box in drawing.boxes}


def wire(drawing: Drawing, source: str, target: str) -> Wire | None:
    named = boxes(drawing)
    ends = (named[source].key, named[target].key)
    return next((item for item in drawing.wires if (item.source, item.target) == ends), None)


def test_a_request_can_be_followed_from_the_client_to_the_function(drawing: Drawing) -> None:
    for source, target in (
        ("client", "shop"),
        ("shop", "prod"),
        ("prod", "GET /orders/{id}"),
        ("GET /orders/{id}", "OrdersFunction"),
        ("GET /orders/{id}", "Gatekeeper"),
        ("Gatekeeper", "GatekeeperFunction"),
    ):
        found = wire(drawing, source, target)
        assert found
        assert found.severity is None


def test_an_alarm_can_be_followed_to_whoever_hears_it(drawing: Drawing) -> None:
    assert wire(drawing, "prod", "ServerErrors")
    assert wire(drawing, "OrdersFunction", "FunctionErrors")
    assert wire(drawing, "FunctionErrors", "OnCall")
    assert wire(drawing, "OnCall", "email (OnCallMail)")


def test_a_broken_wire_is_marked_with_its_rule(drawing: Drawing) -> None:
    found = wire(drawing, "POST /orders", "OrdersFunction")
    assert found
    assert (found.severity, found.rules) == (Severity.ERROR, ("wrong-method",))


def test_a_wire_that_should_be_there_is_drawn_in_the_direction_it_would_have(drawing: Drawing) -> None:
    missing = wire(drawing, "Key", "Plan")
    assert missing
    assert missing.rules == ("keyless-plan",)
    assert wire(drawing, "Plan", "Key") is None


def test_a_fault_without_a_wire_marks_its_box(drawing: Drawing) -> None:
    marked = {box.lines[0]: box.rules for box in drawing.boxes if box.severity}
    assert marked == {"prod": ("unlogged",), "ServerErrors": ("silent-alarm",), "Deployment": ("partial-deployment",)}
    assert wire(drawing, "prod", "Deployment")


def routes(count: int) -> str:
    method = """
  Method{0}:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: {1}
        Uri: !Sub arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/${{OrdersFunction.Arn}}/invocations
"""
    text = SHOP.read_text(encoding="utf-8")
    return text + "".join(method.format(index, "GET" if index == 7 else "POST") for index in range(count))


def test_routes_that_are_wired_alike_are_one_box_and_a_broken_one_stands_alone() -> None:
    wiring = read_text(routes(400), "shop.yaml")
    drawing = draw(wiring, judge(wiring, RULES).findings)
    merged = next(box for box in drawing.boxes if len(box.addresses) > 100)
    assert merged.called == "399 routes"
    assert merged.lines[-1] == "… 396 more"
    assert any(box.addresses == ("shop/Method7",) for box in drawing.boxes)
    assert len(drawing.boxes) < 30


def test_a_bounded_drawing_keeps_what_is_broken_and_counts_the_rest(shop: Judged) -> None:
    small = draw(shop.wiring, shop.outcome.findings, most=12)
    assert len(small.boxes) == 12
    assert small.left_out == len(shop.report.drawings[0].boxes) - 12
    kept = {address for box in small.boxes for address in box.addresses}
    for finding in shop.outcome.findings:
        assert finding.address in kept
    keys = {box.key for box in small.boxes}
    assert all({item.source, item.target} <= keys for item in small.wires)


def test_findings_of_another_file_mark_nothing(shop: Judged) -> None:
    elsewhere = [item._replace(file="other/shop.yaml") for item in shop.outcome.findings]
    assert draw(shop.wiring, elsewhere).severity is None


def test_an_input_that_is_not_settled_gives_no_wire() -> None:
    wiring = read_text(
        """
Parameters: {Function: {Type: String}, Role: {Type: String}}
Resources:
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: open}}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      Integration: {Type: AWS_PROXY, IntegrationHttpMethod: POST, Uri: !Ref Function}
"""
    )
    drawing = draw(wiring, [])
    assert {"open", "GET /"} <= {box.lines[0] for box in drawing.boxes}
    assert not [box for box in drawing.boxes if box.kind in {"function", "outside"}]


def test_a_url_is_drawn_by_its_host_alone() -> None:
    wiring = read_text(
        """
Resources:
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: proxy}}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      Integration: {Type: HTTP_PROXY, IntegrationHttpMethod: GET, Uri: "https://me:secret@host.example/a?key=secret"}
"""
    )
    said = str(draw(wiring, []))
    assert "host.example" in said
    assert "secret" not in said


def test_boxes_stand_in_columns_from_left_to_right_and_do_not_overlap(drawing: Drawing) -> None:
    layout = lay_out(drawing)
    named = {box.lines[0]: layout.places[box.key] for box in drawing.boxes}
    order = [named[name].x for name in ("client", "shop", "prod", "GET /orders", "OrdersFunction", "FunctionErrors")]
    assert order == sorted(set(order))
    places = list(layout.places.values())
    for index, one in enumerate(places):
        assert 0 <= one.x <= layout.width - WIDTH
        assert 0 <= one.y <= layout.height - one.height
        for other in places[index + 1 :]:
            apart = one.y + one.height <= other.y or other.y + other.height <= one.y
            assert one.x != other.x or apart


def test_every_wire_runs_from_its_source_to_its_target(drawing: Drawing) -> None:
    layout = lay_out(drawing)
    for item, path in zip(drawing.wires, layout.paths, strict=True):
        for key, (x, y) in ((item.source, path[0]), (item.target, path[-1])):
            place = layout.places[key]
            assert x in (place.x, place.x + WIDTH)
            assert place.y <= y <= place.y + place.height


def test_wires_in_a_circle_are_laid_out_too() -> None:
    ring = tuple(Box(key, "other", "other", (key,), (key,)) for key in "abc")
    wires = (Wire("a", "b"), Wire("b", "c"), Wire("c", "a"), Wire("a", "a"))
    assert len(lay_out(Drawing("", ring, wires)).paths) == 4
    assert lay_out(Drawing("", (), ())).places == {}


def test_mermaid_reads_like_this(drawing: Drawing) -> None:
    text = render_mermaid(drawing)
    assert text.splitlines()[:3] == [
        "flowchart LR",
        '  n0(["<small>caller</small><br><b>client</b>"])',
        '  n1["<small>REST API</small><br><b>shop</b>"]',
    ]
    assert '-. "✗ wrong-method" .->' in text
    assert re.search(r"class n\d+ error", text)


def test_mermaid_labels_hold_no_active_character() -> None:
    assert escape_mermaid('a"b<c>;#`|]') == "a#34;b#60;c#62;#59;#35;#96;#124;#93;"


def test_the_svg_is_well_formed_and_names_every_box_and_wire(drawing: Drawing) -> None:
    root = ET.fromstring(render_svg(drawing, "d0"))
    ids = [element.get("id", "") for element in root.iter() if element.get("id")]
    assert sorted(ids) == sorted(
        [f"d0b{index}" for index in range(len(drawing.boxes))] + [f"d0w{index}" for index in range(len(drawing.wires))]
    )
    broken = [element for element in root.iter() if "broken" in (element.get("class") or "")]
    assert len(broken) == 4


def test_hostile_names_stay_text_in_both_drawings() -> None:
    names = (Box(HOSTILE, "stage", HOSTILE, (HOSTILE,), (HOSTILE,)), Box("b", "function", "function", ("b",), ("b",)))
    drawing = Drawing(HOSTILE, names, (Wire(HOSTILE, "b", HOSTILE),))
    svg = render_svg(drawing).replace("\x1b", "")
    root = ET.fromstring(svg)
    assert not [element for element in root.iter() if element.tag.endswith("script")]
    lines = render_mermaid(drawing).splitlines()
    assert len(lines) == 4
    assert f'"{escape_mermaid(HOSTILE)}"' in lines[3]
    assert all(re.sub(r"</?(b|br|small)>", "", line).count("<") == 0 for line in lines)
