"""Reads and judges job by job, in this process or, where that is quicker, in several."""

import gc
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from typing import TYPE_CHECKING, Final

from wellwired.allowances import Allowance
from wellwired.cli.progress import LateProgress
from wellwired.engine import judge, merge
from wellwired.errors import UnreadableError
from wellwired.findings import Outcome, Unread
from wellwired.readers import Job, Reading, ReadOptions, plan_jobs, read_job
from wellwired.rules import Rule, all_rules

if TYPE_CHECKING:
    from wellwired.comparison.statement import Statement
    from wellwired.reports.drawing import Drawing

# Starting a pool takes as long as judging some ten templates: below so many jobs a second process brings little.
_WORTH: Final = 60
_CHUNK: Final = 8


@dataclass(frozen=True, slots=True)
class Judged:
    """What came out of one job, or of all: the verdict, its drawings, and the parameters that templates declare.

    texts: what was read from standard input, for excerpts. statements: what the wirings say, for a comparison.
    """

    outcome: Outcome
    drawings: "tuple[Drawing, ...]" = ()
    declared: frozenset[str] = frozenset()
    texts: Mapping[str, str] = field(default_factory=dict)
    statements: "tuple[Statement, ...]" = ()


def judge_paths(
    paths: Iterable[str],
    options: ReadOptions,
    *,
    rules: frozenset[str],
    allowances: Sequence[Allowance],
    drawn: bool = False,
    told: bool = False,
    progress: LateProgress,
) -> Judged:
    """Judge everything that the paths name by the rules of these names; `drawn`, `told`: with drawings, statements."""
    progress.start("looking for templates")
    jobs, begun = plan_jobs(paths, options)
    progress.start("judging", len(jobs))
    judged = [Judged(Outcome(unread=begun.unread))]
    work = partial(judge_job, options=options, rules=rules, allowances=tuple(allowances), drawn=drawn, told=told)
    for item in _run(work, jobs):
        judged.append(item)
        progress.done += 1
    return Judged(
        merge(item.outcome for item in judged),
        tuple(drawing for item in judged for drawing in item.drawings),
        frozenset().union(*(item.declared for item in judged)),
        {item.file: item.data.decode("utf-8", "replace") for job in jobs for item in job.files if item.path is None},
        tuple(statement for item in judged for statement in item.statements),
    )


def judge_job(
    job: Job,
    *,
    options: ReadOptions,
    rules: frozenset[str],
    allowances: Sequence[Allowance],
    drawn: bool = False,
    told: bool = False,
) -> Judged:
    """Read one job and judge each wiring in it; what fails by its own fault leaves the files of the job unread."""
    try:
        return _judge_job(job, options, rules, allowances, drawn=drawn, told=told)
    except Exception as error:  # noqa: BLE001 - the other files are still judged
        return Judged(Outcome(unread=_failed(job, error)))


def _judge_job(
    job: Job,
    options: ReadOptions,
    rules: frozenset[str],
    allowances: Sequence[Allowance],
    *,
    drawn: bool,
    told: bool,
) -> Judged:
    reading = read_job(job, options)
    outcomes = [judge(wiring, _choose(rules), allowances=allowances) for wiring in reading.wirings]
    drawings: tuple[Drawing, ...] = ()
    if drawn:
        from wellwired.reports.drawing import draw  # only two of the reports draw

        drawings = tuple(
            draw(wiring, outcome.findings) for wiring, outcome in zip(reading.wirings, outcomes, strict=True)
        )
    statements: tuple[Statement, ...] = ()
    if told:
        from wellwired.comparison.telling import tell  # only a comparison needs the words

        statements = tuple(statement for wiring in reading.wirings for statement in tell(wiring))
    return Judged(
        merge(outcomes, unread=reading.unread, files=reading.files),
        tuple(drawing for drawing in drawings if drawing.boxes),
        reading.declared,
        statements=statements,
    )


@cache
def _choose(names: frozenset[str]) -> tuple[Rule, ...]:
    return tuple(rule for rule in all_rules() if rule.name in names)


def _run(work: "partial[Judged]", jobs: Sequence[Job]) -> Iterator[Judged]:
    all_rules()  # loaded once, before the processes part
    gc.freeze()  # and never looked through for garbage
    processes = _count_processes(len(jobs))
    if processes < 2:
        yield from map(work, jobs)
        return
    # few runs need these, and loading them takes as long as judging a template
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    context = multiprocessing.get_context("fork")
    try:
        with ProcessPoolExecutor(processes, mp_context=context, initializer=_leave_interrupts) as pool:
            yield from pool.map(work, jobs, chunksize=_CHUNK)
    except BrokenProcessPool as error:
        raise UnreadableError("a process that read templates was killed, perhaps for lack of memory") from error


def _leave_interrupts() -> None:
    """Let Ctrl-C be the first process's business: a worker that it kills while it holds a lock stops all the others."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _count_processes(jobs: int) -> int:
    """How many processes pay: one, unless there is much to do, and fork makes another cheap."""
    if jobs < _WORTH or sys.platform != "linux":
        return 1
    return min(len(os.sched_getaffinity(0)), jobs // (_WORTH // 2), 8)


def _failed(job: Job, error: Exception) -> list[Unread]:
    files = [item.file for item in job.files] or [str(job.assembly)]
    problem = f"internal error while reading: {type(error).__name__}: {error}"
    return [Unread(file, problem, "this is a fault of wellwired: please report it") for file in files]


def to_reading(judged: Judged) -> Reading:
    """What was read, without the wirings, which are gone by now."""
    return Reading((), judged.outcome.unread, judged.outcome.files, 0, judged.declared)
