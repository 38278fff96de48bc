"""The ways Lambda lets a function be named, taken apart: name, partial ARN, full ARN, invocation URI.

Source: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html (FunctionName)
"""

import re
from typing import Final, NamedTuple

# The part of an integration or authorizer URI before and after the function's ARN.
# https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegration.html (uri)
# A streamed response has a path of its own: https://docs.aws.amazon.com/apigateway/latest/developerguide/response-transfer-mode.html
INVOCATION_URI: Final = re.compile(
    r"arn:(?P<partition>[^:]+):apigateway:(?P<region>[^:]*):lambda:path/"
    r"(?:2015-03-31/functions/(?P<function>.+)/invocations"
    r"|2021-11-15/functions/(?P<streaming>.+)/response-streaming-invocations)",
    re.DOTALL,
)


class FunctionName(NamedTuple):
    """A function's name as symbolic text, and the version or alias asked of it ("" for none).

    account and region are "" where the spelling leaves them out.
    """

    name: str
    qualifier: str = ""
    account: str = ""
    region: str = ""


def find_function_in_uri(uri: str) -> str | None:
    """The function that an invocation URI names (ARN or name), or None where it is no such URI."""
    match = INVOCATION_URI.fullmatch(uri)
    return match["function"] or match["streaming"] if match else None


def parse_function_name(text: str) -> FunctionName:
    """Take a function's name or ARN apart; what is no ARN is a name, with a qualifier after a colon."""
    if text.startswith("arn:"):
        fields = text.split(":")
        if len(fields) >= 7 and fields[2] == "lambda":  # arn:aws:lambda:region:account:function:name
            return FunctionName(fields[6], ":".join(fields[7:]), fields[4], fields[3])
        return FunctionName(text)
    fields = text.split(":")
    if len(fields) >= 3 and fields[1] == "function":  # account:function:name
        return FunctionName(fields[2], ":".join(fields[3:]), fields[0])
    return FunctionName(fields[0], ":".join(fields[1:]))
