"""What runs inside Lambda, standard library only: the handler wrapper, problem details, the proxy response contract."""

from wellwired.runtime.contract import Violation, assert_proxy_response, check_proxy_response
from wellwired.runtime.jobs.worker import Job, JobFailedError, job_worker
from wellwired.runtime.json_text import NotJsonError, to_json
from wellwired.runtime.problem import PROBLEM_JSON, Problem
from wellwired.runtime.proxy_handler import proxy_handler

__all__ = [
    "PROBLEM_JSON",
    "Job",
    "JobFailedError",
    "NotJsonError",
    "Problem",
    "Violation",
    "assert_proxy_response",
    "check_proxy_response",
    "job_worker",
    "proxy_handler",
    "to_json",
]
