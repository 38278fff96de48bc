"""What a function fails to do asynchronously is lost.

## What it sees
A function that methods call, with neither `DeadLetterConfig` nor an `EventInvokeConfig` that has an `OnFailure`
destination.

## What it causes
API Gateway waits for the function and tells its caller. Whatever else invokes it asynchronously (an event, a
schedule, itself) is tried three times and then dropped without a trace.

## How to fix it
CDK: `dead_letter_queue=` or `on_failure=` of the function.
CloudFormation: `DeadLetterConfig: {TargetArn: !GetAtt Queue.Arn}`, or an `AWS::Lambda::EventInvokeConfig`.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders}
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: POST
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
      Role: arn:aws:iam::111122223333:role/orders
```

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
  Orders:
    Type: AWS::ApiGateway::Resource
    Properties: {RestApiId: !Ref Api, ParentId: !GetAtt Api.RootResourceId, PathPart: orders}
  Post:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !Ref Orders
      HttpMethod: POST
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
      Role: arn:aws:iam::111122223333:role/orders
      DeadLetterConfig: {TargetArn: arn:aws:sqs:eu-west-1:111122223333:dropped}
```

## Source
https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
"""

from collections.abc import Iterator, Mapping

from wellwired.findings import Finding, Severity
from wellwired.model.compute import EventInvokeConfig, Function
from wellwired.model.invocations import is_called_by_method
from wellwired.model.wiring import Wiring
from wellwired.rules import rule


@rule(severity=Severity.NOTE, status="", since="0.1")
def undelivered_failure(function: Function, wiring: Wiring) -> Iterator[Finding]:
    """Report functions whose failed events go nowhere."""
    if function.dead_letter_config.known() or not is_called_by_method(wiring, function):
        return
    if not any(_catches(config, function, wiring) for config in wiring.all(EventInvokeConfig)):
        yield Finding.on(
            function,
            "DeadLetterConfig",
            f"{function.label} has no dead letter queue: an asynchronous event that fails three times is lost",
            fix="set DeadLetterConfig, or an OnFailure destination",
        )


def _catches(config: EventInvokeConfig, function: Function, wiring: Wiring) -> bool:
    destinations = config.destination_config.known()
    if not isinstance(destinations, Mapping) or "OnFailure" not in destinations:
        return False
    return wiring.get_function(config.function_name.or_default("")).function is function
