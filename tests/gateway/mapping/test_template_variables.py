"""What $input, $util, $context and $stageVariables give a template."""

import json

import pytest

from tests.gateway.mapping.asking import make_exchange
from wellwired.gateway.mapping.engine import render_template
from wellwired.gateway.mapping.inputs import Overrides, make_names
from wellwired.gateway.mapping.syntax import TemplateError
from wellwired.gateway.messages import Headers

# The shape of the console's "Method Request passthrough".
PASSTHROUGH = """
#set($allParams = $input.params())
{
"body-json" : $input.json('$'),
"params" : {
#foreach($type in $allParams.keySet())
    #set($params = $allParams.get($type))
"$type" : {
    #foreach($paramName in $params.keySet())
    "$paramName" : "$util.escapeJavaScript($params.get($paramName))"
        #if($foreach.hasNext),#end
    #end
}
    #if($foreach.hasNext),#end
#end
},
"stage-variables" : {
#foreach($key in $stageVariables.keySet())
"$key" : "$util.escapeJavaScript($stageVariables.get($key))"
    #if($foreach.hasNext),#end
#end
},
"context" : {
    "api-key" : "$context.identity.apiKey",
    "principal" : "$context.authorizer.principalId",
    "source-ip" : "$context.identity.sourceIp",
    "stage" : "$context.stage"
    }
}
"""
HEADERS: Headers = (("Accept", "application/json"), ("X-Name", 'a "quoted" one'), ("Connection", "close"))


def render(template: str, body: str = "", **request: object) -> str:
    exchange = make_exchange(**{"headers": HEADERS, **request})  # type: ignore[arg-type]
    return render_template(template, make_names(exchange, body, Overrides()))


def test_the_consoles_passthrough_template_hands_on_the_whole_request() -> None:
    text = render(
        PASSTHROUGH,
        '{"items": [1, 2.5, null], "name": "é"}',
        query="page=2&page=3&q=a+b",
        path_parameters={"id": "7"},
        stage_variables={"alias": "live"},
    )
    assert json.loads(text) == {
        "body-json": {"items": [1, 2.5, None], "name": "é"},
        "params": {
            "path": {"id": "7"},
            "querystring": {"page": "3", "q": "a b"},
            "header": {
                "Accept": "application/json",
                "X-Name": 'a "quoted" one',
                "Host": "a1b2c3d4e5.execute-api.us-east-1.amazonaws.com",
                "X-Amzn-Trace-Id": "Root=1-67891233-abcdef012345678912345678",
                "X-Forwarded-For": "127.0.0.1",
                "X-Forwarded-Port": "443",
                "X-Forwarded-Proto": "https",
            },
        },
        "stage-variables": {"alias": "live"},
        "context": {"api-key": "", "principal": "user-7", "source-ip": "192.0.2.1", "stage": "prod"},
    }


def test_a_request_without_a_body_is_an_empty_object_to_a_template() -> None:
    assert json.loads(render(PASSTHROUGH))["body-json"] == {}


@pytest.mark.parametrize(
    ("template", "body", "expected"),
    [
        ("$input.path('$.json')", '{"json": {"foo": "bar"}}', "{foo=bar}"),
        ("$input.path('$.json')", '{"json": [{"foo": "bar"}]}', '[{"foo":"bar"}]'),
        ("$input.path('$.json')", '{"json": {"foo": [{"nested": "bar"}]}}', '{foo=[{"nested":"bar"}]}'),
        ("#set($r = $input.path('$.json'))$r[0]", '{"json": [{"foo": "bar"}]}', "{foo=bar}"),
        ("#set($r = $input.path('$.no')){$r, $r.nested}", "", "{, }"),
        ("#set($r = $input.path('$.no'))#if($r == $null)null#end#if($r == '') empty#end", "", "null empty"),
        ("#set($r = $input.path('$.l')){$r, $r.nested}#if($r == '')empty#end", '{"l": []}', "{[], }"),
        ("#set($r = $input.path('$.l')){$r}#if($r == $null)null#end", '{"l": null}', "{}null"),
        ("$input.body", "", "{}"),
        ("$input.body", "some raw data", "some raw data"),
        ("[$input.body.some]", '{"some": "value"}', "[]"),
        ("E=$util.urlEncode($input.body)", '{"some": "value"}', "E=%7B%22some%22%3A+%22value%22%7D"),
    ],
)
def test_the_body_gives_what_was_recorded(template: str, body: str, expected: str) -> None:
    assert render(template, body) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("$", '{"a":{"b-c":[1,2,{"d":true}]},"text":"x\\"y","none":null}'),
        ("$.a.b-c[0]", "1"),
        ("$.a['b-c'][-1].d", "true"),
        ("$.text", '"x\\"y"'),
        ("$.missing", '""'),
        ("$..d", "[true]"),
        ("$.a.b-c[0:2]", "[1,2]"),
        ("$.a.b-c.length()", "3"),
    ],
)
def test_a_json_path_gives_json(path: str, expected: str) -> None:
    body = '{"a": {"b-c": [1, 2, {"d": true}]}, "text": "x\\"y", "none": null}'
    assert render(f'$input.json("{path}")', body) == expected


