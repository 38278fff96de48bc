"""What a handler's code needs and a template forgets: environment variables and names."""

import json
from collections.abc import Callable

import pytest

from wellwired.findings import Finding, Outcome

Reported = Callable[[str, str], list[Finding]]
Judged = Callable[[str, str], Outcome]


def template(code: str, **properties: object) -> str:
    given = {
        "Role": "arn:aws:iam::111122223333:role/fn",
        "Runtime": "python3.13",
        "Handler": "index.handler",
        "Code": {"ZipFile": code},
        **properties,
    }
    return json.dumps(
        {
            "Parameters": {"Stage": {"Type": "String"}},
            "Conditions": {"InProduction": {"Fn::Equals": [{"Ref": "Stage"}, "prod"]}},
            "Resources": {"Fn": {"Type": "AWS::Lambda::Function", "Properties": given}},
        }
    )


def handler(body: str, head: str = "import os\n") -> str:
    lines = "".join(f"    {line}\n" for line in body.splitlines())
    return f"{head}\ndef handler(event, context):\n{lines}"


@pytest.mark.parametrize(
    "code",
    [
        "import os\nTABLE = os.environ['TABLE']\n\ndef handler(event, context):\n    return {}\n",
        "from os import environ\n\ndef handler(event, context):\n    return {'body': environ['TABLE']}\n",
        handler("return table()", "import os\n\ndef table():\n    return os.environ['TABLE']\n"),
        "import os\nclass Config:\n    table = os.environ['TABLE']\n\ndef handler(event, context):\n    return {}\n",
    ],
)
def test_a_variable_that_is_sure_to_be_read_must_be_set(reported: Reported, code: str) -> None:
    (found,) = reported("unset-variable", template(code))
    assert "TABLE" in found.message
    assert reported("unset-variable", template(code, Environment={"Variables": {"TABLE": "orders"}})) == []


@pytest.mark.parametrize(
    "body",
    [
        "return os.environ.get('TABLE')",
        "return os.getenv('TABLE', 'orders')",
        "return os.environ['TABLE'] if 'TABLE' in os.environ else ''",
        "try:\n    return os.environ['TABLE']\nexcept KeyError:\n    return ''",
        "os.environ['TABLE'] = 'orders'\nreturn os.environ['TABLE']",
        "os.environ.setdefault('TABLE', 'orders')\nreturn os.environ['TABLE']",
        "settings.load(os.environ)\nreturn os.environ['TABLE']",
        "env = os.environ\nreturn os.environ['TABLE'] if 'TABLE' in env else ''",
        "return os.environ['AWS_REGION']",
        "return os.environ[event['name']]",
    ],
)
def test_code_that_sees_to_a_variable_itself_is_left_alone(reported: Reported, body: str) -> None:
    assert reported("unset-variable", template(handler(body))) == []


def test_a_function_that_nobody_calls_needs_nothing(reported: Reported) -> None:
    code = "\ndef main():\n    return os.environ['TABLE'] + missing\n" + handler("return {}")
    assert reported("unset-variable", template(code)) == []
    assert reported("undefined-name", template(code)) == []


def test_a_slip_of_a_variable_is_told(reported: Reported) -> None:
    code = handler("return os.environ['TABLE_NAME']")
    (found,) = reported("unset-variable", template(code, Environment={"Variables": {"TABLENAME": "orders"}}))
    assert found.fix == "set TABLE_NAME (it sets TABLENAME)"


def test_an_environment_that_hangs_on_a_condition_stays_open(judged: Judged) -> None:
    chosen = {"Fn::If": ["InProduction", {"Variables": {"TABLE": "orders"}}, {"Ref": "AWS::NoValue"}]}
    outcome = judged("unset-variable", template(handler("return os.environ['TABLE']"), Environment=chosen))
    assert (len(outcome.findings), len(outcome.open)) == (0, 1)


@pytest.mark.parametrize(
    "body",
    [
        "return json.dumps({})",
        "return [row for row in rows]",
        "def inner():\n    return table.scan()\nreturn inner()",
        "return {'statusCode': 200, 'body': f'{missing}'}",
        "try:\n    return json.loads(event['body'])\nexcept ValueError:\n    return {}",
    ],
)
def test_a_name_that_nothing_defines_is_reported(reported: Reported, body: str) -> None:
    assert len(reported("undefined-name", template(handler(body)))) == 1


@pytest.mark.parametrize(
    "code",
    [
        handler("return [row for row in event if (size := len(row))]"),
        handler("global cache\ncache = 1\nreturn cache"),
        handler("for key, value in event.items():\n    print(key, value)\nreturn {}"),
        handler("with open('x') as file:\n    return file.read()"),
        handler("try:\n    return ujson.loads('')\nexcept NameError:\n    return {}"),
        handler("return __name__ + __file__"),
        handler("match event:\n    case {'a': found}:\n        return found"),
        handler("return (lambda x: x + 1)(1)"),
        "import ssl\ntry:\n    trace\nexcept NameError:\n    pass\n\ndef handler(event, context):\n    return trace\n",
        handler("class Row:\n    size = 1\n    def get(self):\n        return self.size\nreturn Row().get()"),
        handler("import json\nreturn json.dumps({})"),
        "from __future__ import annotations\n\ndef handler(event: Event, context: Context) -> Answer:\n    return {}\n",
        handler("return json", "try:\n    import orjson as json\nexcept ImportError:\n    import json\n"),
        "if __name__ == '__main__':\n    main()\n\ndef handler(event, context):\n    return {}\n",
        "def reads():\n    return LATER\n\nLATER = 1\n\ndef handler(event, context):\n    return reads()\n",
    ],
)
def test_names_that_are_there_when_they_are_used_are_fine(reported: Reported, code: str) -> None:
    assert reported("undefined-name", template(code)) == []


@pytest.mark.parametrize("head", ["from app import *\n", "globals()['json'] = 1\n"])
def test_names_that_come_unseen_leave_the_question_open(judged: Judged, head: str) -> None:
    outcome = judged("undefined-name", template(handler("return json.dumps({})", head)))
    assert (len(outcome.findings), len(outcome.open)) == (0, 1)


@pytest.mark.parametrize(
    "body",
    [
        "import requests\nreturn requests.get('x')",
        "def call():\n    from requests import get\n    return get('x')\nreturn call()",
    ],
)
def test_a_module_imported_on_the_way_must_be_there(reported: Reported, body: str) -> None:
    (found,) = reported("missing-module", template(handler(body)))
    assert "imports requests" in found.message


@pytest.mark.parametrize(
    "code",
    [
        handler("try:\n    import requests\nexcept ImportError:\n    return {}"),
        handler("import json, boto3\nreturn json.dumps(boto3)"),
        "def unused():\n    import requests\n\n" + handler("return {}"),
    ],
)
def test_a_module_that_is_not_needed_or_there_is_fine(reported: Reported, code: str) -> None:
    assert reported("missing-module", template(code)) == []


def test_modules_may_stand_on_a_path_that_the_environment_names(judged: Judged) -> None:
    where = {"Variables": {"PYTHONPATH": "/var/task/site-packages"}}
    outcome = judged("missing-module", template(handler("import shop\nreturn {}"), Environment=where))
    assert not outcome.findings
    assert "PYTHONPATH" in outcome.open[0].reason
