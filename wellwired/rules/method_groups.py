"""One finding for many methods of an API that share a fault: SAM and the CDK write a preflight for every path."""

from collections import defaultdict
from collections.abc import Callable
from typing import NamedTuple

from wellwired.model.api import Method
from wellwired.model.setting import Unsettled
from wellwired.model.text import display
from wellwired.model.wiring import Wiring

Judge = Callable[[Wiring, Method], str]


class Group(NamedTuple):
    """What is wrong, in words that all methods share, and the methods, in the order they were read."""

    verdict: str
    methods: tuple[Method, ...]

    @property
    def paths(self) -> str:
        """The paths as a message says them: the first by name, the rest counted."""
        first, *others = dict.fromkeys(display(method.path.if_known() or "?") for method in self.methods)
        return f"{first} (and {len(others)} more)" if others else first


class Groups:
    """The groups of a wiring, each found at its first method."""

    def __init__(self, by_first: dict[int, Group], doubts: dict[int, str]) -> None:
        self._by_first = by_first
        self._doubts = doubts

    def find(self, method: Method) -> Group | None:
        """The group that a method is the first of, or None; raises `Unsettled` where it could not be judged."""
        if id(method) in self._doubts:
            raise Unsettled(self._doubts[id(method)])
        return self._by_first.get(id(method))


def group_methods(wiring: Wiring, judge: Judge) -> Groups:
    """Judge every method once; those of one API with the same verdict make a group, "" is no verdict."""
    found: dict[tuple[str, str], list[Method]] = defaultdict(list)
    doubts: dict[int, str] = {}
    for method in wiring.all(Method):
        try:
            verdict = judge(wiring, method)
        except Unsettled as doubt:
            doubts[id(method)] = doubt.reason
            continue
        if verdict:
            found[method.rest_api_id.if_known() or "", verdict].append(method)
    groups = (Group(verdict, tuple(methods)) for (_, verdict), methods in found.items())
    return Groups({id(group.methods[0]): group for group in groups}, doubts)
