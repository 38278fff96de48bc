"""A small account in moto: one REST API with two routes, its function, and logs in AWS's own format."""

import json
import time
from dataclasses import dataclass, field
from typing import Any

import boto3

from wellwired.access_log import FIELDS, render_format

REGION = "eu-west-1"
ACCESS_GROUP = "orders-access"
FUNCTION_GROUP = "/aws/lambda/orders"
FUNCTION = f"arn:aws:lambda:{REGION}:123456789012:function:orders"
FAILED = "Lambda execution failed with status 200 due to customer function error: "
REPORT = (
    "\tDuration: 12.50 ms\tBilled Duration: 13 ms\tMemory Size: 256 MB\tMax Memory Used: 71 MB\t"
    "Init Duration: 180.20 ms\t\n"
)
ROLE = "arn:aws:iam::123456789012:role/gateway-logs"


def request_id(number: int) -> str:
    return f"0000{number:04d}-aaaa-4bbb-8ccc-ddddeeee0001"


def function_id(number: int) -> str:
    return f"1111{number:04d}-aaaa-4bbb-8ccc-ddddeeee0002"


@dataclass
class World:
    """The account; `now` is in ms. Methods put events into the logs as API Gateway and Lambda write them."""

    api_id: str
    stage: str = "prod"
    now: int = field(default_factory=lambda: round(time.time() * 1000) - 600_000)

    def __post_init__(self) -> None:
        self.logs = boto3.client("logs", region_name=REGION)
        self.gateway = boto3.client("apigateway", region_name=REGION)
        self.execution_group = f"API-Gateway-Execution-Logs_{self.api_id}/{self.stage}"

    def make_group(self, name: str) -> None:
        self.logs.create_log_group(logGroupName=name)
        self.logs.create_log_stream(logGroupName=name, logStreamName="one")

    def put(self, group: str, lines: list[tuple[int, str]]) -> None:
        events: Any = [{"timestamp": self.now + after, "message": text} for after, text in lines]
        self.logs.put_log_events(logGroupName=group, logStreamName="one", logEvents=events)

    def access(self, number: int, after: int = 0, **fields: str) -> None:
        """An access log line in the kit's format; `after` ms after the beginning of the world."""
        row = dict.fromkeys(FIELDS, "-")
        row |= {
            "requestId": request_id(number),
            "extendedRequestId": f"Ext{number:04d}Fg=",
            "requestTimeEpoch": str(self.now + after),
            "apiId": self.api_id,
            "stage": self.stage,
            "httpMethod": "GET",
            "resourcePath": "/orders/{id}",
            "path": f"/{self.stage}/orders/{number}",
            "ip": "192.0.2.7",
            "apiKeyId": "key1234567",
        }
        self.put(ACCESS_GROUP, [(after + 40, json.dumps(row | fields))])

    def execution(self, number: int, lines: list[str], after: int = 0) -> None:
        """Execution log lines, a millisecond after each other."""
        stamped = [(after + place, f"({request_id(number)}) {text}"[:1024]) for place, text in enumerate(lines)]
        self.put(self.execution_group, stamped)

    def fail_with_exception(self, number: int, after: int = 0, error: str = "KeyError: 'price'") -> None:
        """A 502 whose function raised, in all three logs."""
        self.access(
            number,
            after,
            status="502",
            responseLatency="35",
            integrationLatency="30",
            errorMessage="Internal server error",
            errorResponseType="INTEGRATION_FAILURE",
            integrationErrorMessage=f"Lambda Customer Function Error:{error}",
            integrationStatus="200",
            integrationRequestId=function_id(number),
        )
        self.execution(
            number,
            [
                f"Extended Request Id: Ext{number:04d}Fg=",
                f"Starting execution for request: {request_id(number)}",
                "HTTP Method: GET, Resource Path: /orders/{id}",
                "Method request headers: {Authorization=Bearer abcdefgh12345678, X-Tenant=blue-whale}",
                'Method request body before transformations: {"card": "4111-secret-payload"}',
                f"Sending request to https://lambda.{REGION}.amazonaws.com/2015-03-31/functions/{FUNCTION}/invocations",
                "Received response. Status: 200, Integration latency: 30 ms",
                f"{FAILED}{error}. Lambda request id: {function_id(number)}",
                "Method completed with status: 502",
            ],
            after,
        )
        self.put(
            FUNCTION_GROUP,
            [
                (after + 5, f"START RequestId: {function_id(number)} Version: 3\n"),
                (after + 6, "loading order for alice@example.com"),
                (after + 6, f'[ERROR] {error}\nTraceback (most recent call last):\n  File "/var/task/app.py", line 7'),
                (after + 6, f"END RequestId: {function_id(number)}\n"),
                (
                    after + 6,
                    f"REPORT RequestId: {function_id(number)}{REPORT}",
                ),
            ],
        )


def make_api(name: str = "orders") -> str:
    """A REST API with GET and POST /orders/{id} on one function, deployed to `prod`, logging nothing yet."""
    gateway = boto3.client("apigateway", region_name=REGION)
    api = gateway.create_rest_api(name=name)["id"]
    root = gateway.get_resources(restApiId=api)["items"][0]["id"]
    orders = gateway.create_resource(restApiId=api, parentId=root, pathPart="orders")["id"]
    one = gateway.create_resource(restApiId=api, parentId=orders, pathPart="{id}")["id"]
    for verb in ("GET", "POST"):
        gateway.put_method(restApiId=api, resourceId=one, httpMethod=verb, authorizationType="NONE")
        gateway.put_integration(
            restApiId=api,
            resourceId=one,
            httpMethod=verb,
            type="AWS_PROXY",
            integrationHttpMethod="POST",
            uri=f"arn:aws:apigateway:{REGION}:lambda:path/2015-03-31/functions/"
            f"arn:aws:lambda:{REGION}:123456789012:function:${{stageVariables.fn}}/invocations",
        )
    deployment = gateway.create_deployment(restApiId=api)["id"]
    gateway.create_stage(restApiId=api, stageName="prod", deploymentId=deployment, variables={"fn": "orders"})
    return api


def make_world(*, access_format: str | None = None, level: str = "INFO") -> World:
    """The API with both logs on, their groups and the function's."""
    world = World(make_api())
    for group in (ACCESS_GROUP, world.execution_group, FUNCTION_GROUP):
        world.make_group(group)
    world.gateway.update_account(patchOperations=[{"op": "replace", "path": "/cloudwatchRoleArn", "value": ROLE}])
    world.gateway.update_stage(
        restApiId=world.api_id,
        stageName="prod",
        patchOperations=[
            {"op": "replace", "path": "/*/*/logging/loglevel", "value": level},
            {
                "op": "replace",
                "path": "/accessLogSettings/destinationArn",
                "value": f"arn:aws:logs:{REGION}:123456789012:log-group:{ACCESS_GROUP}",
            },
            {"op": "replace", "path": "/accessLogSettings/format", "value": access_format or render_format()},
        ],
    )
    return world
