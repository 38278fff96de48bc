"""Whether the policy that a Node.js authorizer makes is for the asked method alone, as far as its tokens show.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
"""

from collections.abc import Iterator
from typing import Final

from wellwired.model.node_tokens import MAX_TEXT, Tokens, read_tokens
from wellwired.model.setting import Unsettled

_ARN: Final = "methodArn"
_ENDS: Final = (",", ";", "}", "]", ")", "")


def find_route_bound(text: str) -> int | None:
    """The line of the first `Resource`, where each one in the module is the asked method's ARN; else None."""
    if len(text) > MAX_TEXT or _ARN not in text:
        return None
    try:
        tokens = read_tokens(text)
        values = list(_resources(tokens))
        bound = values and all(_is_method_arn(tokens, value) for value in values)
    except (Unsettled, RecursionError):  # or nested so deep that nobody wrote it
        return None
    return tokens.all[values[0]].line if bound else None


def _resources(tokens: Tokens) -> Iterator[int]:
    """Where the values begin that are put under "Resource"."""
    for place, token in enumerate(tokens.all):
        if token.text.strip("\"'") != "Resource" or token.kind not in ("name", "text"):
            continue
        after = place + 1 + (tokens.text(place + 1) == "]")
        if tokens.text(after) in (":", "="):
            yield after + 1


def _is_method_arn(tokens: Tokens, place: int, depth: int = 0) -> bool:
    """Whether the expression at a place is the asked method's ARN as a whole."""
    if tokens.text(place) == "[" and tokens.pairs[place] > place + 1:
        return all(_is_method_arn(tokens, item.start, depth) for item in tokens.items(place))
    if tokens.text(place + 1) == "." and tokens.text(place + 2) == _ARN:
        return _ends(tokens, place + 3)
    if place >= len(tokens.all) or tokens.all[place].kind != "name" or not _ends(tokens, place + 1) or depth > 2:
        return False
    origins = list(_origins(tokens, tokens.text(place)))
    return bool(origins) and all(_is_method_arn(tokens, origin, depth + 1) for origin in origins)


def _origins(tokens: Tokens, name: str) -> Iterator[int]:
    """Where the expressions begin that a name may stand for: what is assigned to it, or handed over for it."""
    for place in range(len(tokens.all)):
        if tokens.text(place) != name or tokens.text(place - 1) in (".", "?."):
            continue
        if tokens.text(place + 1) in ("=", "+="):
            yield place + 2
        opening = tokens.around(place)
        if tokens.text(opening) == "(" and _takes_parameters(tokens, opening):
            yield from _handed_over(tokens, opening, place)


def _takes_parameters(tokens: Tokens, opening: int) -> bool:
    return tokens.text(tokens.pairs[opening] + 1) == "=>" or "function" in (
        tokens.text(opening - 1),
        tokens.text(opening - 2),
    )


def _handed_over(tokens: Tokens, opening: int, place: int) -> Iterator[int]:
    """The arguments that calls of a function hand over for the parameter at a place."""
    parameters = [item.start for item in tokens.items(opening)]
    position = parameters.index(place) if place in parameters else -1
    called = _name_of(tokens, opening)
    for at in range(len(tokens.all)):
        is_call = tokens.text(at) == called and tokens.text(at + 1) == "(" and at + 1 != opening
        arguments = list(tokens.items(at + 1)) if is_call else []
        if 0 <= position < len(arguments):
            yield arguments[position].start


def _name_of(tokens: Tokens, opening: int) -> str:
    """The name of the function whose parameters begin at a bracket."""
    before = opening - 1 - (tokens.text(opening - 1) == "async")
    if tokens.text(before - 1) == "function":
        return tokens.text(before)
    before -= tokens.text(before) == "function"
    return tokens.text(before - 1) if tokens.text(before) == "=" else ""


def _ends(tokens: Tokens, place: int) -> bool:
    """Whether an expression is over at a place."""
    if place >= len(tokens.all):
        return True
    token = tokens.all[place]
    return (token.kind == "sign" and token.text in _ENDS) or (token.first and token.kind != "sign")
