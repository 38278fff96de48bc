"""Whether API Gateway may invoke a function: by the function's own policy, or by the role that it is to assume.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/permissions.html
"""

from collections.abc import Iterable

from wellwired.facts import APIGATEWAY_PRINCIPAL, INVOKE_ACTION
from wellwired.model.aliases import find_unknown_alias
from wellwired.model.compute import Permission
from wellwired.model.policy import role_allows, role_trusts
from wellwired.model.resource_policy import (
    is_for_function_url,
    is_of_account,
    lets_invoke,
    read_permissions,
    same_qualifier,
    speaks_for_api_gateway,
)
from wellwired.model.source_patterns import SourcePatterns
from wellwired.model.text import display
from wellwired.model.wiring import Target, Wiring


def find_missing(wiring: Wiring, target: Target) -> str:
    """What of a function, version or alias is not there, in words, or ""."""
    if target.function is None:
        return f"there is no function {display(target.spelled.name)} among the resources"
    if find_unknown_alias(wiring, target):
        return f"{target.function.label} has no alias or version {display(target.spelled.qualifier)}"
    return ""


def find_unassumable(wiring: Wiring, credentials: str) -> str:
    """Why API Gateway cannot take on a role, in words, or ""."""
    role = wiring.find_role(credentials)
    if role is None:
        return f"the role {display(credentials)} is not among the resources"
    return "" if role_trusts(role, APIGATEWAY_PRINCIPAL) else f"{role.label} does not trust {APIGATEWAY_PRINCIPAL}"


def find_hindrance(
    wiring: Wiring, target: Target, called: str, sources: Iterable[tuple[str, ...]], credentials: str | None
) -> str:
    """Why API Gateway may not invoke `target`, which is there, in words, or "".

    called: the target as the URI spells it, with its qualifier. sources: what it asks as, behind the account of an
    execute-api ARN, as symbolic text; each group has to be allowed in one of its spellings. credentials: the role
    that it assumes instead. Raises `Unsettled`.
    """
    function, role = target.function, wiring.find_role(credentials)
    if function is None:
        return ""
    if role is not None:
        return (
            "" if role_allows(wiring, role, INVOKE_ACTION, called) else f"{role.label} may not invoke {function.label}"
        )
    usable = [one for on, one in read_permissions(wiring).on(function) if _is_usable(one, on, target, wiring.account)]
    patterns = SourcePatterns(usable, region=wiring.region, account=wiring.account)
    if patterns.find_covering(sources) is not None:
        return ""
    asked = next(iter(next(iter(sources))))
    return f"no permission on {function.label} covers {display(asked)}"


def _is_usable(permission: Permission, qualifier: str, target: Target, account: str) -> bool:
    return (
        same_qualifier(qualifier, target.spelled.qualifier)
        and speaks_for_api_gateway(permission)
        and lets_invoke(permission)
        and not is_for_function_url(permission)
        and not permission.principal_org_id.known()
        and is_of_account(permission, account)
    )
