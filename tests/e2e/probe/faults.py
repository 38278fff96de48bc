"""A handler without a wrapper, which fails in each way that the client of a REST API sees as a 502 or a 504."""

import time
from typing import Any


def handler(event: dict[str, Any], context: Any) -> Any:
    """Fail as the path says."""
    match event["path"]:
        case "/raises":
            raise RuntimeError("no such order")
        case "/malformed":
            return {"statusCode": 200, "body": {"an": "object"}}
        case "/large":
            return {"statusCode": 200, "body": "x" * 7_000_000}
        case "/slow":
            time.sleep(3)
    return {"statusCode": 200, "body": "fine"}
