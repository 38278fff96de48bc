"""A private API has no resource policy.

## What it sees
An API whose endpoint is PRIVATE, without `Policy` (in a body, `x-amazon-apigateway-policy`).

## What it causes
Deploying it fails: `Private REST API doesn't have a resource policy attached to it`.

## How to fix it
CDK: `policy=PolicyDocument(...)` of the API, with a statement for its VPC endpoint.
CloudFormation: `Policy` with an Allow, and a Deny for calls from other VPC endpoints.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Name: orders
      EndpointConfiguration: {Types: [PRIVATE]}
```

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Name: orders
      EndpointConfiguration: {Types: [PRIVATE]}
      Policy:
        Version: "2012-10-17"
        Statement:
          - {Effect: Allow, Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*"}
          - Effect: Deny
            Principal: "*"
            Action: execute-api:Invoke
            Resource: execute-api:/*
            Condition: {StringNotEquals: {"aws:SourceVpce": vpce-0a1b2c3d4e5f60718}}
```

```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties: {Name: orders}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-create.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import RestApi
from wellwired.model.ways_in import endpoint_type
from wellwired.rules import rule


@rule(severity=Severity.ERROR, status="deploy", since="0.1")
def policyless_private_api(api: RestApi) -> Iterator[Finding]:
    """Report private APIs that cannot be deployed."""
    if endpoint_type(api.endpoint_configuration) != "PRIVATE" or not api.policy.is_absent:
        return
    if api.body_s3_location.is_absent and api.clone_from.is_absent and not api.body.is_unknown:
        yield Finding.on(
            api,
            "EndpointConfiguration",
            f"{api.label} is PRIVATE and has no resource policy",
            fix="set Policy: allow calls, and deny those from other VPC endpoints",
        )
