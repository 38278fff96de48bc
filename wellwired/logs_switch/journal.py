"""The journal of a stage: each change is written into it before it is made, so that nothing is lost in a crash."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from wellwired.errors import UnreadableError, UsageError
from wellwired.logs_switch.change import Change, Value

_VERSION: Final = 1
_FRESH: Final = ".new"


@dataclass(frozen=True, slots=True)
class Entry:
    """A change, and whether it is known to have been made.

    rest: what a method setting that was made held beside logging, to see whether others use it by now.
    """

    change: Change
    done: bool = False
    rest: Value = None


@dataclass(slots=True)
class Journal:
    """What was changed for one stage; the file is there as long as anything is to be taken back."""

    path: Path
    account_id: str
    region: str
    rest_api_id: str
    stage_name: str
    entries: list[Entry] = field(default_factory=list)

    def intend(self, change: Change) -> None:
        """Write down a change that is about to be made; one about the same thing keeps what was there first."""
        known = self.find(change)
        if known is None:
            self.entries.append(Entry(change))
        else:
            place = self.entries.index(known)
            self.entries[place] = Entry(replace(known.change, after=change.after))
        self.save()

    def confirm(self, change: Change, rest: Value) -> None:
        """Write down that a change was made."""
        self.entries = [
            replace(item, done=True, rest=rest) if _alike(item.change, change) else item for item in self.entries
        ]
        self.save()

    def forget(self, change: Change) -> None:
        """Strike out a change that was taken back; the last one takes the file with it."""
        self.entries = [item for item in self.entries if not _alike(item.change, change)]
        if self.entries:
            self.save()
        else:
            self.path.unlink(missing_ok=True)

    def adopt(self, entries: Iterable[Entry]) -> None:
        """Take over changes that another stage's journal gives up, as the first to be made and the last taken back."""
        new = [item for item in entries if self.find(item.change) is None]
        self.entries = [*new, *self.entries]
        self.save()

    def find(self, change: Change) -> Entry | None:
        """The entry about the same thing."""
        return next((item for item in self.entries if _alike(item.change, change)), None)

    def save(self) -> None:
        """Write the file whole and at once: a crash leaves the old one or the new one."""
        document = {
            "version": _VERSION,
            "account": self.account_id,
            "region": self.region,
            "restApiId": self.rest_api_id,
            "stage": self.stage_name,
            "changes": [{**item.change.to_json(), "done": item.done, "rest": item.rest} for item in self.entries],
        }
        fresh = self.path.with_suffix(_FRESH)
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(document, file, indent=2)
                file.flush()
                os.fsync(file.fileno())
            fresh.replace(self.path)
        except OSError as error:
            raise UsageError(
                f"the journal cannot be written: {error.strerror}",
                where=str(self.path),
                remedy="name another folder with --journal; without a journal nothing is changed",
            ) from error


def default_folder(environment: Mapping[str, str]) -> Path:
    """Where journals are kept: https://specifications.freedesktop.org/basedir-spec/latest/."""
    base = environment.get("XDG_STATE_HOME", "")
    return (Path(base) if base else Path.home() / ".local" / "state") / "wellwired" / "logs"


def open_journal(folder: Path, account_id: str, region: str, rest_api_id: str, stage_name: str) -> Journal:
    """The journal of a stage, with what it holds already."""
    path = folder / f"{account_id}.{region}.{rest_api_id}.{stage_name}.json"
    with suppress(OSError):
        path.with_suffix(_FRESH).unlink()  # of a run that was killed while it wrote
    return _read(path) if path.exists() else Journal(path, account_id, region, rest_api_id, stage_name)


def other_journals(journal: Journal) -> Iterator[Journal]:
    """The journals of other stages in the same account and region."""
    for path in sorted(journal.path.parent.glob(f"{journal.account_id}.{journal.region}.*.json")):
        if path != journal.path:
            with suppress(UnreadableError):
                yield _read(path)


def _read(path: Path) -> Journal:
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if document["version"] != _VERSION:
            raise ValueError(document["version"])
        names = ("account", "region", "restApiId", "stage")
        entries = [Entry(Change.from_json(item), bool(item["done"]), item["rest"]) for item in document["changes"]]
        account_id, region, rest_api_id, stage_name = (str(document[name]) for name in names)
        return Journal(path, account_id, region, rest_api_id, stage_name, entries)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableError(
            f"the journal cannot be read: {type(error).__name__}",
            where=str(path),
            remedy="it says what was there before; mend it by hand, or set the logs by hand and delete it",
        ) from error


def _alike(one: Change, other: Change) -> bool:
    return (one.kind, one.target) == (other.kind, other.target)
