"""The outside world to the model: templates, folders of them and CDK assemblies, each app to one wiring."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from wellwired.documents import DocumentError, check_text
from wellwired.errors import UsageError
from wellwired.model.wiring import Wiring
from wellwired.readers.inputs import stack_name
from wellwired.readers.jobs import Job, plan_jobs, read_job
from wellwired.readers.joins import Harvest, join_templates
from wellwired.readers.reading import Reading, ReadOptions
from wellwired.readers.template import find_template

__all__ = [
    "DocumentError",
    "Job",
    "ReadOptions",
    "Reading",
    "check_options",
    "plan_jobs",
    "read_each",
    "read_inputs",
    "read_job",
    "read_text",
]

_REGION: Final = re.compile(r"[a-z]+(?:-[a-z]+)+-[0-9]+")
_ACCOUNT: Final = re.compile(r"[0-9]{12}")


def read_inputs(paths: Iterable[str], options: ReadOptions | None = None) -> Reading:
    """Read everything that `paths` name: files, folders, glob patterns, "-" for standard input, `cdk.out` folders.

    What cannot be read is listed in the result and stops nothing else. Raises `UsageError` where an option cannot
    be meant, such as a parameter that no template declares.
    """
    options = options or ReadOptions()
    parts = list(read_each(paths, options))
    reading = Reading(
        [wiring for part in parts for wiring in part.wirings],
        [unread for part in parts for unread in part.unread],
        [file for part in parts for file in part.files],
        sum(part.skipped for part in parts),
        frozenset().union(*(part.declared for part in parts)),
    )
    check_options(options, reading)
    return reading


def read_each(paths: Iterable[str], options: ReadOptions | None = None) -> Iterator[Reading]:
    """The same piece by piece, so that of many templates only one is in memory at a time."""
    options = options or ReadOptions()
    check_options(options)
    jobs, begun = plan_jobs(paths, options)
    yield begun
    for job in jobs:
        yield read_job(job, options)


def read_text(text: str, file: str = "template.yaml", options: ReadOptions | None = None) -> Wiring:
    """The wiring of one template given as text; raises `DocumentError`."""
    options = options or ReadOptions()
    template = find_template(check_text(text, file), stack_name(file))
    if template is None:
        raise DocumentError("it is no CloudFormation template: it has no Resources", file=file)
    harvest = Harvest()
    join_templates([template], options, harvest)
    for unread in harvest.unread:
        raise DocumentError(unread.problem, file=unread.file, position=unread.position, remedy=unread.remedy)
    return harvest.wirings[0]


def check_options(options: ReadOptions, reading: Reading | None = None) -> None:
    """Refuse values that no deployment can have, and, once all is read, parameters that no template declares.

    Raises `UsageError`.
    """
    for name, value in {**options.parameters, "region": options.region, "account": options.account}.items():
        try:
            check_text(value, f"the value of {name}")
        except DocumentError as error:
            raise UsageError(error.problem, where=error.where, remedy=error.remedy) from None
    if options.region and not _REGION.fullmatch(options.region):
        raise UsageError(f"'{options.region}' is no region", where="region", remedy="as in eu-west-1")
    if options.account and not _ACCOUNT.fullmatch(options.account):
        raise UsageError(f"'{options.account}' is no account", where="account", remedy="it has twelve digits")
    if reading is None or not reading.files:
        return
    unknown = sorted(set(options.parameters) - reading.declared)
    if unknown:
        known = ", ".join(sorted(reading.declared)) or "none"
        raise UsageError(
            f"no template declares the parameter {unknown[0]}", remedy=f"parameters that can be set: {known[:500]}"
        )
