"""Cuts in functions: how they are set, what their aliases point to, and what their code does."""

from collections.abc import Mapping
from typing import Any, Final

from wellwired.testing.cuts import Among, Cut, Edit, Template, put, remove, resources_of

_FUNCTION: Final = "Lambda::Function"
_ALIAS: Final = "Lambda::Alias"
_HEAD: Final = "def handler(event, context):\n"


def _code(text: str, **changes: Any) -> Cut:
    """A Python handler in the template instead of what the function runs."""
    return put(_FUNCTION, {"Runtime": "python3.13", "Handler": "index.handler", "Code": {"ZipFile": text}, **changes})


def _longest_wait(old: Any, template: Template) -> Any:
    """As long as the API's methods wait, in seconds."""
    waits = [
        method["Properties"].get("Integration", {}).get("TimeoutInMillis", 29_000)
        for _, method in resources_of(template, "ApiGateway::Method")
    ]
    known = [wait for wait in waits if isinstance(wait, int)]
    return min(known) // 1000 if known else old


FUNCTIONS: Final[Mapping[str, tuple[Cut, ...]]] = {
    # settings
    "blocked-function": (put(_FUNCTION, {"ReservedConcurrentExecutions": 0}),),
    "configured-image": (
        put(_FUNCTION, {"PackageType": "Image", "Code": {"ImageUri": "111122223333.dkr.ecr.eu-west-1.amazonaws.com"}}),
    ),
    "default-function-timeout": (remove(_FUNCTION, "Timeout"),),
    "default-memory": (remove(_FUNCTION, "MemorySize"),),
    "deprecated-runtime": tuple(put(_FUNCTION, {"Runtime": name}) for name in ("python3.9", "python3.8", "nodejs18.x")),
    "incomplete-function": (remove(_FUNCTION, "Handler"),),
    "inline-archive": (put(_FUNCTION, {"Runtime": "java21", "Code": {"ZipFile": "class Handler {}"}}),),
    "outlasting-authorizer": (put(_FUNCTION, {"Timeout": 30}),),
    "outlasting-function": (put(_FUNCTION, {"Timeout": 60}),),
    "racing-function-timeout": (put(_FUNCTION, {"Timeout": Edit(_longest_wait)}),),
    "reserved-variable": (put(_FUNCTION, {"Environment": {"Variables": {"AWS_REGION": "eu-west-1"}}}),),
    "retired-runtime": (put(_FUNCTION, {"Runtime": "python3.6"}),),
    "unreserved-concurrency": (remove(_FUNCTION, "ReservedConcurrentExecutions"),),
    "untraced-function": (remove(_FUNCTION, "TracingConfig"),),
    # aliases
    "alias-of-another-function": (put(_ALIAS, {"FunctionName": Among(_FUNCTION, "")}),),
    "provisioned-latest": (
        put(
            _ALIAS,
            {
                "FunctionVersion": "$LATEST",
                "ProvisionedConcurrencyConfig": {"ProvisionedConcurrentExecutions": 1},
            },
        ),
    ),
    "unpinned-alias": (put(_ALIAS, {"FunctionVersion": "$LATEST"}),),
    # code
    "corsless-response": (_code(f"{_HEAD}    return {{'statusCode': 200, 'headers': {{}}, 'body': 'x'}}\n"),),
    "disagreeing-origin": (
        _code(
            f"{_HEAD}    headers = {{'Access-Control-Allow-Origin': 'https://other.example.org'}}\n"
            "    return {'statusCode': 200, 'headers': headers, 'body': 'x'}\n"
        ),
    ),
    "malformed-response": (_code(f"{_HEAD}    return {{'statusCode': 200, 'contents': 'x'}}\n"),),
    "missing-handler": (_code("def main(event, context):\n    return {'statusCode': 204}\n"),),
    "missing-module": (_code(f"import requests\n\n\n{_HEAD}    return {{'statusCode': 204}}\n"),),
    "non-object-response": (_code(f"{_HEAD}    return 'fine'\n"), _code(f"{_HEAD}    return ['fine']\n")),
    "object-body": (_code(f"{_HEAD}    return {{'statusCode': 200, 'body': {{'a': 1}}}}\n"),),
    "uncallable-handler": (_code("def handler(event):\n    return {'statusCode': 204}\n"),),
    "unconfigured-binary-response": (
        _code(f"{_HEAD}    return {{'statusCode': 200, 'body': 'AAAA', 'isBase64Encoded': True}}\n"),
    ),
    "undecodable-body": (
        _code(f"{_HEAD}    return {{'statusCode': 200, 'body': 'no base64!', 'isBase64Encoded': True}}\n"),
    ),
    "undefined-name": (_code(f"{_HEAD}    return respond(event)\n"),),
    "unparsable-handler": (_code("def handler(event, context)\n    return {'statusCode': 204}\n"),),
    "unset-variable": (
        _code(
            f"import os\n\n\n{_HEAD}    return {{'statusCode': 200, 'body': os.environ['NOBODY_SETS_IT']}}\n",
        ),
    ),
}
