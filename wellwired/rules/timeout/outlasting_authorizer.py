"""An authorizer's function may run longer than API Gateway waits for a decision.

## What it sees
The function of a Lambda authorizer with a `Timeout` above 10 s.

## What it causes
When it takes long, the client gets 500 `Internal server error`, and the function's own log shows a success. Every
call that is not cached waits for it.

## How to fix it
CDK: `timeout=Duration.seconds(5)` of the authorizer's function.
CloudFormation: a `Timeout` below 10.

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
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler.Arn}/invocations
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
      Timeout: 10
  Gate:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
      Timeout: 30
  Token:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      Name: token
      RestApiId: !Ref Api
      Type: TOKEN
      IdentitySource: method.request.header.Authorization
      AuthorizerUri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Gate.Arn}/invocations
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
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler.Arn}/invocations
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
      Timeout: 10
  Gate:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
      Timeout: 5
  Token:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      Name: token
      RestApiId: !Ref Api
      Type: TOKEN
      IdentitySource: method.request.header.Authorization
      AuthorizerUri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Gate.Arn}/invocations
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-use-lambda-authorizer.html
"""

from collections.abc import Iterator

from wellwired.facts import AUTHORIZER_TIMEOUT_MS, FUNCTION_TIMEOUT_DEFAULT_S
from wellwired.findings import Finding, Severity
from wellwired.model.api import Authorizer
from wellwired.model.compute import Function
from wellwired.model.invocations import callers_of
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="500", since="0.1")
def outlasting_authorizer(function: Function, wiring: Wiring) -> Iterator[Finding]:
    """Report an authorizer's function that outlives the patience of API Gateway."""
    authorizers = [caller for caller in callers_of(wiring, function) if isinstance(caller, Authorizer)]
    runs_s = function.timeout.or_default(FUNCTION_TIMEOUT_DEFAULT_S) if authorizers else 0
    if runs_s * 1000 > AUTHORIZER_TIMEOUT_MS:
        yield Finding.on(
            function,
            "Timeout",
            f"{function.label} may take {runs_s} s to decide for {authorizers[0].label}, but API Gateway waits "
            f"{AUTHORIZER_TIMEOUT_MS // 1000} s",
            fix=f"set Timeout below {AUTHORIZER_TIMEOUT_MS // 1000}",
            to=authorizers[0],
        )
