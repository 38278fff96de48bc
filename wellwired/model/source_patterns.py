"""Matching many SourceArn patterns against many sources: exact look-ups first, wildcards only for what is left."""

import re
from collections.abc import Iterable, Iterator
from itertools import product
from typing import Final, NamedTuple

from wellwired.model.compute import Permission
from wellwired.model.setting import Unsettled
from wellwired.model.text import ACCOUNT_ID, OPEN, PARTITION, REGION, find_hole, find_reference, is_literal, matches

_PARAMETER: Final = re.compile(r"\{[^{}/]*\}")
_CUT: Final = re.compile(f"[*?{OPEN}]")
_ARN_FIELDS: Final = 6


class _Pattern(NamedTuple):
    """A SourceArn as a pattern. whole: it stands for the ARN, not for the part behind the account alone.

    head: what a source must start with to fit.
    """

    text: str
    permission: Permission
    whole: bool = False
    head: str = ""

    def fits(self, source: str, prefix: str) -> bool:
        if self.whole:
            self.permission.source_arn.known()  # an unknown one raises Unsettled with its reason
            return matches(self.text, f"{prefix}{source}")
        return matches(self.text, source)


class SourcePatterns:
    """The SourceArn patterns of some permissions, to be asked which of them covers a source.

    A source is what stands behind the account in an execute-api ARN. region and account: where the API lives, or ""
    where that is not known.
    """

    def __init__(self, permissions: Iterable[Permission], *, region: str = "", account: str = "") -> None:
        self.permissions: tuple[Permission, ...] = tuple(permissions)
        self._prefix = f"arn:{PARTITION}:execute-api:{region or REGION}:{account or ACCOUNT_ID}:"
        self._open: Permission | None = None
        self._exact: dict[str, Permission] = {}
        self._patterns: list[_Pattern] = []
        for permission in self.permissions:
            self._add(permission)

    def _add(self, permission: Permission) -> None:
        if permission.source_arn.is_absent:
            self._open = self._open or permission
            return
        pattern = permission.source_arn.if_known() or ""
        try:
            source = self.find_source(pattern)
        except Unsettled:
            self._patterns.append(_Pattern(pattern, permission, whole=True))
            return
        if source is not None:
            self._exact.setdefault(source, permission)
            self._patterns.append(_Pattern(source, permission, head=_literal_head(source)))
        elif permission.source_arn.is_unknown:
            self._patterns.append(_Pattern(pattern, permission, whole=True))

    def find_source(self, pattern: str) -> str | None:
        """The part of a SourceArn behind its account, or None where it fits no API of this place."""
        fields = pattern.split(":", _ARN_FIELDS - 1)
        if len(fields) < _ARN_FIELDS:
            return "*" if matches(pattern, f"{self._prefix}x") else None
        head = ":".join(fields[:-1])
        return fields[-1] if matches(f"{head}:x", f"{self._prefix}x") else None

    def find_covering(self, groups: Iterable[tuple[str, ...]]) -> Permission | None:
        """A permission that covers the last group, where every group is covered by some; else None.

        Raises `Unsettled` where that hangs on an unknown.
        """
        if self._open is not None:
            return self._open
        found: Permission | None = None
        for spellings in groups:
            found = self._find_any(spellings)
            if found is None:
                return None
        return found

    def _find_any(self, spellings: tuple[str, ...]) -> Permission | None:
        for source in spellings:
            for candidate in usual_patterns(source):
                if candidate in self._exact:
                    return self._exact[candidate]
        doubt: Unsettled | None = None
        for source in spellings:
            holed = find_hole(source) is not None  # may be anything: the head says nothing
            for pattern in self._patterns:
                try:
                    if (holed or source.startswith(pattern.head)) and pattern.fits(source, self._prefix):
                        return pattern.permission
                except Unsettled as unsettled:
                    doubt = unsettled
        if doubt:
            raise doubt
        return None


def usual_patterns(source: str, *stages: str) -> Iterator[str]:
    """The patterns that templates usually write for a source; stages: others that it may be in."""
    yield source
    api, _, rest = source.partition("/")
    yield from (f"{api}/*/*", f"{api}/*", "*") if "/" in rest else ()
    parts = rest.split("/", 2)
    if parts[0] == "authorizers":
        yield f"{api}/authorizers/*"
        return
    stage, verb = parts[0], parts[1]
    path = f"/{parts[2]}" if len(parts) > 2 else ""
    paths = {_PARAMETER.sub("*", path), path, "/*"}
    for one_stage, one_verb, one_path in product((stage, *stages, "*"), (verb, "*"), paths):
        yield f"{api}/{one_stage}/{one_verb}{one_path}"


def _literal_head(pattern: str) -> str:
    """What a source must start with to fit the pattern."""
    api, slash, rest = pattern.partition("/")
    if slash and (find_reference(api) or is_literal(api)) and not re.search(r"[*?]", api):
        return f"{api}/{_CUT.split(rest, maxsplit=1)[0]}"
    return _CUT.split(pattern, maxsplit=1)[0]
