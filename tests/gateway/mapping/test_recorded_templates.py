"""The engine renders what API Gateway was seen to render: one template of each feature, with its recorded output."""

import pytest

from wellwired.gateway.mapping.engine import render_template
from wellwired.gateway.mapping.syntax import TemplateError

LOOPS = "1,2,1|1,2,2|"
RECORDED: list[tuple[str, str, dict[str, object], str]] = [
    ("missing-is-empty", "Hello $name", {}, "Hello "),
    ("missing-quiet", "Hello $!name", {}, "Hello "),
    ("missing-is-true", "#if(${a.b.c})yes!#end", {}, "yes!"),
    ("null-is-true", "#if ( !$value )yes#end", {"value": None}, ""),
    ("only-false-is-false", "#if($a)yes!#end", {"a": False}, ""),
    ("else-of-missing", "#if ($value) true #else false #end", {}, " true "),
    ("braced-else", "#if($value)true#{else}false#end", {}, "true"),
    ("braced-end", "#if($value)true#{end}monkey", {}, "truemonkey"),
    ("elseif", "#if ($v1) one #elseif ($v2) two #else three #end", {"v1": False, "v2": False}, " three "),
    ("formal", "Hello ${name}.", {"name": "World"}, "Hello World."),
    ("stray-brace", "Hello $name}.", {"name": "World"}, "Hello World}."),
    ("lone-dollar", "Hello $ ", {}, "Hello $ "),
    (
        "newlines-behind-directives",
        "hello #if ($s)${name}.\n#if($b)Happy Birthday\n#end.\n#end Off out later?",
        {"name": "Steve", "s": True, "b": True},
        "hello Steve.\nHappy Birthday\n.\n Off out later?",
    ),
    ("newline-behind-if", "\n#if(true)\nhello##\n#end", {}, "\nhello"),
    (
        "several-lines-in-set",
        '\n        #set( $o = {\n  "a": "1"\n} )\n        {"k": "$o.a"}',
        {},
        '\n                {"k": "1"}',
    ),
    ("line-comments", "## comment\nStuff\nMore stuff## more comments $blah", {}, "Stuff\nMore stuff"),
    ("block-comments", "Stuff#*\n more comments *#\n and more stuff", {}, "Stuff\n and more stuff"),
    ("no-escapes", '#set ($name = "\\\\batman\\nand robin")$name', {}, "\\\\batman\\nand robin"),
    ("doubled-quotes", '#set($d = "{""a"": 2}")$d', {}, '{"a": 2}'),
    ("backslash-and-quotes", r'#set($d = "1\\""2""3")$d', {}, r'1\\"2"3'),
    ("interpolation", '#set($h="hello, $name is my name")$h', {"name": "Steve"}, "hello, Steve is my name"),
    ("escaped-interpolation", '#set($h="hello, \\$name is my name")$h', {"name": "Steve"}, "hello, $name is my name"),
    ("single-quotes", "#set($d = '{\"a\": 2}')$d", {}, '{"a": 2}'),
    (
        "velocity-escapes",
        '\n#set( $e = "foo" )\n$e\n\\$e\n\\\\$e\n\\\n\\\\ \\# \\$\n\\#end\n\\# end\n\\#set( $e = "foo" )\n',
        {},
        '\nfoo\n$e\n\\foo\n\\\n\\\\ \\# \\$\n#end\n\\# end\n#set( foo = "foo" )\n',
    ),
    ("define", "#define ( $hello)hi#end$hello()$hello()", {}, "hi()hi()"),
    ("define-is-late", "#define( $f )$c#end\n#set( $c = 'foo' )\n$f\n#set( $c = 'bar' )\n$f\n", {}, "foo\nbar\n"),
    ("define-in-loop", "#define ( $i )$foreach.index#end#foreach($x in [1,2,3])$i#end", {}, "012"),
    ("macros-do-nothing", "#macro(tryme)$values#end#tryme()", {}, "#tryme()"),
    ("nested-macro", "#macro ( r $n)#if ($n > 0)#set($n = $n - 1)#r($n)X#end#end#r(5)", {}, "#r(5)"),
    ("unknown-directive", "#set($a = 1)#evaluate($a)", {}, "#evaluate($a)"),
    ("color", '<span style="color: #13ff93">', {}, '<span style="color: #13ff93">'),
    ("hash-in-quotes", '<a href="#">bob</a>', {}, '<a href="#">bob</a>'),
    ("division", "#set($a = 100.0 / 50)$a", {}, "2.0"),
    ("decimals", "#set($x = .5*.1)$x", {}, "0.05"),
    ("modulus", "#set( $m = ($value % 2) )$m", {"value": 3}, "1"),
    ("precedence", "#set($a = 4 > 2 + 5)$a", {}, "false"),
    ("times-before-plus", "#set($a = 2 + 5 * 4)$a", {}, "22"),
    ("words-as-operators", "#if ( $v ge 1 and not false )yes#end", {"v": 1}, "yes"),
    ("comparison", "#if ( ($a == 1) && ($b != 2) )yes#end", {"a": 1, "b": 3}, "yes"),
    ("or", "#if ( $a || $b )yes#end", {"a": False, "b": True}, "yes"),
    ("range", "#foreach( $v in [5..-2] )$v,#end", {}, "5,4,3,2,1,0,-1,-2,"),
    ("range-over-lines", "#foreach( $v in [1..3] )$v\n#end", {}, "1\n2\n3\n"),
    ("loop-over-missing", "#foreach($value in $values)foo#end", {}, ""),
    (
        "loop-counts",
        "#foreach ($j in [1,2])#foreach ($i in [3, 4])$foreach.count,#end$foreach.count|#end",
        {},
        "1,2,1|1,2,2|",
    ),
    ("old-loop-names", "#foreach ($i in [1,2])$velocityCount#if($velocityHasNext),#end#end", {}, "1,2"),
    ("first-and-last", "#foreach ($i in [1,2])#if($foreach.first)<#end$i#if($foreach.last)>#end#end", {}, "<12>"),
    ("loop-variable-ends", "#foreach ($n in ['a'])$n.#end$n", {}, "a."),
    ("outer-variable-comes-back", "#set($i = 1)$i,#foreach ($i in [2, 3])$i,#set($i = $i)#end$i", {}, "1,2,3,1"),
    ("set-reaches-out-of-loop", "#set($v = 1)#foreach ($i in [2,3])$v,#set($v = $i)#end$v", {}, "1,2,3"),
    ("index", "#set($i = 1)$a[ $i ]", {"a": ["foo", "bar"]}, "bar"),
    ("index-by-name", "$a.b['foo:bar']", {"a": {"b": {"foo:bar": "baz"}}}, "baz"),
    ("nested-index", "$a[1].bar1", {"a": ["foo", {"bar1": "bar2"}]}, "bar2"),
    ("key-like-a-method", " $user.name ", {"user": {"items": "1;2;3"}}, "  "),
    (
        "set-below-brackets",
        '#set($d = {})#set($k = \'bar\')#set( $d["$k"] = {} )#set($d["$k"].nested = "foo")$d.bar["nested"]',
        {},
        "foo",
    ),
    ("set-with-missing-key", '#set($d = {})#set($d["$key"] = "foo")$d.toString()', {}, "{=foo}"),
    ("list-set", "#set($a=['one','two','three'])$a.set(1,'foo')#foreach ($i in $a)$i#end", {}, "twoonefoothree"),
    ("list-add", "#set($a = [1,2])#set( $ignore = $a.add('s') )#foreach($i in $a)$i,#end", {}, "1,2,s,"),
    ("map-put", "#set($d={'k':'old'})#set( $ignore = $d.put('k', 'new') )$ignore - $d.k", {}, "old - new"),
    ("map-put-null", '#set($m = {})#set($x = $m.put("k", null))#if("$m.k" == "")none#end', {}, "none"),
    ("map-prints", "#set( $o = {'k1': 'v1', 'k2': 'v2'} )$o.toString()", {}, "{k1=v1, k2=v2}"),
    ("text-replaces", "#set($f = 'foobar123bab')$f.replaceAll('ba.', 'foo')", {}, "foofoo123foo"),
    ("text-matches", "#set($s = '2020-01-20')$s.matches('^\\d{4}-\\d{2}-\\d{2}$')", {}, "true"),
    ("text-cuts", "#set($f = 'something')$f.substring(3, 6)$f.indexOf('e')$f.length()", {}, "eth39"),
    ("stop", "hello #stop world", {}, "hello "),
    ("unicode", "$value", {"value": "Grüße"}, "Grüße"),
]
REFUSED = [
    "Hello $",
    "#",
    "#if($a)x",
    "Hello ${name.",
    "#if (1)true!#end #end ",
    "#if ($a) one #else two #elseif($b) three #end",
    "#foreach($i in [$start .. $end])$i#end",
    '#set ($name = "\\"batman\\"")$name',
    "#if($a)x#endOff",
    "#set($a = ['one'])$a.set(5, 'foo')",
    "${a|'hello'}",
]


