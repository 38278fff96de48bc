"""How callers get to an API: the mappings of domains, the type of an endpoint, and the stage that an ARN names.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-custom-domains.html
"""

from collections.abc import Iterator
from typing import Final, NamedTuple

from wellwired.model.api import EndpointConfiguration, RestApi
from wellwired.model.edge import BasePathMapping, DomainName
from wellwired.model.invocations import ServedStage, served_stages
from wellwired.model.node import Other
from wellwired.model.setting import Setting
from wellwired.model.text import find_hole, same
from wellwired.model.wiring import Wiring

_STAGE_FIELDS: Final = 5  # "", restapis, id, stages, name


class StageArn(NamedTuple):
    """The API and stage that the ARN of a stage names, as symbolic text; problem: why it is no such ARN, or ""."""

    api: str = ""
    stage: str = ""
    problem: str = ""


def endpoint_type(configuration: Setting[EndpointConfiguration]) -> str:
    """REGIONAL, EDGE or PRIVATE; EDGE where nothing is said. Raises `Unsettled` where it is not known."""
    given = configuration.known()
    types = given.types.or_default(()) if given is not None else ()
    return types[0] if types else "EDGE"


def mappings_of(wiring: Wiring, api: RestApi) -> Iterator[BasePathMapping]:
    """The mappings that lead to an API; raises `Unsettled` where one's API is not known."""
    for mapping in wiring.all(BasePathMapping):
        if wiring.find(mapping.rest_api_id.known(), RestApi) is api:
            yield mapping


def is_mapped(wiring: Wiring, domain: DomainName) -> bool:
    """Whether anything leads from a domain to an API, of whatever kind."""
    for mapping in wiring.all(BasePathMapping):
        if domain.address in mapping.depends_on:
            return True
        name = mapping.domain_name.known()
        if name and same(name, domain.physical_id):
            return True
    return any(domain.address in node.depends_on and _leads_on(node) for node in wiring.all(Other))


def find_made_stage(wiring: Wiring, api: RestApi, name: str) -> ServedStage | None:
    """The stage of an API with this name that the templates make, or None."""
    return next((one for one in made_stages(wiring, api) if same(one.name, name)), None)


def made_stages(wiring: Wiring, api: RestApi) -> tuple[ServedStage, ...]:
    """The stages of an API that the templates make, by a stage or a deployment."""
    return tuple(one for one in served_stages(wiring, api) if one.node is not None)


def is_v2(domain: DomainName | BasePathMapping) -> bool:
    """Whether a node was written for version 2 of API Gateway, which knows paths of several levels."""
    return domain.resource_type.startswith("AWS::ApiGatewayV2::")


def read_stage_arn(arn: str) -> StageArn:
    """Take the ARN of a stage apart: arn:partition:apigateway:region::/restapis/id/stages/name."""
    fields = arn.split(":", 5)
    if find_hole(arn) and (len(fields) < 6 or find_hole(fields[2])):
        return StageArn()
    if len(fields) < 6 or fields[0] != "arn":
        return StageArn(problem="it is no ARN")
    if fields[2] == "execute-api":
        return StageArn(problem="it is what callers ask for (execute-api), not the stage (apigateway)")
    if fields[2] != "apigateway" or not fields[5].startswith("/restapis/"):
        return StageArn()
    parts = fields[5].split("/")
    if fields[4]:
        return StageArn(problem="it names an account, where a stage's ARN has none")
    if len(parts) != _STAGE_FIELDS or parts[3] != "stages":
        return StageArn(problem="it does not end in /restapis/{id}/stages/{name}")
    return StageArn(parts[2], parts[4])


def _leads_on(node: Other) -> bool:
    return "Mapping" in node.resource_type or "RoutingRule" in node.resource_type
