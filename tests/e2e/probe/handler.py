"""A handler that breaks on one path, to see what leaves the wrapper."""

from typing import Any

from wellwired.runtime import proxy_handler


@proxy_handler()
def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer, or raise with words that must not leave."""
    if event["path"] == "/raise":
        raise RuntimeError("a secret of the inside")
    return {"statusCode": 200, "body": {"path": event["path"]}}
