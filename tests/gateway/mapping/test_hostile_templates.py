"""No template hangs the gateway or takes its memory: every one ends soon, in a text or in a clear error."""

import contextlib
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.gateway.mapping.asking import make_exchange
from wellwired.gateway.mapping.engine import render_template
from wellwired.gateway.mapping.inputs import Overrides, make_names
from wellwired.gateway.mapping.syntax import TemplateBoundError, TemplateError

DOUBLING = "#foreach($i in [1..60])#set($x = {})#end"
HOSTILE = {
    "long-loop": "#foreach($i in [1..1001])x#end",
    "huge-range": "#set($x = [1..2000000000])",
    "nested-loops": "#foreach($a in [1..1000])#foreach($b in [1..1000])#foreach($c in [1..1000])x#end#end#end",
    "doubled-text": "#set($x = 'x')" + DOUBLING.format('"$x$x"'),
    "doubled-sum": "#set($x = 'x')" + DOUBLING.format("$x + $x"),
    "doubled-list": "#set($x = [1])#foreach($i in [1..60])#set($n = $x.addAll($x))#end",
    "shared-lists": "#set($x = ['x'])" + DOUBLING.format("[$x, $x]") + "$x",
    "shared-maps": "#set($x = {})" + DOUBLING.format("{'a': $x, 'b': $x}") + "#if($x == 'y')#end",
    "list-of-itself": "#set($x = [])#set($n = $x.add($x))$x",
    "define-of-itself": "#define($x)$x#end$x",
    "replaced-by-itself": "#set($x = 'xx')#foreach($i in [1..60])#set($x = $x.replace('x', $x))#end",
    "replaced-by-pattern": "#set($x = 'xx')#foreach($i in [1..60])#set($x = $x.replaceAll('', $x))#end",
    "slow-pattern": "#set($x = 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!')$x.matches('(a|a)*b|(a+)+c')",
    "large-numbers": "#set($x = 9)" + DOUBLING.format("$x * $x"),
    "deep-parentheses": "#set($x = " + "(" * 5_000 + "1" + ")" * 5_000 + ")",
    "deep-lists": "#set($x = " + "[" * 5_000 + "]" * 5_000 + ")",
    "deep-negation": "#if(" + "!" * 50_000 + "true)#end",
    "deep-blocks": "#if(true)" * 5_000 + "#end" * 5_000,
    "deep-brackets": "$a[" * 50_000,
    "deep-strings": "#set($x = " + '"$a[' * 2_000 + '"' * 2_000 + ")",
    "deep-calls": "$a.b(" * 50_000,
    "too-long": "x" * 400_000,
    "many-descents": "$input.path('$" + "..*" * 40 + "')",
}


def render(template: str, body: str = "{}") -> str:
    return render_template(template, make_names(make_exchange(), body, Overrides()))


@pytest.mark.parametrize("template", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_hostile_template_ends_in_an_error(template: str) -> None:
    start = time.process_time()
    with pytest.raises(TemplateError) as caught:
        render(template, '{"a": ' + "[" * 40 + "1" + "]" * 40 + "}")
    assert str(caught.value)
    assert time.process_time() - start < 4


def test_a_loop_may_go_as_far_as_api_gateway_goes() -> None:
    assert render("#foreach($i in [1..1000])x#end") == "x" * 1_000


def test_a_body_that_is_nested_too_deeply_is_a_text() -> None:
    body = "[" * 100_000
    assert render("$input.path('$')", body) == body


@pytest.mark.parametrize("depth", [150, 500, 900])
@pytest.mark.parametrize("template", ["$input.path('$')", "$input.path('$[0]')", "$util.parseJson($input.body)"])
def test_a_deep_body_that_python_reads_is_refused(template: str, depth: int) -> None:
    with pytest.raises(TemplateError):
        render(template, "[" * depth + "]" * depth)


@pytest.mark.parametrize("depth", [90, 150, 900])
def test_a_deep_body_goes_through_as_json_or_is_refused(depth: int) -> None:
    body = "[" * depth + "]" * depth
    with contextlib.suppress(TemplateBoundError):
        assert render("$input.json('$')", body) == body


FRAGMENTS = st.sampled_from(
    [
        *("#if(", "#elseif(", "#else", "#end", "#set($a = ", "#foreach($i in ", "#define($d)", "#stop", "#macro(m)"),
        *("$a", "${a", "$!{a}", ".b", ".get(0)", "[0]", "['k']", "(", ")", "]", "}", "{", ",", ":", "'", '"', "\\"),
        *("[1..3]", "==", "&&", "!", "+", "/ 0", "1", "true", "null", " ", "\n", "##", "#*", "*#", "#[[", "]]#"),
        *("$input.path('$.a')", "$input.json('$')", "$util.escapeJavaScript($a)", "$context.stage", "$d", "é", "\x00"),
    ]
)


@settings(max_examples=250, deadline=None)
@given(st.lists(FRAGMENTS, max_size=30).map("".join) | st.text(max_size=60))
def test_any_text_is_rendered_or_refused(template: str) -> None:
    with contextlib.suppress(TemplateError):
        assert isinstance(render(template, '{"a": [{"k": 1}, null]}'), str)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_text_without_marks_stands_as_it_is(text: str) -> None:
    plain = text.replace("$", "").replace("#", "").replace("\\", "")
    assert render(plain) == plain
