"""cdk-nag and wellwired over the app, and each finding that stays, with the reason why: here and nowhere else."""

from dataclasses import dataclass
from typing import Final

import aws_cdk as cdk
import cdk_nag

from wellwired.synth import WellWired


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Rules whose findings on one construct, and below it, are accepted. `path` starts below the stack."""

    path: str
    rules: tuple[str, ...]
    reason: str


ACKNOWLEDGED: Final = (
    Acknowledged(
        "Logging/Role",
        ("AwsSolutions::AwsSolutions-IAM5[Resource::*]",),
        "API Gateway makes the log groups it writes to, for every API there will be: no name to narrow this to. "
        "The actions are the seven it documents, and nobody but apigateway.amazonaws.com may take the role",
    ),
    Acknowledged(
        "OrdersFunction/Role",
        ("AwsSolutions::AwsSolutions-IAM5[Resource::*]",),
        "xray:PutTraceSegments and xray:PutTelemetryRecords know no resource; everything else in the role names one",
    ),
    Acknowledged(
        "OrdersFunction/Function",
        ("Serverless::Serverless-LambdaDLQ",),
        "API Gateway invokes the function synchronously: a failure is the caller's answer, no event is left over",
    ),
    Acknowledged(
        "Api/RestApi",
        ("AwsSolutions::AwsSolutions-APIG4", "AwsSolutions::AwsSolutions-COG4"),
        "Callers are told apart by API keys with usage plans; the routes hold no personal data to authorize per user. "
        "Give ProxyRestApi another Authorization, and take this away, once they do",
    ),
    Acknowledged(
        "Api/RestApi",
        ("AwsSolutions::AwsSolutions-APIG3",),
        "A web ACL costs money each month and needs rules of your own; stage and plan throttles bound abuse until then",
    ),
    Acknowledged(
        "Notifications",
        ("Serverless::Serverless-SNSRedrivePolicy",),
        "SNS tries mail and SMS fifty times over six hours; what a queue held after that would be an alarm long over",
    ),
)


def add_checks(app: cdk.App) -> None:
    """Have cdk-nag's AwsSolutions and Serverless packs judge every template at synth, and wellwired what joins them."""
    cdk.Validations.of(app).add_plugins(cdk_nag.AwsSolutionsChecks(app), cdk_nag.ServerlessChecks(app), WellWired())


def acknowledge_findings(app: cdk.App) -> None:
    """Attach each acknowledgement to the construct it is for, in whichever stacks have that construct."""
    for stack in (child for child in app.node.children if isinstance(child, cdk.Stack)):
        places = {construct.node.path: construct for construct in stack.node.find_all()}
        for known in ACKNOWLEDGED:
            construct = places.get(f"{stack.node.path}/{known.path}")
            if construct is not None:
                rules = [cdk.Acknowledgment(id=rule, reason=known.reason) for rule in known.rules]
                cdk.Validations.of(construct).acknowledge(*rules)
