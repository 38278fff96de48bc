"""The methods of Java's texts, lists, maps and numbers that mapping templates call."""

from collections.abc import Iterable
from typing import Final

import regex

from wellwired.gateway.mapping.bounds import PATTERN_SECONDS, Bounds, check_items, check_text
from wellwired.gateway.mapping.syntax import TemplateBoundError, TemplateError
from wellwired.gateway.mapping.values import Tool, equals, to_text

_GROUP: Final = regex.compile(r"\\(.)|\$(\d)", regex.DOTALL)


def call(subject: object, name: str, arguments: list[object], bounds: Bounds) -> object:
    """What a method of a value gives; None where it has no such method, which is nothing to a template."""
    try:
        return _call(subject, name, arguments, bounds)
    except (IndexError, TypeError, ValueError) as error:
        raise TemplateError(f"{name}({', '.join(map(to_text, arguments))[:100]}): {error}") from None


def _call(subject: object, name: str, arguments: list[object], bounds: Bounds) -> object:
    if isinstance(subject, Tool):
        method = subject.methods.get(name)
        return method(arguments) if method is not None else None
    if name == "toString":
        return to_text(subject)
    if name == "equals":
        return equals(subject, arguments[0])
    if isinstance(subject, str):
        return _of_text(subject, name, arguments)
    if isinstance(subject, list):
        return _of_list(subject, name, arguments, bounds)
    if isinstance(subject, dict):
        return _of_map(subject, name, arguments, bounds)
    return _of_number(subject, name, arguments)


def fits(pattern: str, text: str) -> bool:
    """Whether the whole text matches a regular expression; raises `TemplateError` for a pattern that is none."""
    try:
        return regex.fullmatch(pattern, text, timeout=PATTERN_SECONDS) is not None
    except regex.error as error:
        raise TemplateError(f"{pattern!r} is no regular expression: {error}") from None
    except TimeoutError:
        raise TemplateBoundError(f"the regular expression {pattern!r} takes too long") from None


def _of_text(text: str, name: str, arguments: list[object]) -> object:
    words = [to_text(argument) for argument in arguments]
    match name:
        case "length":
            return len(text)
        case "isEmpty":
            return not text
        case "trim":
            return text.strip()
        case "toLowerCase":
            return text.lower()
        case "toUpperCase":
            return text.upper()
        case "contains":
            return words[0] in text
        case "startsWith":
            return text.startswith(words[0])
        case "endsWith":
            return text.endswith(words[0])
        case "equalsIgnoreCase":
            return text.lower() == words[0].lower()
        case "indexOf":
            return text.find(words[0], *map(int, words[1:2]))
        case "lastIndexOf":
            return text.rfind(words[0])
        case "concat":
            check_text(len(text) + len(words[0]))
            return text + words[0]
        case "charAt":
            return text[_index(words[0], len(text))]
        case "substring":
            end = int(words[1]) if len(words) > 1 else len(text)
            if not 0 <= int(words[0]) <= end <= len(text):
                raise ValueError(f"the text has {len(text)} characters")
            return text[int(words[0]) : end]
        case "replace":
            check_text(len(text) + text.count(words[0]) * len(words[1]))
            return text.replace(words[0], words[1])
        case "replaceAll" | "replaceFirst":
            return _replace(text, words[0], words[1], first=name == "replaceFirst")
        case "matches":
            return fits(words[0], text)
        case "split":
            return _split(text, words[0])
    return None


def _of_list(items: list[object], name: str, arguments: list[object], bounds: Bounds) -> object:
    match name:
        case "size":
            return len(items)
        case "isEmpty":
            return not items
        case "get":
            return items[_index(arguments[0], len(items))]
        case "set":
            index = _index(arguments[0], len(items))
            before, items[index] = items[index], arguments[1]
            return before
        case "contains":
            return _find(items, arguments[0], bounds) >= 0
        case "indexOf":
            return _find(items, arguments[0], bounds)
        case "add":
            return _extend(items, arguments[-1:])
        case "addAll":
            return _extend(items, arguments[0] if isinstance(arguments[0], list) else ())
        case "remove":
            return items.pop(_index(arguments[0], len(items)))
    return None


