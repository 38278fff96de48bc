"""What has to be read together, and what can be read by itself: a reading cut into jobs that need nothing else."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from wellwired.documents import DocumentError
from wellwired.findings import Unread
from wellwired.readers.assembly import read_assembly, read_synthesised
from wellwired.readers.inputs import InputFile, find_inputs
from wellwired.readers.joins import Harvest, join_templates, open_app
from wellwired.readers.reading import Reading, ReadOptions
from wellwired.readers.template import Template


class Contents(NamedTuple):
    """What is in files: the templates, what could not be read, and how many are something else."""

    templates: Sequence[Template]
    unread: Sequence[Unread]
    skipped: int


class Job(NamedTuple):
    """A template, several that may refer to one another, or an assembly; can be sent to another process.

    contents: what is in the files, where planning had to read them. assembly: read whole, or, where there are files,
    those of them that are its stacks.
    """

    files: tuple[InputFile, ...] = ()
    assembly: Path | None = None
    contents: Contents | None = None


def plan_jobs(paths: Iterable[str], options: ReadOptions) -> tuple[Sequence[Job], Reading]:
    """The jobs that reading `paths` comes to, and what is known of the reading before they are done."""
    inputs = find_inputs(paths)
    linking = tuple(item for item in inputs.files if item.is_linking)
    contents = _read_templates(linking) if len(inputs.files) > 1 else None
    nested = _find_nested(contents.templates, options) if contents else set()
    jobs = [Job((item,)) for item in inputs.files if not item.is_linking and not _is_among(item, nested)]
    if linking:
        jobs.append(Job(linking, contents=contents))
    jobs.extend(Job(tuple(files), assembly=folder) for folder, files in inputs.synthesised.items())
    jobs.extend(Job(assembly=folder) for folder in inputs.assemblies)
    return jobs, Reading([], inputs.unread, (), inputs.skipped)


def _find_nested(templates: Sequence[Template], options: ReadOptions) -> set[Path]:
    """The files that some of the templates nest: they are read with those, not by themselves."""
    nested: set[Path] = set()
    for template in templates:
        scopes = open_app([template], options, Harvest()).scopes.values()
        nested.update(scope.template.path.resolve() for scope in scopes if scope.chain[1:] and scope.template.path)
    return nested


def _is_among(item: InputFile, paths: set[Path]) -> bool:
    return bool(paths) and item.path is not None and item.path.resolve() in paths


def _read_templates(files: Iterable[InputFile]) -> Contents:
    templates, unread, skipped = [], [], 0
    for item in files:
        try:
            template = item.read()
        except DocumentError as error:
            unread.append(Unread(error.file, error.problem, error.remedy or "", error.position))
            continue
        if template is None:
            skipped += 1
        else:
            templates.append(template)
    return Contents(templates, unread, skipped)


def read_job(job: Job, options: ReadOptions) -> Reading:
    """Do one job."""
    harvest = Harvest()
    files = job.files
    if job.assembly is not None and files:
        read_synthesised([item.path for item in files if item.path is not None], harvest, options)
        done = {Path(file).resolve() for file in harvest.files}
        files = tuple(item for item in files if not _is_among(item, done))
    elif job.assembly is not None:
        read_assembly(job.assembly, options, harvest)
    templates, unread, skipped = job.contents or _read_templates(files)
    harvest.unread += unread
    join_templates(templates, options, harvest)
    read = tuple(dict.fromkeys(harvest.files))
    return Reading(harvest.wirings, harvest.unread, read, skipped, frozenset(harvest.declared))
