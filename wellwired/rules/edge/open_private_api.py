"""A private API lets in every VPC endpoint there is.

## What it sees
A PRIVATE API whose resource policy allows everybody on no condition, and looks at neither VPC nor VPC endpoint.

## What it causes
Nothing fails. Anybody with an AWS account can call the API from a VPC endpoint of their own; private means not from
the internet, no more.

## How to fix it
CDK: a Deny in `policy=` with `StringNotEquals: {"aws:SourceVpce": ...}`.
CloudFormation: the same in `Policy`.

## Reported
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

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-resource-policies-examples.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import RestApi
from wellwired.model.api_policy import asks_for_vpc, is_open, read_statements
from wellwired.model.ways_in import endpoint_type
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def open_private_api(api: RestApi) -> Iterator[Finding]:
    """Report private APIs that are open to every VPC."""
    policy = api.policy.known() if endpoint_type(api.endpoint_configuration) == "PRIVATE" else None
    statements = read_statements(policy) if policy else []
    if any(is_open(one) for one in statements) and not asks_for_vpc(statements):
        yield Finding.on(
            api,
            "Policy",
            f"{api.label} is PRIVATE, but its policy lets in every VPC endpoint of every account",
            fix="deny calls whose aws:SourceVpce is not your endpoint",
        )
