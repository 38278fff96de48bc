"""An authorizer that takes everybody by their word: the token is the caller's name."""

from typing import Any


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Let the caller in, under the name in the token."""
    statement = {"Action": "execute-api:Invoke", "Effect": "Allow", "Resource": event["methodArn"]}
    return {
        "principalId": event["authorizationToken"],
        "policyDocument": {"Version": "2012-10-17", "Statement": [statement]},
    }
