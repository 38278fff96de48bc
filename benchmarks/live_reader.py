"""How many calls `wellwired doctor` makes, and how long it takes, for accounts of 1, 10, 100 and 300 APIs of 50 routes.

Run: python benchmarks/live_reader.py [APIS ...]
The account is moto's, in this process: the time is that of the reader and of the emulator, without any network. The
pace that API Gateway's quota asks for is not waited for, but worked out: see the last column.
"""

import os
import sys
import time
from collections import Counter
from pathlib import Path

os.environ.update(AWS_ACCESS_KEY_ID="testing", AWS_SECRET_ACCESS_KEY="testing", AWS_DEFAULT_REGION="eu-west-1")
sys.path.insert(0, str(Path(__file__).parents[1]))

import boto3
from moto import mock_aws
from moto.apigateway.models import apigateway_backends

from tests.live.gateway import ACCOUNT, REGION, make_api, make_function, make_role
from wellwired.engine import judge
from wellwired.model.api import Method
from wellwired.readers.live import LiveAccess, find_place, read_account
from wellwired.readers.live.pace import BURST, RATE, Pace

ROUTES = 50


def measure(apis: int, routes: int) -> tuple[Counter[str], float, float]:
    """Calls by operation, seconds to read, seconds to judge."""
    with mock_aws():
        session = boto3.Session()
        role = make_role(session, "role", "lambda.amazonaws.com")
        first = make_api(session, name="api-0", routes=routes, function="api-0")
        make_function(session, "api-0", role)
        backend = apigateway_backends[ACCOUNT][REGION]
        for number in range(1, apis):  # copies of the first one: making 15,000 routes by calls takes an hour
            make_function(session, f"api-{number}", role)
            copy(backend, first, number)
        access = LiveAccess(session, pace=Pace(1e9, 10**9))
        begun = time.perf_counter()
        wiring = read_account(access, find_place(access))
        read = time.perf_counter()
        judge(wiring)
        assert len(wiring.all(Method)) == apis * routes
        return access.made, read - begun, time.perf_counter() - read


def copy(backend: object, first: str, number: int) -> None:
    """Put a copy of an API into moto's account, calling a function of its own."""
    from copy import deepcopy
    from typing import Any

    store: Any = backend
    api = deepcopy(store.apis[first])
    api.id, api.name = f"copy{number:06d}", f"api-{number}"
    for resource in api.resources.values():
        for method in resource.resource_methods.values():
            integration = method.method_integration
            integration.uri = integration.uri.replace("function:api-0/", f"function:api-{number}/")
    store.apis[api.id] = api


def main() -> None:
    """Print the table."""
    sizes = [int(text) for text in sys.argv[1:]] or [1, 10, 100, 300]
    print(f"routes an API: {ROUTES}; at the pace of {RATE:.0f} calls a second with a burst of {BURST}")
    print("| APIs | calls | of API Gateway | an API | read (s) | judge (s) | paced by API Gateway (s) |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for apis in sizes:
        made, read, judged = measure(apis, ROUTES)
        gateway = sum(count for name, count in made.items() if name.startswith("apigateway."))
        paced = max(0.0, (gateway - BURST) / RATE)
        total = sum(made.values())
        print(f"| {apis} | {total} | {gateway} | {total / apis:.1f} | {read:.1f} | {judged:.1f} | {paced:.0f} |")
    few, _, _ = measure(1, 1)
    many, _, _ = measure(1, 200)
    print(f"calls for one API of 1 route: {sum(few.values())}, of 200 routes: {sum(many.values())}")


if __name__ == "__main__":
    main()
