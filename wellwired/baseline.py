"""A baseline: the findings that a project had when it began to audit, so that only new ones fail.

An entry is a rule, a file, an address and a property, never a line: it survives edits elsewhere in the file.
"""

import json
import os
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

from wellwired.documents import DocumentError, load_text
from wellwired.errors import UsageError
from wellwired.findings import Finding, Outcome, Remark

_VERSION: Final = 1


class Entry(NamedTuple):
    """What makes a known finding the same one again; `file` is relative to the baseline's folder, with slashes."""

    rule: str
    file: str
    address: str
    property: str


def read_baseline(path: Path) -> Counter[Entry]:
    """How often each entry is in the baseline; raises `UsageError`."""
    try:
        document = json.loads(load_text(path, str(path)))
        if document["schema_version"] != _VERSION:
            raise UsageError(
                f"is a baseline of version {document['schema_version']}, not {_VERSION}",
                where=str(path),
                remedy="write it again with --write-baseline",
            )
        return Counter(
            {
                Entry(*(_text(item[key]) for key in Entry._fields)): int(item.get("count", 1))
                for item in document["findings"]
            }
        )
    except DocumentError as error:
        if not path.exists():
            raise UsageError(
                "there is no baseline file",
                where=str(path),
                remedy="add --write-baseline to make one of today's findings",
            ) from None
        raise UsageError(error.problem, where=error.where, remedy=error.remedy) from None
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise UsageError("is no baseline file", where=str(path), remedy="write it with --write-baseline") from error


def part_known(outcome: Outcome, entries: Counter[Entry], path: Path, ran: Collection[str]) -> Outcome:
    """The outcome with the findings that a baseline lists moved from `findings` to `known`.

    ran: names of the rules that judged. Entries of judged files and rules that found nothing are remarked on.
    """
    left = entries.copy()
    fresh: list[Finding] = []
    known: list[Finding] = []
    for finding in outcome.findings:
        entry = _entry(finding, path)
        (known if left[entry] > 0 else fresh).append(finding)
        left[entry] -= 1
    judged = {_relative(file, path) for file in outcome.files}
    mended = sum(count for entry, count in left.items() if count > 0 and entry.file in judged and entry.rule in ran)
    remarks = list(outcome.remarks)
    if mended:
        noun = "finding" if mended == 1 else "findings"
        remarks.append(Remark(f"{mended} {noun} of the baseline {path} no longer there: --write-baseline forgets them"))
    return replace(outcome, findings=fresh, known=known, remarks=remarks)


def write_baseline(path: Path, outcome: Outcome, ran: Collection[str]) -> int:
    """Write every finding that counts into the baseline and return how many; raises `UsageError`.

    Entries of files that this run did not judge, but that still exist, and of rules that did not run, stay.
    """
    entries = Counter(_entry(finding, path) for finding in (*outcome.findings, *outcome.known))
    if path.exists():
        judged = {_relative(file, path) for file in outcome.files}
        for entry, count in read_baseline(path).items():
            if (entry.file in judged and entry.rule in ran) or not (path.parent / entry.file).exists():
                continue
            entries.setdefault(entry, count)
    document = {"schema_version": _VERSION, "findings": list(_spell(entries))}
    fresh = path.with_name(f"{path.name}.new")
    try:
        fresh.write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
        fresh.replace(path)
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", where=str(path)) from error
    return entries.total()


def _spell(entries: Counter[Entry]) -> Iterable[dict[str, Any]]:
    for entry, count in sorted(entries.items(), key=lambda item: (item[0].file, *item[0])):
        yield entry._asdict() | ({"count": count} if count > 1 else {})


def _entry(finding: Finding, path: Path) -> Entry:
    return Entry(finding.rule, _relative(finding.file, path), finding.address, finding.property)


def _relative(file: str, path: Path) -> str:
    if not file or file == "-":
        return file
    try:
        return Path(os.path.relpath(file, path.parent)).as_posix()
    except ValueError:  # another drive, on Windows
        return Path(file).as_posix()


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
