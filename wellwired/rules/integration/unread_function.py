"""An integration calls a function that none of the templates read makes.

## What it sees
An invocation URI that names a function which is not among the resources, and is not a slip for one that is
(misspelled-function tells of those). An app's templates are read as one when they are given together.

## What it causes
Nothing, where the function exists and lets this API invoke it. Where it does not, every call of the route ends in a
500 `Internal server error`. Its permissions, timeout and code are not judged here: silence about them is no praise.

## How to fix it
Audit the other stack's template together with this one, or the whole `cdk.out`.
CDK: pass the function, or `Function.from_function_attributes(..., same_environment=True)`, which adds the permission.
CloudFormation: `Fn::ImportValue` in place of the spelled name says which stack must be there first.

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
      AuthorizationType: AWS_IAM
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Join
          - ""
          - - !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/
            - !Sub arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:catalogue/invocations
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
      AuthorizationType: AWS_IAM
      Integration:
        Type: AWS_PROXY
        IntegrationHttpMethod: POST
        Uri: !Join
          - ""
          - - !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/
            - !Sub arn:aws:lambda:${AWS::Region}:${AWS::AccountId}:function:catalogue/invocations
  Catalogue:
    Type: AWS::Lambda::Function
    Properties:
      FunctionName: catalogue
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
  Permission:
    Type: AWS::Lambda::Permission
    Properties:
      FunctionName: !Ref Catalogue
      Action: lambda:InvokeFunction
      Principal: apigateway.amazonaws.com
      SourceArn: !Sub arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${Api}/*/GET/
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method, RestApi
from wellwired.model.invocations import find_certain_target
from wellwired.model.likeness import find_like_function
from wellwired.model.text import display
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.NOTE, status="500", since="0.1")
def unread_function(api: RestApi, wiring: Wiring) -> Iterator[Finding]:
    """Report each function outside once, at the first method that calls it."""
    callers: dict[str, list[Method]] = {}
    for method in wiring.of_api(Method, api):
        integration = method.integration.if_known()
        uri = integration.uri.if_known() if integration is not None else None
        if uri is None or "${stageVariables." in uri:  # which function that is, each stage says
            continue
        target = find_certain_target(wiring, uri)
        if target is not None and target.is_outside and not find_like_function(wiring, target.spelled.name):
            callers.setdefault(target.spelled.name, []).append(method)
    for name, methods in callers.items():
        more = f" and {len(methods) - 1} more" if len(methods) > 1 else ""
        yield Finding.on(
            methods[0],
            "Integration/Uri",
            f"{methods[0].label}{more} calls the function {display(name)}, which no template read here makes: "
            "whether it is there and may be invoked is not judged",
            fix="audit the template that makes it together with this one",
        )
