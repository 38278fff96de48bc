"""Hot reload: templates that change are read again, functions whose code changes are started anew."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from pathlib import Path
from typing import Final

from watchfiles import Change, DefaultFilter, awatch

from wellwired.serving.session import Session

_QUIET_MS: Final = 100  # a change is taken when nothing more has changed for this long
_LONGEST_MS: Final = 2_000  # `cdk synth` writes many files, one after the other
_TOLD_MS: Final = 500  # how soon the watcher's thread sees that it is to end
_IGNORED: Final = DefaultFilter()  # byte code, version control, node_modules

Restarted = Callable[[list[str]], None]


async def watch(session: Session, reloaded: Callable[[], None], restarted: Restarted, ours: Path | None) -> None:
    """Watch until cancelled. reloaded, restarted: told of what was taken over. ours: a folder that we write to."""
    while True:
        swapped = asyncio.Event()
        code = asyncio.create_task(_watch_code(session, swapped, restarted, ours))
        try:
            await _watch_templates(session)
        finally:
            swapped.set()
            code.cancel()
            await asyncio.gather(code, return_exceptions=True)
        reloaded()


async def _watch_templates(session: Session) -> None:
    """Return once another reading is served."""
    files = {Path(file).resolve() for file in session.served.files}
    folders = {file.parent for file in files if file.parent.is_dir()}
    async for _ in _changes(folders, files, asyncio.Event(), recursive=False):
        if await asyncio.to_thread(session.reload):
            return


async def _watch_code(session: Session, swapped: asyncio.Event, restarted: Restarted, ours: Path | None) -> None:
    places = {place.resolve() for place, _, _ in session.served.code_paths() if place.exists()}
    folders = {place if place.is_dir() else place.parent for place in places}
    async for changed in _changes(folders, places, swapped, recursive=True):
        theirs = [path for path in changed if ours is None or not path.is_relative_to(ours.resolve())]
        names = await asyncio.to_thread(session.reload_code, theirs)
        if names:
            restarted(names)


async def _changes(
    folders: Collection[Path], places: Collection[Path], end: asyncio.Event, *, recursive: bool
) -> AsyncIterator[list[Path]]:
    """What changes at or below `places`. folders: where the system is asked to look: a file may be replaced whole."""

    def is_meant(change: Change, path: str) -> bool:
        return _IGNORED(change, path) and any(Path(path).is_relative_to(place) for place in places)

    if not folders:
        await end.wait()
        return
    async for changes in awatch(
        *folders,
        watch_filter=is_meant,
        recursive=recursive,
        stop_event=end,
        step=_QUIET_MS,
        debounce=_LONGEST_MS,
        rust_timeout=_TOLD_MS,
    ):
        yield [Path(path) for _, path in changes]
