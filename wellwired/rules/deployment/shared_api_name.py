"""Two APIs have one name, and so one set of metrics.

## What it sees
Two REST APIs with the same `Name` that can exist together.

## What it causes
CloudWatch knows a REST API by its name: requests, errors and latency of both are added up, an alarm on one rings for
the other, and neither can be seen alone.

## How to fix it
CDK: `ProxyRestApi` puts the stage into the name; or `rest_api_name="orders-prod"`.
CloudFormation: a `Name` of its own for each, such as `!Sub orders-${Stage}`.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Again:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
```

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Other:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: other}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-metrics-and-dimensions.html
"""

from collections import defaultdict
from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import RestApi
from wellwired.model.order import pairs_that_meet
from wellwired.model.text import display, find_hole
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def shared_api_name(wiring: Wiring) -> Iterator[Finding]:
    """Report every API after the first of its name."""
    by_name: dict[str, list[RestApi]] = defaultdict(list)
    for api in wiring.all(RestApi):
        name = _find_name(api)
        if name and not find_hole(name):
            by_name[name].append(api)
    for name, apis in by_name.items():
        for first, api in pairs_that_meet(apis):
            yield Finding.on(
                api,
                "Name",
                f"{api.label} and {first.label} are both called {display(name)}: CloudWatch adds up their metrics",
                fix="give each API a name of its own",
                to=first,
            )


def _find_name(api: RestApi) -> str | None:
    """The name of an API, from its property or from the title of its body."""
    name = api.api_name.if_known()
    body = api.body.if_known() if name is None and not api.api_name.is_unknown else None
    info = body.get("info") if isinstance(body, dict) else None
    title = info.get("title") if isinstance(info, dict) else None
    return name or (title if isinstance(title, str) else None)
