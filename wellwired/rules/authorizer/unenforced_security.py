"""An OpenAPI document asks who calls, and API Gateway does not.

## What it sees
Operations of an OpenAPI body whose `security` names schemes that API Gateway knows nothing about: without
`x-amazon-apigateway-authorizer`, without `x-amazon-apigateway-authtype: awsSigv4`, and no header `x-api-key`; or that
have no `security` of their own, where the document has one at its root, which API Gateway ignores. Operations that are
guarded otherwise are not reported, nor those that let callers in without.

## What it causes
The routes are open to whoever knows the URL, while the document tells its readers that they are not.

## How to fix it
CDK: `ProxyRestApi(definition=Definition.OPENAPI)` writes `security` into each operation.
CloudFormation: in each operation a `security` that names a scheme with `x-amazon-apigateway-authorizer`, or
`x-amazon-apigateway-authtype: awsSigv4`. Where the function checks the caller itself, allow this with the reason.

## Reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        openapi: 3.0.1
        info: {title: orders, version: "1"}
        components:
          securitySchemes: {token: {type: http, scheme: bearer}}
        paths:
          /orders:
            get:
              security: [{token: []}]
              x-amazon-apigateway-integration: {type: http_proxy, httpMethod: GET, uri: https://orders.example.com}
```

```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        openapi: 3.0.1
        info: {title: orders, version: "1"}
        security: [{iam: []}]
        components:
          securitySchemes:
            iam: {type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4}
        paths:
          /orders:
            get:
              x-amazon-apigateway-integration: {type: http_proxy, httpMethod: GET, uri: https://orders.example.com}
```

## Not reported
```yaml
Resources:
  Api:
    Type: AWS::ApiGateway::RestApi
    Properties:
      Body:
        openapi: 3.0.1
        info: {title: orders, version: "1"}
        components:
          securitySchemes:
            iam: {type: apiKey, name: Authorization, in: header, x-amazon-apigateway-authtype: awsSigv4}
            token: {type: http, scheme: bearer}
        paths:
          /orders:
            get:
              security: [{iam: []}]
              x-amazon-apigateway-integration: {type: http_proxy, httpMethod: GET, uri: https://orders.example.com}
          /offers:
            get:
              security: [{}, {token: []}]
              x-amazon-apigateway-integration: {type: http_proxy, httpMethod: GET, uri: https://orders.example.com}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Method
from wellwired.model.wiring import Wiring
from wellwired.rules import rule
from wellwired.rules.invoke_reports import join_labels
from wellwired.rules.method_groups import Groups, group_methods


@rule(severity=Severity.WARNING, status="", since="0.1")
def unenforced_security(method: Method, wiring: Wiring) -> Iterator[Finding]:
    """Report operations whose security is words alone."""
    group = wiring.once(_groups).find(method)
    if group is not None:
        yield Finding.on(
            method,
            "AuthorizationType",
            f"the document asks {group.verdict} of {group.paths}, and API Gateway asks nothing of the kind",
            fix="name in each operation's security a scheme with x-amazon-apigateway-authorizer, or awsSigv4",
        )


def _groups(wiring: Wiring) -> Groups:
    return group_methods(wiring, _judge)


def _judge(_: Wiring, method: Method) -> str:
    return join_labels(method.unenforced_security) if method.http_method.if_known() != "OPTIONS" else ""
