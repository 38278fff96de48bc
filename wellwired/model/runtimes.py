"""Lambda's runtimes: which are on their way out, and what they set by themselves.

Source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html
"""

from collections.abc import Mapping
from typing import Final

# No function can be made with these since the date. Only dates that have long passed: AWS has moved later ones again
# and again.
REFUSED_SINCE: Final[Mapping[str, str]] = {
    "dotnetcore1.0": "2019-06-30",
    "dotnetcore2.0": "2019-04-30",
    "dotnetcore2.1": "2022-01-05",
    "dotnetcore3.1": "2023-04-03",
    "go1.x": "2024-02-08",
    "java8": "2024-02-08",
    "nodejs": "2016-09-30",
    "nodejs4.3": "2020-02-03",
    "nodejs4.3-edge": "2019-03-31",
    "nodejs6.10": "2019-07-12",
    "nodejs8.10": "2020-02-04",
    "nodejs10.x": "2021-07-30",
    "nodejs12.x": "2023-03-31",
    "nodejs14.x": "2024-01-09",
    "provided": "2024-02-08",
    "python2.7": "2021-07-15",
    "python3.6": "2022-07-18",
    "python3.7": "2024-01-09",
    "ruby2.5": "2021-07-30",
    "ruby2.7": "2024-01-09",
}
# No more patches since the date; creating and updating functions is refused later.
DEPRECATED_SINCE: Final[Mapping[str, str]] = {
    "dotnet6": "2024-12-20",
    "nodejs16.x": "2024-06-12",
    "nodejs18.x": "2025-09-01",
    "nodejs20.x": "2026-04-30",
    "python3.8": "2024-10-14",
    "python3.9": "2025-12-15",
    "ruby3.2": "2026-03-31",
}

# https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html: these cannot be set in a configuration ...
RESERVED_VARIABLES: Final = frozenset(
    {"_HANDLER", "_X_AMZN_TRACE_ID", "AWS_DEFAULT_REGION", "AWS_REGION", "AWS_EXECUTION_ENV"}
    | {"AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "AWS_LAMBDA_FUNCTION_VERSION"}
    | {"AWS_LAMBDA_INITIALIZATION_TYPE", "AWS_LAMBDA_LOG_GROUP_NAME", "AWS_LAMBDA_LOG_STREAM_NAME"}
    | {"AWS_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"}
    | {"AWS_LAMBDA_RUNTIME_API", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR"}
)
# ... and these are there as well, or may be.
GIVEN_VARIABLES: Final = RESERVED_VARIABLES | {
    "AWS_XRAY_CONTEXT_MISSING",
    "AWS_XRAY_DAEMON_ADDRESS",
    "HOME",
    "LANG",
    "LD_LIBRARY_PATH",
    "PATH",
    "PWD",
    "PYTHONPATH",
    "SHLVL",
    "TZ",
}
