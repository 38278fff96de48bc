"""cdk-nag and wellwired over the app, and each finding that stays, with the reason why: here and nowhere else."""

from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

import aws_cdk as cdk
import cdk_nag
from constructs import IConstruct

from wellwired.synth import WellWired


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """Rules whose findings on one construct are accepted. `path`, a pattern, starts below the stack."""

    path: str
    rules: tuple[str, ...]
    reason: str
    stack: str | None = None


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
        ("Serverless::Serverless-LambdaDLQ", "wellwired::undelivered-failure"),
        "API Gateway invokes the function synchronously: a failure is the caller's answer, no event is left over",
    ),
    Acknowledged(
        "OrdersFunction/Function",
        ("wellwired::unreserved-concurrency",),
        "A developer's stage is called by its developer; what it held back would be missing elsewhere in the account",
        stack="orders-dev",
    ),
    Acknowledged(
        "Api/RestApi",
        ("AwsSolutions::AwsSolutions-APIG4", "AwsSolutions::AwsSolutions-COG4"),
        "Callers are told apart by API keys with usage plans; the routes hold no personal data to authorize per user. "
        "Give ProxyRestApi another Authorization, and take this away, once they do",
    ),
    Acknowledged(
        "Api/RestApi/DeploymentStage.*",
        ("AwsSolutions::AwsSolutions-APIG3", "wellwired::unguarded-stage"),
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
        places = [(construct.node.path, construct) for construct in stack.node.find_all()]
        for known in (one for one in ACKNOWLEDGED if one.stack in (None, stack.node.id)):
            for path, construct in places:
                if fnmatchcase(path, f"{stack.node.path}/{known.path}"):
                    acknowledge(construct, known)


def acknowledge(construct: IConstruct, known: Acknowledged) -> None:
    """Accept findings on a construct: wellwired's in the template, where an audit of it reads them too."""
    ours = [rule.removeprefix("wellwired::") for rule in known.rules if rule.startswith("wellwired::")]
    theirs = [rule for rule in known.rules if not rule.startswith("wellwired::")]
    cdk.Validations.of(construct).acknowledge(*(cdk.Acknowledgment(id=one, reason=known.reason) for one in theirs))
    resource = construct.node.default_child
    if ours and isinstance(resource, cdk.CfnResource):
        allowed = (resource.get_metadata("wellwired") or {}).get("allow", {})
        resource.add_metadata("wellwired", {"allow": {**allowed, **dict.fromkeys(ours, known.reason)}})
