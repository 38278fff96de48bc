"""JSONPath as API Gateway reads it: $.a.b, $['a'], $.list[0], $..name, $.list[?(@.price < 10)].

A path that can only mean one place gives the value there; any other gives the list of all that fit.
Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/models-mappings.html (JSONPath); python-jsonpath
"""

from functools import lru_cache
from typing import Any, Final

from jsonpath import CompoundJSONPath, JSONPath, JSONPathEnvironment, JSONPathError

from wellwired.gateway.mapping.syntax import TemplateBoundError, TemplateError
from wellwired.gateway.mapping.values import JsonList

_ENVIRONMENT: Final = JSONPathEnvironment()
# A descent is slower than a step, and every further one may go through what the one before it found, level by level.
_WORK: Final = 20_000_000
_DESCENT: Final = 5
_LEVELS: Final = 50
_MATCHES: Final = 100_000


def find_in(document: Any, path: str, size: int) -> object:
    """What a path finds in a JSON value of `size` characters; None where a place is missing.

    Raises `TemplateError` for a path that is none, or that takes too much work.
    """
    for counting in (".length()", ".size()"):
        if path.endswith(counting):
            found = find_in(document, path.removesuffix(counting), size)
            return len(found) if isinstance(found, list | dict | str) else None
    compiled = _compile(path)
    if not isinstance(document, dict | list):
        return document if compiled.empty() else None  # the library would read a text as JSON once more
    descents = path.count("..")
    if descents and size * _DESCENT * _LEVELS ** (descents - 1) > _WORK:
        raise TemplateBoundError(f"the JSONPath {path!r} takes too much work")
    found_all: list[object] = []
    try:
        for match in compiled.finditer(document):
            found_all.append(match.obj)
            if len(found_all) > _MATCHES:
                raise TemplateBoundError(f"the JSONPath {path!r} finds more than {_MATCHES:,} places")
    except (JSONPathError, RecursionError) as error:
        raise TemplateError(f"the JSONPath {path!r} cannot be followed: {error}") from None
    if compiled.singular_query():
        return found_all[0] if found_all else None
    return JsonList(found_all)


@lru_cache(maxsize=256)
def _compile(path: str) -> JSONPath:
    if "=~" in path:
        raise TemplateError(f"the JSONPath {path!r} has a regular expression, which is not evaluated here")
    try:
        compiled = _ENVIRONMENT.compile(path or "$")
    except (JSONPathError, RecursionError) as error:
        raise TemplateError(f"{path!r} is no JSONPath: {str(error).partition(chr(10))[0]}") from None
    if isinstance(compiled, CompoundJSONPath):
        raise TemplateError(f"{path!r} is more than one JSONPath")
    return compiled
