"""What a live account has become since a template was deployed to it."""

from dataclasses import replace

from wellwired.comparison.against import Comparison
from wellwired.comparison.changes import find_changes
from wellwired.comparison.statement import UNSETTLED, Statement
from wellwired.comparison.telling import tell
from wellwired.errors import UnreadableError
from wellwired.model.wiring import Wiring
from wellwired.readers import ReadOptions, read_inputs
from wellwired.readers.live import LiveAccess, Place
from wellwired.readers.live.deployed import align, allow_as, as_deployed, read_physical_ids


def find_drift(access: LiveAccess, place: Place, live: Wiring, template: str, stack: str) -> tuple[Wiring, Comparison]:
    """The live wiring with what the template allows, and its differences from the template in words.

    template: a file, a folder or a cdk.out. Raises `UnreadableError` where it cannot be read.
    """
    reading = read_inputs([template], ReadOptions(region=place.region, account=place.account))
    if reading.unread or len(reading.wirings) != 1:
        problem = reading.unread[0].problem if reading.unread else "it is not the template of one app"
        raise UnreadableError(problem, where=template)
    (written,) = reading.wirings
    deployed = as_deployed(written, read_physical_ids(access, written, stack), place)
    aligned = align(live, deployed)
    before, after = _comparable(tell(deployed), tell(aligned))
    return allow_as(live, aligned), Comparison(template, find_changes(before, after))


def _comparable(before: tuple[Statement, ...], after: tuple[Statement, ...]) -> tuple[list[Statement], list[Statement]]:
    """Both without what one of them does not settle, and without the names of files, which only a template has."""
    unsettled = {(item.subject.words, item.aspect) for item in (*before, *after) if item.aspect and _is_unsettled(item)}
    sides = (
        [
            replace(item, subject=item.subject._replace(file=""))
            for item in side
            if (item.subject.words, item.aspect) not in unsettled and not _is_unsettled(item)
        ]
        for side in (before, after)
    )
    first, second = sides
    return first, second


def _is_unsettled(item: Statement) -> bool:
    return UNSETTLED in item.object or "${" in item.object
