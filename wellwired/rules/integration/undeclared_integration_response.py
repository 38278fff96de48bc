"""An integration answers with a status that the method does not declare.

## What it sees
An entry of `IntegrationResponses` whose `StatusCode` is none of the method's `MethodResponses`. A proxy integration
passes its answer through, so that its entries do not count; of several entries without a `SelectionPattern` nobody
knows which is chosen, and what hangs on that is left open.

## What it causes
Whenever that entry is chosen: 500 `Internal server error`. The execution log says `Invalid method response`. Where
the statuses are put one by one, the deployment fails: `Invalid Response status code specified`.

## How to fix it
CDK: `method_responses=[MethodResponse(status_code=...)]` for each status.
CloudFormation: an entry of `MethodResponses` for each status.

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
        Type: AWS
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler.Arn}/invocations
        IntegrationResponses:
          - StatusCode: "200"
          - StatusCode: "404"
            SelectionPattern: Not found.*
      MethodResponses:
        - StatusCode: "200"
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
        Type: AWS
        IntegrationHttpMethod: POST
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler.Arn}/invocations
        IntegrationResponses:
          - StatusCode: "200"
      MethodResponses:
        - StatusCode: "200"
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
```

## Source
https://docs.aws.amazon.com/apigateway/latest/api/API_PutIntegrationResponse.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method
from wellwired.model.setting import Unsettled
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="500", since="0.1")
def undeclared_integration_response(method: Method) -> Iterator[Finding]:
    """Report statuses that no method response declares."""
    integration = method.integration.known()
    if integration is None or integration.type.known() in ("AWS_PROXY", "HTTP_PROXY"):
        return
    declared = {response.status_code.known() for response in method.method_responses.or_default(())}
    doubt = ""
    responses = integration.integration_responses.or_default(())
    defaults = {response.status_code.known() for response in responses if not response.selection_pattern.if_known()}
    for index, response in enumerate(responses):
        status = response.status_code.known()
        if status is None or status in declared or "default" in declared:
            continue
        if status in defaults and defaults & declared:
            doubt = f"which of several answers without a SelectionPattern {method.label} gives is not known"
        else:
            yield Finding.on(
                method,
                f"Integration/IntegrationResponses/{index}/StatusCode",
                f"{method.label} maps the integration's answer to {status}, which it does not declare",
                fix=f"add {status} to MethodResponses",
            )
    if doubt:
        raise Unsettled(doubt)
