"""What a deployment takes a snapshot of, and whether all of it is there in time.

A deployment holds the API as it is at that moment: a method or gateway response that comes later is not in it, and
CloudFormation makes resources side by side unless one depends on another.
Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html
"""

from typing import TypeVar

from wellwired.model.api import Deployment, GatewayResponse, Method, RestApi, Stage
from wellwired.model.hidden import find_opaque_user
from wellwired.model.method_settings import are_all_known
from wellwired.model.order import are_made_together, awaits
from wellwired.model.setting import Unsettled
from wellwired.model.wiring import Wiring

T = TypeVar("T", Method, GatewayResponse)


def missed_methods(wiring: Wiring, deployment: Deployment) -> tuple[tuple[Method, ...], bool]:
    """The methods that a deployment may be made before, and whether the API may have none at all by then.

    Methods of an OpenAPI body come with the API itself. (), False for a deployment that no stage shows any more.
    """
    missed, beside = _missed(wiring, deployment, Method)
    api = wiring.find_api(deployment) if len(missed) == beside else None
    if api is None or not missed:
        return missed, False
    return missed, are_all_known(api) and not any(method.in_body for method in wiring.of_api(Method, api))


def missed_gateway_responses(wiring: Wiring, deployment: Deployment) -> tuple[GatewayResponse, ...]:
    """The gateway responses that a deployment may be made before."""
    return _missed(wiring, deployment, GatewayResponse)[0]


def _missed(wiring: Wiring, deployment: Deployment, kind: type[T]) -> tuple[tuple[T, ...], int]:
    api = wiring.find_api(deployment)
    if api is None or not _is_shown(wiring, deployment, api):
        return (), 0
    own = [node for node in wiring.of_api(kind, api) if not node.in_body]
    missed = tuple(
        node for node in own if not awaits(wiring, deployment, node) and _comes_late(wiring, node, deployment, api)
    )
    return missed, len(missed) + sum(awaits(wiring, deployment, node) for node in own)


def _comes_late(wiring: Wiring, node: Method | GatewayResponse, deployment: Deployment, api: RestApi) -> bool:
    """Whether something that a deployment does not wait for may come after it, and that is not what is meant.

    In another stack it is, where a later deployment takes it in, or where what gets the API may make one.
    """
    if node.stack == deployment.stack:
        return True
    if not (are_made_together(wiring, node, deployment) or awaits(wiring, node, deployment)):
        return False
    later = (other for other in wiring.of_api(Deployment, api) if other is not deployment)
    return not any(awaits(wiring, other, node) for other in later) and not find_opaque_user(wiring, api)


def _is_shown(wiring: Wiring, deployment: Deployment, api: RestApi) -> bool:
    """Whether a stage shows a deployment, or may: one that is only kept, to go back to, shows nothing new."""
    stages = wiring.of_api(Stage, api)
    for stage in stages:
        try:
            if wiring.find(stage.deployment_id.known(), Deployment) in (deployment, None):
                return True
        except Unsettled:
            return True
    return not stages
