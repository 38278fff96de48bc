"""What the construct `JobRoute` tells its functions by their environment, and the AWS clients that go with it."""

import os
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from wellwired.runtime.jobs.table import JobTable

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


@dataclass(frozen=True)
class Surroundings:
    """The table and the queue of one `JobRoute`, as both of its functions see them."""

    table: JobTable
    sqs: "SQSClient"
    queue_url: str


@cache
def surroundings() -> Surroundings:
    """Return what the environment names; made at the first call, kept for the next.

    Lambda has boto3 in its Python runtimes; importing this module needs neither that nor a variable.
    """
    import boto3
    from botocore.config import Config

    # Short enough that a call that hangs, and its repetitions, leave time for an answer.
    config = Config(connect_timeout=1, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 3})
    return Surroundings(
        table=JobTable(boto3.client("dynamodb", config=config), os.environ["JOB_TABLE_NAME"]),
        sqs=boto3.client("sqs", config=config),
        queue_url=os.environ["JOB_QUEUE_URL"],
    )
