"""An authorizer's URI uses a stage variable that a stage does not define.

## What it sees
`${stageVariables.NAME}` in an `AuthorizerUri`, and a stage of the API among the resources whose `Variables` lack it.

## What it causes
Every call behind it in that stage: 500 `Internal server error`.

## How to fix it
CDK: `StageOptions(variables={...})`.
CloudFormation: `Variables: {NAME: ...}` on each stage of the API.

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
      AuthorizationType: CUSTOM
      AuthorizerId: !Ref Token
      Integration: {Type: MOCK}
  Gate:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
  Token:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      Name: token
      RestApiId: !Ref Api
      Type: TOKEN
      IdentitySource: method.request.header.Authorization
      AuthorizerUri: !Join
        - ""
        - - !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/
          - !Sub ${Gate.Arn}:${!stageVariables.alias}/invocations
  Prod:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: a1b2c3, StageName: prod}
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
      AuthorizationType: CUSTOM
      AuthorizerId: !Ref Token
      Integration: {Type: MOCK}
  Gate:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
  Token:
    Type: AWS::ApiGateway::Authorizer
    Properties:
      Name: token
      RestApiId: !Ref Api
      Type: TOKEN
      IdentitySource: method.request.header.Authorization
      AuthorizerUri: !Join
        - ""
        - - !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/
          - !Sub ${Gate.Arn}:${!stageVariables.alias}/invocations
  Prod:
    Type: AWS::ApiGateway::Stage
    Properties: {RestApiId: !Ref Api, DeploymentId: a1b2c3, StageName: prod, Variables: {alias: live}}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/stage-variables.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Authorizer
from wellwired.model.invocations import missing_stage_variables
from wellwired.model.text import display
from wellwired.model.wiring import Wiring
from wellwired.rules import rule
from wellwired.rules.invoke_reports import join_labels


@rule(severity=Severity.ERROR, status="500", since="0.1")
def undefined_authorizer_variable(authorizer: Authorizer, wiring: Wiring) -> Iterator[Finding]:
    """Report variables of the URI that a stage leaves undefined."""
    api = wiring.find_api(authorizer)
    if api is None:
        return
    for stage, names in missing_stage_variables(wiring, api, authorizer.authorizer_uri.or_default("")):
        yield Finding.on(
            authorizer,
            "AuthorizerUri",
            f"{authorizer.label} asks a function by stage variable {join_labels(names)}, "
            f"which stage {display(stage.name)} does not define",
            fix="define it in Variables of the stage",
            to=stage.node,
        )
