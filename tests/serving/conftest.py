import asyncio
import socket
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from aiohttp import web

from wellwired.gateway.messages import Request, Response
from wellwired.serving.doors import Address, Doors

GET = b"GET /prod/items HTTP/1.1\r\nHost: here\r\nConnection: close\r\n"


@contextmanager
def open_door(handle: Callable[[Request], Response]) -> Iterator[int]:
    """The port of a server whose every request `handle` answers."""

    async def no_pages(_: web.Request) -> web.StreamResponse:
        return web.Response(status=404)

    async def close() -> None:
        await doors.close()
        await asyncio.gather(*_cancelled(asyncio.all_tasks() - {asyncio.current_task()}), return_exceptions=True)

    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    doors = Doors(Address(port=0), lambda _, request: handle(request), no_pages)
    try:
        yield asyncio.run_coroutine_threadsafe(doors.open("api"), loop).result(5)
    finally:
        asyncio.run_coroutine_threadsafe(close(), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


def _cancelled(tasks: Iterable[asyncio.Task[object] | None]) -> Iterator[asyncio.Task[object]]:
    for task in tasks:
        if task is not None and task.cancel():
            yield task


class Recorder:
    """Answers 200 and keeps what it was asked."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.requests: list[Request] = []
        self.response = Response(status=200, body=b"fine")

    def __call__(self, request: Request) -> Response:
        self.requests.append(request)
        return self.response

    def send(self, data: bytes, *, seconds: float = 5) -> bytes:
        """What the server says to raw bytes until it closes the connection, or nothing for so long."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=seconds) as connection:
            connection.sendall(data)
            return read_all(connection)

    @property
    def asked(self) -> Request:
        return self.requests[-1]


def read_all(connection: socket.socket) -> bytes:
    parts = []
    try:
        while part := connection.recv(65_536):
            parts.append(part)
    except (TimeoutError, ConnectionResetError):
        pass
    return b"".join(parts)


@pytest.fixture(scope="module")
def opened() -> Iterator[Recorder]:
    recorder = Recorder()
    with open_door(recorder) as recorder.port:
        yield recorder


@pytest.fixture
def door(opened: Recorder) -> Recorder:
    opened.response = Response(status=200, body=b"fine")
    return opened


HANDLER = """
import json

def handler(event, context):
    asked = (event.get("queryStringParameters") or {}).get("do")
    if asked == "raise":
        raise ValueError("no order")
    if asked == "bad":
        return {"status": 1}
    if asked == "print":
        print("\\x1b[31mred\\nsecond line")
    return {"statusCode": 404 if asked == "404" else 200, "body": "first"}
"""

TEMPLATE = """
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: shop}
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
      Integration: &integration
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler.Arn}/invocations
  Add:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Items
      HttpMethod: POST
      AuthorizationType: NONE
      ApiKeyRequired: true
      Integration: *integration
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: shop-items
      Runtime: python3.12
      Handler: items.handler
      Role: arn:aws:iam::123456789012:role/lambda
      Code: src
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !Ref Handler
      Action: lambda:InvokeFunction
      Principal: apigateway.amazonaws.com
      SourceArn: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*/*/*
  Deployment:
    Type: AWS::ApiGateway::Deployment
    DependsOn: [List, Add]
    Properties: {RestApiId: !Ref Api}
  Stage:
    Type: AWS::ApiGateway::Stage
    Properties:
      RestApiId: !Ref Api
      DeploymentId: !Ref Deployment
      StageName: prod
      AccessLogSetting:
        DestinationArn: !Sub arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:shop/access
        Format: '{"requestId":"$context.requestId","status":"$context.status","agent":"$context.identity.userAgent"}'
      MethodSettings: [{ResourcePath: /*, HttpMethod: "*", LoggingLevel: INFO}]
  Key:
    Type: AWS::ApiGateway::ApiKey
    Properties: {Name: partner, Enabled: true}
  Plan:
    Type: AWS::ApiGateway::UsagePlan
    Properties: {ApiStages: [{ApiId: !Ref Api, Stage: !Ref Stage}]}
  KeyOnPlan:
    Type: AWS::ApiGateway::UsagePlanKey
    Properties: {KeyId: !Ref Key, KeyType: API_KEY, UsagePlanId: !Ref Plan}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A template with a handler beside it."""
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "items.py").write_text(HANDLER)
    (tmp_path / "shop.yaml").write_text(TEMPLATE)
    return tmp_path / "shop.yaml"
