"""A worker of three minds: it adds up, raises, or refuses."""

from wellwired.runtime import Job, JobFailedError, Problem, job_worker


@job_worker
def handler(job: Job) -> dict[str, object]:
    """Return the sum of the numbers, with the attempt it took."""
    if job.input.get("raise"):
        raise RuntimeError("a secret of the inside")
    if job.input.get("refuse"):
        raise JobFailedError(Problem(status=422, reference="PROBE-422", detail="That cannot be added up."))
    return {"sum": sum(job.input["numbers"]), "attempt": job.attempt}
