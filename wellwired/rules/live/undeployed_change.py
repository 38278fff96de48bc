"""A stage serves an older deployment than the last change of its API.

## What it sees
A deployment that a stage shows, and that differs from the resources of the API: a route that it lacks or still has,
or an integration with another type, target, method, role or timeout. API Gateway keeps no date of a change, so the
export of the stage is compared with the resources; mapping templates, models and authorizers are not.

## What it causes
The stage serves what was deployed. A route that is not deployed answers 403 `Missing Authentication Token`; a mended
integration goes on failing as before.

## How to fix it
Deploy the API to the stage: `aws apigateway create-deployment`.
CDK: `RestApi` makes a new deployment when its model changes; methods that are added to an imported API do not count.
CloudFormation: give the `AWS::ApiGateway::Deployment` a new logical id whenever a method changes.

## Reported
```yaml
- Deployment: {rest_api_id: a1b2c3, undeployed: [POST /orders is not in it]}
```

## Not reported
```yaml
- Deployment: {rest_api_id: a1b2c3, undeployed: []}
```

```yaml
- Deployment: {rest_api_id: a1b2c3}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html
"""

from collections.abc import Iterator
from typing import Final

from wellwired.findings import Finding, Severity
from wellwired.model.api import Deployment
from wellwired.rules import rule

_TOLD: Final = 5


@rule(severity=Severity.WARNING, status="403", since="0.1")
def undeployed_change(deployment: Deployment) -> Iterator[Finding]:
    """Report deployments that an API has moved on from."""
    changes = deployment.undeployed.or_default(())
    if changes:
        more = f", and {len(changes) - _TOLD} more" if len(changes) > _TOLD else ""
        yield Finding.on(
            deployment,
            "",
            f"{deployment.label} is older than the last change of its API: {', '.join(changes[:_TOLD])}{more}",
            fix="deploy the API to the stage",
        )
