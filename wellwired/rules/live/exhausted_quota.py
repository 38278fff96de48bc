"""An API key has used up the quota of its plan.

## What it sees
A key of a usage plan whose quota has nothing left in the period that today belongs to.

## What it causes
Every request with this key gets 429 `Limit Exceeded`, until the period ends; a retry does not help.

## How to fix it
Wait for the next period, grant the key an extension of its quota, or move it to a larger plan.
CDK: `Quota` of the plan. CloudFormation: `Quota` with `Limit` and `Period`.

## Reported
```yaml
- UsagePlanKey: {key_id: k1, usage_plan_id: p1, quota_left: 0}
```

## Not reported
```yaml
- UsagePlanKey: {key_id: k1, usage_plan_id: p1, quota_left: 12}
```

```yaml
- UsagePlanKey: {key_id: k1, usage_plan_id: p1}
```

## Source
https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-api-usage-plans.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.plans import UsagePlanKey
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="429", since="0.1")
def exhausted_quota(join: UsagePlanKey) -> Iterator[Finding]:
    """Report keys with which no request is left."""
    left = join.quota_left.known()
    if left is not None and left <= 0:
        yield Finding.on(
            join,
            "UsagePlanId",
            f"{join.label} has used up its quota",
            fix="wait for the next period, extend the quota of this key, or move it to a larger plan",
        )