def _of_map(entries: dict[object, object], name: str, arguments: list[object], bounds: Bounds) -> object:
    match name:
        case "size":
            return len(entries)
        case "isEmpty":
            return not entries
        case "get":
            return entries.get(to_text(arguments[0]))
        case "getOrDefault":
            return entries.get(to_text(arguments[0]), arguments[1])
        case "containsKey":
            return to_text(arguments[0]) in entries
        case "containsValue":
            return _find(entries.values(), arguments[0], bounds) >= 0
        case "put":
            return put(entries, arguments[0], arguments[1])
        case "putAll":
            for key, value in dict(arguments[0] if isinstance(arguments[0], dict) else {}).items():
                put(entries, key, value)
            return None
        case "remove":
            return entries.pop(to_text(arguments[0]), None)
        case "keySet":
            return list(entries)
        case "values":
            return list(entries.values())
        case "entrySet":
            return [{"key": key, "value": value} for key, value in entries.items()]
        case "getKey" | "getValue":
            return entries.get(name.removeprefix("get").lower())
    return None


def put(entries: dict[object, object], key: object, value: object) -> object:
    """Set an entry of a map; the value before."""
    name = to_text(key)
    before = entries.get(name)
    entries[name] = value
    check_items(len(entries))
    return before


def _of_number(number: object, name: str, arguments: list[object]) -> object:
    """Numbers lend templates their class: #set($Integer = 0)$Integer.parseInt("7")."""
    match name:
        case "parseInt" | "valueOf" | "parseLong":
            return int(to_text(arguments[0]))
        case "parseDouble" | "parseFloat":
            return float(to_text(arguments[0]))
        case "intValue" | "longValue":
            return int(float(to_text(number)))
        case "doubleValue":
            return float(to_text(number))
    return None


def _find(items: Iterable[object], wanted: object, bounds: Bounds) -> int:
    for index, item in enumerate(items):
        bounds.step()
        if equals(item, wanted):
            return index
    return -1


def _extend(items: list[object], more: Iterable[object]) -> bool:
    added = list(more)
    check_items(len(items) + len(added))
    items.extend(added)
    return True


def _index(value: object, length: int) -> int:
    index = int(to_text(value))
    if not 0 <= index < length:
        raise IndexError(f"there are {length} items")
    return index


def _replace(text: str, pattern: str, replacement: str, *, first: bool) -> str:
    r"""Java's replaceAll: $1 and \$ in the replacement; what comes out is bounded before it is built."""
    parts: list[str] = []
    end = length = 0
    for match in _matches(pattern, text):
        part = text[end : match.start()] + _GROUP.sub(lambda mark: mark[1] or match[int(mark[2])] or "", replacement)  # noqa: B023
        length += len(part)
        check_text(length)
        parts.append(part)
        end = match.end()
        if first:
            break
    check_text(length + len(text) - end)
    return "".join(parts) + text[end:]


def _split(text: str, pattern: str) -> list[object]:
    """Java's split: empty texts at the end are left out."""
    parts: list[object] = []
    end = 0
    for match in _matches(pattern, text):
        if match.end() > match.start():
            parts.append(text[end : match.start()])
            end = match.end()
            check_items(len(parts))
    parts.append(text[end:])
    while len(parts) > 1 and parts[-1] == "":
        parts.pop()
    return parts


def _matches(pattern: str, text: str) -> Iterable["regex.Match[str]"]:
    try:
        yield from regex.finditer(pattern, text, timeout=PATTERN_SECONDS)
    except regex.error as error:
        raise TemplateError(f"{pattern!r} is no regular expression: {error}") from None
    except TimeoutError:
        raise TemplateBoundError(f"the regular expression {pattern!r} takes too long") from None
