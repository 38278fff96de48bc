"""Why routes are open and why callers share answers: kept in the template, where reviewers and audits read it."""

from typing import Final

from aws_cdk import CfnResource
from aws_cdk import aws_apigateway as apigateway

from wellwired.constructs.authorization import OpenAuthorization
from wellwired.constructs.route_plan import PlannedRoute, RoutePlan

# What an audit calls an answer to one caller that others get.
_SHARED_CACHE_RULE: Final = "callerless-cache"


def note_open_routes(rest_api: apigateway.RestApiBase, plan: RoutePlan) -> None:
    """Note on the API which routes are open for which reason."""
    routes: dict[str, list[str]] = {}
    for planned in plan.routes:
        if isinstance(planned.authorization, OpenAuthorization):
            routes.setdefault(planned.authorization.reason, []).append(planned.route.name)
    resource = rest_api.node.default_child
    if routes and isinstance(resource, CfnResource):
        resource.add_metadata("wellwired:open", routes)


def find_sharing_reason(planned: PlannedRoute) -> str | None:
    """Why callers who prove who they are get one cached answer; None where they do not."""
    cache, is_open = planned.route.cache, isinstance(planned.authorization, OpenAuthorization)
    return None if cache is None or is_open else cache.shared_reason


def allow_sharing(resource: object, reason: str) -> None:
    """Let audits pass a method, or an API for its methods."""
    if isinstance(resource, CfnResource):
        resource.add_metadata("wellwired", {"allow": {_SHARED_CACHE_RULE: reason}})