def test_a_form_is_a_text_to_json_paths() -> None:
    assert render("$input.json('$') #foreach($p in $input.path('$').split('&'))[$p]#end", "a=1&b=2") == (
        '"a=1&b=2" [a=1][b=2]'
    )


def test_a_parameter_is_looked_for_in_path_then_query_then_headers_whatever_its_case() -> None:
    headers = (("Name", "header"), ("Age", "9"))
    template = "$input.params('id') $input.params('name') $input.params('age') [$input.params('no')]"
    text = render(template, query="id=q&name=query", path_parameters={"id": "path"}, headers=headers)
    assert text == "path query 9 []"


def test_headers_that_api_gateway_keeps_are_not_to_be_seen() -> None:
    assert render("[$input.params('Connection')$input.params().header.Connection]") == "[]"


def test_texts_are_escaped_for_javascript_which_escapes_single_quotes_too() -> None:
    template = '$util.escapeJavaScript($text)|$util.escapeJavaScript($text).replaceAll("\\\\\'","\'")'
    names = {**make_names(make_exchange(), "", Overrides()), "text": 'it\'s "so"\n/ü😀'}
    escaped = 'it\\\'s \\"so\\"\\n\\/\\u00FC\\uD83D\\uDE00'
    assert render_template(template, names) == f"{escaped}|{escaped.replace(chr(92) + chr(39), chr(39))}"


def test_util_converts() -> None:
    template = (
        "$util.base64Encode('é') $util.base64Decode('w6k=') $util.urlDecode('a%20b+c') "
        '$util.urlEncode("a b~*é") $util.parseJson(\'{"a": [1, {"b": 2}]}\').a[1].b'
    )
    assert render(template) == "w6k= é a b c a+b%7E*%C3%A9 2"


@pytest.mark.parametrize(
    "template", ["$util.parseJson('{')", "$util.base64Decode('!')", "$util.urlEncode()", "$input.path('$[')"]
)
def test_what_cannot_be_converted_is_an_error(template: str) -> None:
    with pytest.raises(TemplateError):
        render(template)


@pytest.mark.parametrize(
    "template",
    [
        "$input.__class__",
        "$input.methods",
        "$context.__class__.__mro__",
        "$util.parseJson('1').__class__",
        "$input.json.__globals__",
        "$text.__len__()",
        "$text.format('x')",
        "$context.keys()",
    ],
)
def test_nothing_of_python_can_be_reached(template: str) -> None:
    assert render(template) == ""


def test_a_template_overrides_parameters_and_status_through_its_context() -> None:
    overrides = Overrides()
    template = """
#set($paramName = "foo")
#set($context.requestOverride.querystring[$paramName] = "bar")
$context.requestOverride.querystring.put("putfoo", "putBar")
#set($context["requestOverride"].header["X-Many"] = ["one", "two"])
#set($context.responseOverride.status = 444)
#set($context.responseOverride.header.foo = "bar")
"""
    render_template(template, make_names(make_exchange(), "", overrides))
    assert overrides.request["querystring"] == {"foo": "bar", "putfoo": "putBar"}
    assert overrides.request_headers == {"X-Many": "one,two"}
    assert (overrides.status, overrides.response_headers) == (444, {"foo": "bar"})


@pytest.mark.parametrize("status", ["'many'", "99", "600", "''"])
def test_what_is_no_status_does_not_override(status: str) -> None:
    overrides = Overrides()
    render_template(f"#set($context.responseOverride.status = {status})", make_names(make_exchange(), "", overrides))
    assert overrides.status is None
