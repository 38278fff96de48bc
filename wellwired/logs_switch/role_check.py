"""Whether the role that API Gateway is to write logs with exists, trusts it, and may do what is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, cast

from wellwired.aws_access import AbsentError, Account, DeniedError, plain_errors
from wellwired.facts import APIGATEWAY_PRINCIPAL, ASSUME_ROLE_ACTION, LOGGING_ROLE_ACTIONS
from wellwired.model.node import Json
from wellwired.model.policy import Request, permits
from wellwired.model.setting import Unsettled

# Without these nothing is written at all; the others of the seven read what was.
_WRITING: Final = ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents")


@dataclass(frozen=True, slots=True)
class RoleVerdict:
    """usable: False where it certainly writes nothing. problem: what is wrong or could not be told; "" if fine."""

    usable: bool
    problem: str = ""


def check_role(account: Account, arn: str, log_group: str) -> RoleVerdict:
    """Judge a role by its trust policy and its policies, for writing into `log_group`."""
    name = arn.rpartition("/")[2]
    try:
        with plain_errors(f"role {name}"):
            trust = account.iam.get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]
            documents = _documents(account, name)
    except AbsentError:
        return RoleVerdict(False, f"the role {arn} does not exist")
    except DeniedError as error:
        return RoleVerdict(True, f"the role {arn} could not be checked: {error.problem}")
    context = {"aws:SourceAccount": account.account_id, "aws:SecureTransport": "true"}
    trusting = Request(action=ASSUME_ROLE_ACTION, principal=APIGATEWAY_PRINCIPAL, context=context)
    where = f"arn:{account.partition}:logs:{account.region}:{account.account_id}:log-group:{log_group}"
    try:
        if not permits((cast("Json", trust),), trusting):
            return RoleVerdict(False, f"the role {arn} does not trust {APIGATEWAY_PRINCIPAL}")
        lacking = [action for action in LOGGING_ROLE_ACTIONS if not _may(documents, action, where, context)]
    except Unsettled as doubt:
        return RoleVerdict(True, f"whether the role {arn} suffices cannot be told: {doubt.reason}")
    if set(lacking) & set(_WRITING):
        return RoleVerdict(False, f"the role {arn} may not {', '.join(lacking)}")
    if lacking:
        return RoleVerdict(True, f"the role {arn} writes, but may not {', '.join(lacking)}, as API Gateway asks for")
    return RoleVerdict(True)


def _documents(account: Account, name: str) -> list[Json]:
    iam = account.iam
    documents: list[Json] = []
    for page in iam.get_paginator("list_role_policies").paginate(RoleName=name):
        for policy in page["PolicyNames"]:
            found = iam.get_role_policy(RoleName=name, PolicyName=policy)["PolicyDocument"]
            documents.append(cast("Json", found))
    for attached in iam.get_paginator("list_attached_role_policies").paginate(RoleName=name):
        for item in attached["AttachedPolicies"]:
            version = iam.get_policy(PolicyArn=item["PolicyArn"])["Policy"]["DefaultVersionId"]
            document = iam.get_policy_version(PolicyArn=item["PolicyArn"], VersionId=version)["PolicyVersion"][
                "Document"
            ]
            documents.append(cast("Json", document))
    return documents


def _may(documents: list[Json], action: str, group: str, context: Mapping[str, str]) -> bool:
    spellings = (f"{group}:log-stream:any", f"{group}:*", group)
    return any(permits(documents, Request(action=action, resource=item, context=context)) for item in spellings)
