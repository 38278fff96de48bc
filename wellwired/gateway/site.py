"""What one stage serves: the API as its deployment has it, spelled out for this machine.

A deployment is a snapshot: a method that CloudFormation may make after it is not in it, and the client gets the 403
of an unknown route. Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apigateway-deployment.html
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wellwired.gateway.identities import Identities
from wellwired.gateway.routing import Routes
from wellwired.model.api import Deployment, GatewayResponse, Method, RestApi, Stage
from wellwired.model.binary_types import binary_types
from wellwired.model.deployments import missed_gateway_responses, missed_methods
from wellwired.model.method_settings import StageSettings, are_all_known, read_stage_settings
from wellwired.model.setting import Unsettled
from wellwired.model.ways_in import endpoint_type
from wellwired.model.wiring import Wiring


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """One stage of one API. methods: those that its deployment holds. left_out: those that it does not, with why.

    is_edge: whether CloudFront stands in front of it.
    """

    api: RestApi
    api_id: str
    stage: Stage
    stage_name: str
    deployment_id: str
    variables: Mapping[str, str]
    methods: tuple[Method, ...]
    left_out: tuple[Method, ...]
    routes: Routes
    gateway_responses: Mapping[str, GatewayResponse]
    settings: StageSettings
    binary_types: tuple[str, ...]
    is_edge: bool
    notices: tuple[str, ...]


def read_sites(wiring: Wiring, api: RestApi, identities: Identities) -> Iterator[Site | str]:
    """The stages of an API that can be served; for each that cannot, why not."""
    stages = wiring.of_api(Stage, api)
    if not stages:
        yield f"{api.label} has no stage: nobody can call it"
    for stage in stages:
        try:
            yield _read_site(wiring, api, stage, identities)
        except Unsettled as doubt:
            yield f"{stage.label} is not served: {doubt.reason}"


def _read_site(wiring: Wiring, api: RestApi, stage: Stage, identities: Identities) -> Site:
    notices = list(_doubts(api))
    deployment = wiring.find(stage.deployment_id.known(), Deployment)
    if deployment is None and stage.deployment_id.is_absent:
        raise Unsettled("it has no deployment, so that API Gateway does not make it")
    if deployment is not None and wiring.find_api(deployment) is not api:
        raise Unsettled(f"its {deployment.label} is of another API, so that API Gateway does not make it")
    late = missed_methods(wiring, deployment)[0] if deployment is not None else ()
    late_answers = missed_gateway_responses(wiring, deployment) if deployment is not None else ()
    methods, left_out = [], []
    for method in wiring.of_api(Method, api):
        if not (method.path.is_known and method.http_method.is_known):
            notices.append(f"{method.label} is not served: {method.path.reason or method.http_method.reason}")
        elif method in late:
            left_out.append(method)
        else:
            methods.append(method)
    stage_name = identities.spell(stage.stage_name.known() or "")
    return Site(
        api=api,
        api_id=identities.id_of(api),
        stage=stage,
        stage_name=stage_name,
        deployment_id=identities.id_of(deployment) if deployment is not None else "",
        variables={name: identities.spell(value) for name, value in stage.variables.or_default({}).items()},
        methods=tuple(methods),
        left_out=tuple(left_out),
        routes=Routes(methods),
        gateway_responses={
            answer.response_type.or_default(""): answer
            for answer in wiring.of_api(GatewayResponse, api)
            if answer not in late_answers
        },
        settings=read_stage_settings(stage),
        binary_types=binary_types(api),
        is_edge=endpoint_type(api.endpoint_configuration) == "EDGE",
        notices=tuple(notices),
    )


def _doubts(api: RestApi) -> Iterator[str]:
    if not are_all_known(api):
        reason = api.body.reason or "its body, or a part of it, lies elsewhere"
        yield f"{api.label} may have more routes than are served here: {reason}"
