"""What a deployment takes a snapshot of, and whether all of it is there in time.

A deployment holds the API as it is at that moment: a method or gateway response that comes later is not in it, and
CloudFormation makes resources side by side unless one depends on another.
Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html
"""

from typing import TypeVar

from wellwired.model.api import Deployment, GatewayResponse, Method, RestApi, Stage
from wellwired.model.order import awaits
from wellwired.model.setting import Unsettled
from wellwired.model.wiring import Wiring

T = TypeVar("T", Method, GatewayResponse)


def missed_methods(wiring: Wiring, deployment: Deployment) -> tuple[tuple[Method, ...], int]:
    """The methods beside a deployment that it may be made before, and how many there are beside it in all.

    Methods of an OpenAPI body come with the API itself. (), 0 for a deployment that no stage shows any more.
    """
    return _missed(wiring, deployment, Method)


def missed_gateway_responses(wiring: Wiring, deployment: Deployment) -> tuple[GatewayResponse, ...]:
    """The gateway responses beside a deployment that it may be made before."""
    return _missed(wiring, deployment, GatewayResponse)[0]


def _missed(wiring: Wiring, deployment: Deployment, kind: type[T]) -> tuple[tuple[T, ...], int]:
    api = wiring.find_api(deployment)
    if api is None or not _is_shown(wiring, deployment, api):
        return (), 0
    beside = [node for node in wiring.of_api(kind, api) if not node.in_body and node.stack == deployment.stack]
    return tuple(node for node in beside if not awaits(wiring, deployment, node)), len(beside)


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
