"""A proxy integration has mappings, which API Gateway never runs.

## What it sees
A Lambda proxy integration with `RequestTemplates`, or with `IntegrationResponses` that select, rewrite or set another
status than 200. A lone answer of 200, as the console writes it, says nothing.

## What it causes
The function gets the raw request, and its answer goes out as it is: statuses, headers (those of CORS, too) and bodies
that the mappings promise never come.

## How to fix it
CDK: leave the mappings out; let the function answer.
CloudFormation: remove the mappings, or set `Type: AWS` so that they run.

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
        RequestTemplates:
          application/json: '{"item": $input.json("$")}'
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
        Uri: !Sub arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Handler.Arn}/invocations
  Handler:
    Type: AWS::Lambda::Function
    Properties:
      Runtime: python3.13
      Handler: index.handler
      Role: arn:aws:iam::111122223333:role/handler
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Integration, IntegrationResponse, Method
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def ignored_mapping(method: Method) -> Iterator[Finding]:
    """Report what a proxy integration would map if it were none."""
    integration = method.integration.known()
    if integration is None or integration.type.known() != "AWS_PROXY":
        return
    name = _find_mapping(integration)
    if name:
        yield Finding.on(
            method,
            f"Integration/{name}",
            f"{method.label} is a proxy integration: its {name} are never run",
            fix=f"remove {name}, or set Type to AWS",
        )


def _find_mapping(integration: Integration) -> str | None:
    if integration.request_templates.known():
        return "RequestTemplates"
    responses = integration.integration_responses.or_default(())
    return "IntegrationResponses" if any(_maps(response) for response in responses) else None


def _maps(response: IntegrationResponse) -> bool:
    return bool(
        response.selection_pattern.known()
        or response.response_templates.known()
        or response.response_parameters.known()
        or response.status_code.known() not in (None, "200")
    )