@pytest.mark.parametrize(
    ("template", "names", "expected"), [case[1:] for case in RECORDED], ids=[case[0] for case in RECORDED]
)
def test_a_template_renders_as_recorded(template: str, names: dict[str, object], expected: str) -> None:
    assert render_template(template, dict(names)) == expected


@pytest.mark.parametrize("template", REFUSED)
def test_a_template_that_api_gateway_refuses_is_refused_here_too(template: str) -> None:
    with pytest.raises(TemplateError):
        render_template(template, {"a": "x"})


def test_an_error_of_a_template_says_where_it_is() -> None:
    with pytest.raises(TemplateError, match=r"line 3, column 1 of the template: .*belongs to nothing"):
        render_template("{\n}\n#end", {})


def test_the_idioms_of_java_that_templates_live_on_work() -> None:
    template = (
        '#set($Integer = 0)#set($n = $Integer.parseInt("41") + 1)$n '
        "#set($parts = $form.split('&'))$parts.size() "
        "#foreach($e in $map.entrySet())$e.key:$e.value#if($foreach.hasNext),#end#end "
        "$map.containsKey('x') $text.toUpperCase().trim() $list.contains(2)"
    )
    names: dict[str, object] = {"map": {"x": "1", "y": 2}, "text": " up ", "list": [1, 2], "form": "a=1&b=2"}
    assert render_template(template, names) == "42 2 x:1,y:2 true UP true"
