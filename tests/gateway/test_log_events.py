import json

from tests.gateway.conftest import MakeClient
from tests.gateway.shop import SHOP
from wellwired.access_log import render_format
from wellwired.gateway.log_events import access_event, execution_events

LOGGED = (
    SHOP.replace(
        "StageName: prod",
        "StageName: prod, MethodSettings: [{ResourcePath: /*, HttpMethod: '*', LoggingLevel: LEVEL, DataTraceEnabled: "
        "TRACED}], AccessLogSetting: {DestinationArn: !GetAtt AccessLog.Arn, Format: '" + render_format() + "'}",
    )
    + """
  AccessLog: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: /shop/access}}
"""
)


def level(name: str, traced: str = "false") -> str:
    return LOGGED.replace("LEVEL", name).replace("TRACED", traced)


def ok(event: object) -> object:
    return {"body": "fine"}


def texts(client: object) -> str:
    exchange = client.exchanges[-1]  # type: ignore[attr-defined]
    return "\n".join(event.text for event in execution_events(exchange))


def test_every_event_begins_with_the_request_id_and_the_last_says_the_status(serve: MakeClient) -> None:
    client = serve(level("INFO"), Handler=ok)
    client("GET", "/prod/items")

    exchange = client.exchanges[-1]
    events = list(execution_events(exchange))
    assert {event.group for event in events} == {f"API-Gateway-Execution-Logs_{exchange.context['apiId']}/prod"}
    assert all(event.text.startswith(f"({exchange.request_id}) ") for event in events)
    assert events[-1].text.endswith("Method completed with status: 200")


def test_bodies_and_headers_are_written_with_data_trace_alone(serve: MakeClient) -> None:
    for traced, shown in (("false", False), ("true", True)):
        client = serve(level("INFO", traced), Handler=ok)
        client("GET", "/prod/items", headers={"X-Secret": "hush"}, body=b"hush")

        assert ("hush" in texts(client)) is shown


def test_the_level_error_writes_what_went_wrong_and_no_more(serve: MakeClient) -> None:
    client = serve(level("ERROR"), Handler=lambda _: {"body": {}})
    client("GET", "/prod/items")

    (event,) = execution_events(client.exchanges[-1])
    assert event.text.endswith("Execution failed due to configuration error: Malformed Lambda proxy response")


def test_a_stage_without_log_settings_writes_nothing(serve: MakeClient) -> None:
    client = serve(SHOP, Handler=ok)
    client("GET", "/prod/items")

    assert not list(execution_events(client.exchanges[-1]))
    assert access_event(client.exchanges[-1]) is None


def test_the_access_line_is_json_whatever_the_client_sends(serve: MakeClient) -> None:
    client = serve(level("INFO"), Handler=lambda _: {"statusCode": 404})
    client("GET", "/prod/items", headers={"User-Agent": 'x", "status": "200\n\\'})

    event = access_event(client.exchanges[-1])
    assert event is not None
    told = json.loads(event.text)
    assert event.group == "/shop/access"
    assert told["userAgent"] == 'x", "status": "200\n\\'
    assert (told["status"], told["functionStatus"], told["integrationStatus"]) == ("404", "404", "200")
    assert (told["errorResponseType"], told["authorizerError"]) == ("-", "-")


def test_a_route_that_is_not_there_leaves_an_access_line_alone(serve: MakeClient) -> None:
    client = serve(level("INFO"), Handler=ok)
    client("GET", "/prod/nowhere")

    event = access_event(client.exchanges[-1])
    assert event is not None
    assert json.loads(event.text)["errorResponseType"] == "MISSING_AUTHENTICATION_TOKEN"
    assert not list(execution_events(client.exchanges[-1]))


def test_authorization_is_redacted_with_data_trace_too(serve: MakeClient) -> None:
    client = serve(level("INFO", "true"), Handler=ok)
    headers = {"Authorization": 'Bearer "a-token-that-nobody-may-read"', "X-Long": "x" * 990}
    client("GET", "/prod/items", headers=headers)

    assert "Method request headers" in texts(client)
    assert "a-token-that" not in texts(client)
    assert "a-token-that" in str(client.functions.events[0]["headers"])
