"""Deployments that are made anew: API Gateway serves what was there when its deployment was made, and nothing later."""

import hashlib
import json
from typing import Any

from aws_cdk import Stack
from aws_cdk import aws_apigateway as apigateway
from constructs import IDependable

from wellwired.constructs.existing import ExistingStage, find_referred, find_stage_resource, get_logical_id

_DIGITS = 10


def renew_deployment(
    deployment: apigateway.Deployment | apigateway.CfnDeployment, deployed: IDependable, content: Any
) -> None:
    """Have a deployment made after `deployed`, and under another logical id whenever `content` changes."""
    deployment.node.add_dependency(deployed)
    if isinstance(deployment, apigateway.Deployment):
        deployment.add_to_logical_id(content)
        return
    # What the CDK's own deployments do: a property that changed would leave the snapshot as it is.
    # https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-deploy-api.html
    text = json.dumps(Stack.of(deployment).resolve(content), sort_keys=True)
    changed = hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]
    deployment.override_logical_id(f"{get_logical_id(deployment)}{changed}")


def find_deployment(stage: ExistingStage) -> apigateway.Deployment | apigateway.CfnDeployment | None:
    """The deployment that a stage serves, where the stack of the stage makes it."""
    resource = find_stage_resource(stage)
    if resource is None:
        return None
    for deployment in find_referred(resource, resource.deployment_id, apigateway.CfnDeployment):
        owner = deployment.node.scope
        return owner if isinstance(owner, apigateway.Deployment) else deployment
    return None
