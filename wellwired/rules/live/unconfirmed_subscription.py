"""A subscription to an alarm topic was never confirmed.

## What it sees
A subscription of a topic that alarms publish to, which waits for its confirmation.

## What it causes
SNS sends it nothing: the alarm goes off and this subscriber does not hear of it.

## How to fix it
Follow the link in the confirmation message, or subscribe again to have another one sent.
CDK and CloudFormation: neither can confirm an e-mail address; somebody has to.

## Reported
```yaml
- Subscription: {topic_arn: "arn:aws:sns:eu-west-1:111122223333:pager", protocol: email, is_confirmed: false}
```

## Not reported
```yaml
- Subscription: {topic_arn: "arn:aws:sns:eu-west-1:111122223333:pager", protocol: email, is_confirmed: true}
```

```yaml
- Subscription: {topic_arn: "arn:aws:sns:eu-west-1:111122223333:pager", protocol: email}
```

## Source
https://docs.aws.amazon.com/sns/latest/dg/SendMessageToHttp.confirm.html
"""

from collections.abc import Iterator

from wellwired.findings import Finding, Severity
from wellwired.model.operations import Subscription
from wellwired.rules import rule


@rule(severity=Severity.WARNING, status="", since="0.1")
def unconfirmed_subscription(subscription: Subscription) -> Iterator[Finding]:
    """Report subscribers that wait for their confirmation."""
    if subscription.is_confirmed.known() is False:
        protocol = subscription.protocol.or_default("unknown")
        yield Finding.on(
            subscription,
            "TopicArn",
            f"{subscription.label} (protocol {protocol}) was never confirmed: it receives nothing",
            fix="confirm it, or subscribe again",
        )
