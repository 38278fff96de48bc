"""An API is called by a name that its metrics do not carry.

## What it sees
A `Name` with characters outside ASCII.

## What it causes
API Gateway leaves those characters out of the dimension `ApiName`: alarms and dashboards on the full name hear nothing,
and two names that differ in them only become one.

## How to fix it
CDK: `rest_api_name` in ASCII; `ProxyRestApi` refuses others.
CloudFormation: an ASCII `Name`; put the other spelling into `Description`.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: bücher}
```

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import RestApi
from wellwired.model.text import display
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def non_ascii_api_name(api: RestApi) -> Iterator[Finding]:
    """Report a name that CloudWatch gets shortened."""
    name = display(api.api_name.known() or "")
    if not name.isascii():
        shortened = "".join(character for character in name if character.isascii())
        called = repr(shortened) if shortened else "its id"
        yield Finding.on(
            api,
            "Name",
            f"{api.label} is called {name!r}, and its metrics {called}",
            fix="use ASCII characters only",
        )
