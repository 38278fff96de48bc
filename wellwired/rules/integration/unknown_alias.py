"""An integration calls an alias of a function that the stack does not publish.

## What it sees
An invocation URI with an alias of a function that is among the resources, where no alias or version of that name is.

## What it causes
Every call of the route: 500 `Internal server error`, until somebody makes the alias by hand.

## How to fix it
CDK: hand the `Alias` to the route.
CloudFormation: `${Alias}` in the `Uri`, or an `AWS::Lambda::Alias` of that name.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler.Arn}:prod/invocations
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
```

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: api}
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler.Arn}:prod/invocations
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
  Prod:
    Type: AWS::Lambda::Alias
    Properties: {Name: prod, FunctionName: !Ref Handler, FunctionVersion: "1"}
```

## Source
https://docs.aws.amazon.com/lambda/latest/dg/configuration-aliases.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.aliases import find_unknown_alias
from wellwired.model.api import Method
from wellwired.model.invocations import find_certain_target
from wellwired.model.text import display
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="500", since="0.1")
def unknown_alias(method: Method, wiring: Wiring) -> Iterator[Finding]:
    """Report a qualifier that nothing in the wiring publishes."""
    integration = method.integration.known()
    target = find_certain_target(wiring, integration.uri.if_known()) if integration is not None else None
    unknown = find_unknown_alias(wiring, target) if target is not None else None
    if target is not None and target.function is not None and unknown:
        published = f" (it has {', '.join(map(display, unknown.published))})" if unknown.published else ""
        yield Finding.on(
            method,
            "Integration/Uri",
            f"{method.label} calls alias {display(unknown.name)} of {target.function.label}, "
            f"which the template does not publish{published}",
            fix="name an alias that is published, or publish this one",
            to=target.function,
        )
