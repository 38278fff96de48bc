"""`wellwired serve` beside the embedded AWS that `wellwired local` deploys to: one template, one handler, one run.

    python benchmarks/serve.py

Start-up is a whole process to its first answer, the function's cold start included. Warm latency is one connection
that stays open, throughput eight of them, from a client that spends next to nothing itself. The emulator answers more
kindly (no permission, no deployment, no log); ratios above 1 say that wellwired is faster.
"""

import asyncio
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import boto3
from rich.console import Console

from wellwired.local.emulator import Emulator
from wellwired.local.environment import ensure_environment
from wellwired.local.progress import Progress

WARM = 1_000
LOAD_SECONDS = 8.0
CONNECTIONS = 8
ROUNDS = 3

TEMPLATE = """
Resources:
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: bench}}
  Items:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: items}
  List:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Items
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler.Arn}/invocations
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.12
      Handler: index.handler
      Role: arn:aws:iam::000000000000:role/lambda
      Code:
        ZipFile: |
          import json
          def handler(event, context):
              return {"statusCode": 200, "body": json.dumps({"path": event["path"]})}
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !Ref Handler
      Action: lambda:InvokeFunction
      Principal: apigateway.amazonaws.com
      SourceArn: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*/*/*
  Deployment: {Type: AWS::ApiGateway::Deployment, DependsOn: List, Properties: {RestApiId: !Ref Api}}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: !Ref Deployment, StageName: prod}
Outputs:
  Id: {Value: !Ref Api}
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """Milliseconds, and requests per second."""

    start: float
    p50: float
    p95: float
    rate: float


@contextmanager
def own(folder: Path) -> Iterator[str]:
    """The URL of the route under `wellwired serve`."""
    (folder / "template.yaml").write_text(TEMPLATE)
    command = [sys.executable, "-m", "wellwired", "serve", str(folder / "template.yaml"), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        found = next(match for line in server.stdout if (match := re.search(r"(http://\S+/prod)$", line)))
        # what it prints is read on, as a terminal would
        with subprocess.Popen(["cat"], stdin=server.stdout, stdout=subprocess.DEVNULL):
            yield f"{found[1]}/items"
            server.terminate()


@contextmanager
def emulated(_: Path) -> Iterator[str]:
    """The URL of the route in the embedded AWS."""
    python = ensure_environment(Progress(Console(stderr=True)))
    with Emulator(python) as emulator:
        given = {"aws_access_key_id": "test", "aws_secret_access_key": "test", "region_name": emulator.region}
        stacks = boto3.client("cloudformation", endpoint_url=emulator.endpoint, **given)
        stacks.create_stack(StackName="bench", TemplateBody=TEMPLATE, Capabilities=["CAPABILITY_IAM"])
        stacks.get_waiter("stack_create_complete").wait(StackName="bench", WaiterConfig={"Delay": 1})
        (output,) = stacks.describe_stacks(StackName="bench")["Stacks"][0]["Outputs"]
        yield f"{emulator.endpoint}/_aws/execute-api/{output['OutputValue']}/prod/items"


def measure(server: object, folder: Path) -> Measured:
    """Start a server, call it cold, warm, and from several connections at once."""
    begun = time.perf_counter()
    with server(folder) as url:  # type: ignore[operator]
        check(url)
        start = (time.perf_counter() - begun) * 1000
        asyncio.run(call_warm(url, WARM // 5))
        times = asyncio.run(call_warm(url, WARM))
        rate = asyncio.run(call_many(url))
    cuts = statistics.quantiles(times, n=20)
    return Measured(start, statistics.median(times), cuts[18], rate)


def check(url: str) -> None:
    """Wait for the first right answer."""
    for _ in range(200):
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:
                assert json.load(answer)["path"] == "/items"
            return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.02)
    raise SystemExit(f"no answer from {url}")


async def call_warm(url: str, count: int) -> list[float]:
    """Milliseconds of each of so many requests on one connection."""
    times = []
    reader, writer, request = await connect(url)
    for _ in range(count):
        begun = time.perf_counter()
        await call(reader, writer, request)
        times.append((time.perf_counter() - begun) * 1000)
    writer.close()
    return times


async def call_many(url: str) -> float:
    """Requests per second over several connections."""
    ended = time.perf_counter() + LOAD_SECONDS

    async def one() -> int:
        reader, writer, request = await connect(url)
        count = 0
        while time.perf_counter() < ended:
            await call(reader, writer, request)
            count += 1
        writer.close()
        return count

    return sum(await asyncio.gather(*(one() for _ in range(CONNECTIONS)))) / LOAD_SECONDS


async def connect(url: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter, bytes]:
    """A connection, and the request to send on it."""
    parts = urllib.parse.urlsplit(url)
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
    return reader, writer, f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept: */*\r\n\r\n".encode()


async def call(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, request: bytes) -> None:
    """Send the request, and read its whole answer."""
    writer.write(request)
    head = await reader.readuntil(b"\r\n\r\n")
    assert b" 200" in head[:15], head
    length = re.search(rb"content-length: (\d+)", head.lower())
    assert length is not None, head
    await reader.readexactly(int(length[1]))


def main() -> None:
    """Measure both, turn by turn, and print the best of each."""
    ensure_environment(Progress(Console(stderr=True)))
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}")
    runs: dict[str, list[Measured]] = {"wellwired serve": [], "embedded AWS": []}
    for _ in range(ROUNDS):
        for name, server in (("wellwired serve", own), ("embedded AWS", emulated)):
            with tempfile.TemporaryDirectory() as folder:
                runs[name].append(measure(server, Path(folder)))
    best = {
        name: Measured(
            min(run.start for run in rows),
            min(run.p50 for run in rows),
            min(run.p95 for run in rows),
            max(run.rate for run in rows),
        )
        for name, rows in runs.items()
    }
    print(f"{'':16} {'start ms':>10} {'p50 ms':>8} {'p95 ms':>8} {'requests/s':>11}")
    for name, row in best.items():
        print(f"{name:16} {row.start:10.0f} {row.p50:8.2f} {row.p95:8.2f} {row.rate:11.0f}")
    ours, theirs = best.values()
    print(
        f"{'ratio':16} {theirs.start / ours.start:10.1f} {theirs.p50 / ours.p50:8.1f} "
        f"{theirs.p95 / ours.p95:8.1f} {ours.rate / theirs.rate:11.1f}"
    )


if __name__ == "__main__":
    main()
