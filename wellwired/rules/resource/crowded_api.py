"""An API has more paths than API Gateway allows by default.

## What it sees
More than 300 resources in one API, each part of a path counted once.

## What it causes
API Gateway refuses the 301st with a LimitExceededException, unless the quota "Resources per API" has been raised for
the account.

## How to fix it
CDK: split the API, or let one `{proxy+}` lead to a function that routes by itself.
CloudFormation: the same, or have the quota raised first.

## Reported
```yaml
Transform: AWS::LanguageExtensions
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Fn::ForEach::Tens:
    - Ten
    - ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15",
       "16", "17", "18", "19", "20", "21", "22", "23", "24", "25", "26", "27", "28", "29", "30"]
    - Fn::ForEach::Units:
        - Unit
        - ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
        - R${Ten}x${Unit}:
            Type: AWS::ApiGateway::Resource
            Properties:
              RestApiId: !Ref Api
              ParentId: !GetAtt Api.RootResourceId
              PathPart: !Sub r${Ten}x${Unit}
```

## Not reported
```yaml
Transform: AWS::LanguageExtensions
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Fn::ForEach::Tens:
    - Ten
    - ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15",
       "16", "17", "18", "19", "20", "21", "22", "23", "24", "25", "26", "27", "28", "29"]
    - Fn::ForEach::Units:
        - Unit
        - ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
        - R${Ten}x${Unit}:
            Type: AWS::ApiGateway::Resource
            Properties:
              RestApiId: !Ref Api
              ParentId: !GetAtt Api.RootResourceId
              PathPart: !Sub r${Ten}x${Unit}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html
"""

from collections.abc import Iterator
from typing import Final

from wellwired.findings import Finding, Severity
from wellwired.model.api import Resource, RestApi
from wellwired.model.wiring import Wiring
from wellwired.rules import rule

_LIMIT: Final = 300


@rule(severity=Severity.WARNING, status="deploy", since="0.1")
def crowded_api(api: RestApi, wiring: Wiring) -> Iterator[Finding]:
    """Report an API with too many resources."""
    count = len(wiring.of_api(Resource, api))
    if count > _LIMIT:
        yield Finding.on(
            api,
            "",
            f"{api.label} has {count} resources, and {_LIMIT} is the quota",
            fix="split the API, route below a {proxy+}, or have the quota raised",
        )
