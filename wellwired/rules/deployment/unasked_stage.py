"""SAM makes a second stage, called "Stage", that nobody asked for.

## What it sees
An `AWS::Serverless::Api` without `OpenApiVersion`: the translator then gives its deployment `StageName: Stage`.

## What it causes
The API answers under `/Stage` too, without the logs, the limits and the firewall that the real stage has.

## How to fix it
CDK: the CDK makes no such stage.
CloudFormation: in SAM, `OpenApiVersion: 3.0.1` on the API or under `Globals`; then delete the stage once by hand.

## Reported
```yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      DefinitionBody:
        openapi: 3.0.1
        info: {title: api}
        paths:
          /orders:
            get: {x-amazon-apigateway-integration: {type: mock}}
```

## Not reported
```yaml
Transform: AWS::Serverless-2016-10-31
Resources:
  Api:
    Type: AWS::Serverless::Api
    Properties:
      StageName: prod
      OpenApiVersion: 3.0.1
      DefinitionBody:
        openapi: 3.0.1
        info: {title: api}
        paths:
          /orders:
            get: {x-amazon-apigateway-integration: {type: mock}}
```

## Source
https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.api import Deployment
from wellwired.rules import rule


@rule(severity=Severity.NOTE, status="", since="0.1")
def unasked_stage(deployment: Deployment) -> Iterator[Finding]:
    """Report a deployment that carries the translator's own stage."""
    if deployment.makes_sam_stage:
        yield Finding.on(
            deployment,
            "StageName",
            f"SAM makes a second stage called Stage with {deployment.name}, without the settings of the first",
            fix="set OpenApiVersion on the AWS::Serverless::Api",
        )
