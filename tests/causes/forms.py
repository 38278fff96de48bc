"""The forms in which people paste what AWS says: consoles, terminals, exports and the texts of HTTP clients."""
# ruff: noqa: E501 - log lines stand as AWS writes them

import json

REQUEST = "92b94364-453e-48ac-8995-356d0d1973f3"
LAMBDA = "5d9f4f9c-0c0a-4b0e-9f5e-2f6f1a1b7c3d"
_BEFORE = (
    "Extended Request Id: FOjNQEjfBcwFtAg=",
    f"Verifying Usage Plan for request: {REQUEST}. API Key:  API Stage: a1b2c3d4e5/prod",
    "API Key  authorized because method 'POST /orders' does not require API Key. Request will not contribute to throttle or quota limits",
    "Usage Plan check succeeded for API Key  and API Stage a1b2c3d4e5/prod",
    f"Starting execution for request: {REQUEST}",
    "HTTP Method: POST, Resource Path: /orders",
    "Method request path: {}",
    "Method request query string: {}",
    "Method request headers: {Accept=*/*, User-Agent=curl/8.1.2, X-Forwarded-Proto=https, X-Forwarded-For=203.0.113.7, Host=a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com, X-Forwarded-Port=443, X-Amzn-Trace-Id=Root=1-682beb8a-1c0746795c388c4d0b9cfcf9, Content-Type=application/json}",
    'Method request body before transformations: {"item": "x"}',
)
_SENT = (
    "Endpoint request URI: https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/arn:aws:lambda:eu-west-1:111122223333:function:orders/invocations",
    f"Endpoint request headers: {{X-Amz-Date=20261123T080000Z, x-amzn-apigateway-api-id=a1b2c3d4e5, Accept=application/json, User-Agent=AmazonAPIGateway_a1b2c3d4e5, Host=lambda.eu-west-1.amazonaws.com, x-amzn-lambda-integration-tag={REQUEST}, Authorization=**********3b2920, X-Amz-Source-Arn=arn:aws:execute-api:eu-west-1:111122223333:a1b2c3d4e5/prod/POST/orders}}",
    'Endpoint request body after transformations: {"resource":"/orders","path":"/orders","httpMethod":"POST","headers":{"Accept":"*/*"}, "requestContext":{"stage":"prod","identity":{"apiKey":null,"accountId":null}} [TRUNCATED]',
    "Sending request to https://lambda.eu-west-1.amazonaws.com/2015-03-31/functions/arn:aws:lambda:eu-west-1:111122223333:function:orders/invocations",
)
_RECEIVED = (
    "Received response. Status: 200, Integration latency: 41 ms",
    f"Endpoint response headers: {{Date=Mon, 23 Nov 2026 08:00:00 GMT, Content-Type=application/json, Content-Length=24, Connection=keep-alive, x-amzn-RequestId={LAMBDA}, X-Amz-Function-Error=Unhandled, x-amzn-Remapped-Content-Length=0, X-Amz-Executed-Version=$LATEST, X-Amzn-Trace-Id=root=1-682beb8a-1c0746795c388c4d0b9cfcf9;sampled=0}}",
)


def steps(status: int, *said: str, sent: bool = True, answered: bool = True) -> list[str]:
    """The lines of an execution log around what it says of the fault."""
    before = (*_BEFORE, *(_SENT if sent else ()), *(_RECEIVED if sent and answered else ()))
    return [*before, *said, f"Method completed with status: {status}"]


def execution_log(lines: list[str]) -> str:
    return "\n".join(f"({REQUEST}) {line}" for line in lines)


def console_test(lines: list[str]) -> str:
    head = "Execution log for request test-request"
    return "\n".join([head, *(f"Mon Nov 23 08:00:00 UTC 2026 : {line}" for line in lines)])


def tail(lines: list[str]) -> str:
    """What `aws logs tail` prints."""
    stream = "4c56ff4ce4aaf9573aa5dff913df997a"
    return "\n".join(f"2026-11-23T08:00:00.000000+00:00 {stream} ({REQUEST}) {line}" for line in lines)


def insights(lines: list[str]) -> str:
    """The JSON that the console of Logs Insights exports."""
    rows = [{"@timestamp": "2026-11-23 08:00:00.000", "@message": f"({REQUEST}) {line}"} for line in lines]
    return json.dumps(rows)


def events(lines: list[str]) -> str:
    """What `aws logs filter-log-events` prints."""
    found = [{"logStreamName": "4c56", "timestamp": 1795420800000, "message": f"({REQUEST}) {line}"} for line in lines]
    return json.dumps({"events": found, "searchedLogStreams": []}, indent=4)


def curl(status: int, body: str, error_type: str | None, *, request_id: bool = True) -> str:
    """What `curl -i` prints; without an error type the answer is not the gateway's own."""
    names = {
        "content-type": "application/json",
        "content-length": str(len(body)),
        "date": "Mon, 23 Nov 2026 08:00:00 GMT",
        **({"x-amzn-requestid": REQUEST} if request_id else {}),
        **({"x-amzn-errortype": error_type} if error_type else {}),
        **({"x-amz-apigw-id": "FOjNQEjfBcwFtAg="} if request_id else {}),
    }
    return f"HTTP/2 {status} \n" + "\n".join(f"{name}: {value}" for name, value in names.items()) + f"\n\n{body}"


def verbose_curl(status: int, body: str, error_type: str | None) -> str:
    """What `curl -v` prints."""
    answer = curl(status, "", error_type).splitlines()
    sent = [
        "> POST /prod/orders HTTP/2",
        "> Host: a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com",
        "> Accept: */*",
        ">",
    ]
    return "\n".join([*sent, *(f"< {line}" for line in answer if line), "<", "* Connection #0 left intact", body])


LOG_FORMS = (execution_log, console_test, tail, insights, events)
