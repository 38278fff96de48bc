"""An integration calls a function that nobody has, nearly as one of the stack's is named.

## What it sees
An invocation URI of a function that is not among the resources, and whose name differs from that of one that is by a
slip: a letter, a plural, capitals.

## What it causes
Every call of the route: 500 `Internal server error`, as there is no such function to invoke.

## How to fix it
CDK: `Route` of `ProxyRestApi`, or the CDK's `LambdaIntegration`, spells it.
CloudFormation: `${Fn.Arn}` in place of the spelled name.

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
        Uri: !Join
          - ""
          - - !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/
            - !Sub arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:item-api-handler/invocations
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
      FunctionName: items-api-handler
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
        Uri: !Join
          - ""
          - - !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/
            - !Sub arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:items-api-handler/invocations
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
      FunctionName: items-api-handler
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method
from wellwired.model.invocations import find_certain_target
from wellwired.model.likeness import find_like_function
from wellwired.model.text import display
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="500", since="0.1")
def misspelled_function(method: Method, wiring: Wiring) -> Iterator[Finding]:
    """Report a function's name that misses one of the wiring's by little."""
    integration = method.integration.known()
    target = find_certain_target(wiring, integration.uri.if_known()) if integration is not None else None
    like = find_like_function(wiring, target.spelled.name) if target is not None and target.is_outside else None
    if target is not None and like is not None:
        yield Finding.on(
            method,
            "Integration/Uri",
            f"{method.label} calls the function {display(target.spelled.name)}, which is not in the template; "
            f"{like.label} nearly is",
            fix=f"refer to it: ${{{like.name}.Arn}}",
            to=like,
        )
