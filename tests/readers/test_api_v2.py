"""API Gateway v2: read as version 1 where a REST API may stand behind it, never where one cannot."""

import pytest

from wellwired.model.api import Method, RestApi, Stage
from wellwired.model.edge import BasePathMapping, DomainName
from wellwired.model.node import Other
from wellwired.model.text import display
from wellwired.readers import read_text

TEMPLATE = """
Parameters: {{Imported: {{Type: String}}}}
Resources:
  Rest: {{Type: AWS::ApiGateway::RestApi, Properties: {{Name: rest}}}}
  Http: {{Type: AWS::ApiGatewayV2::Api, Properties: {{Name: http, ProtocolType: HTTP}}}}
  HttpStage: {{Type: AWS::ApiGatewayV2::Stage, Properties: {{ApiId: !Ref Http, StageName: prod}}}}
  HttpRoute: {{Type: AWS::ApiGatewayV2::Route, Properties: {{ApiId: !Ref Http, RouteKey: GET /}}}}
  Domain:
    Type: AWS::ApiGatewayV2::DomainName
    Properties:
      DomainName: api.example.com
      DomainNameConfigurations: [{{CertificateArn: arn:cert, EndpointType: REGIONAL, SecurityPolicy: TLS_1_2}}]
  Mapping:
    Type: AWS::ApiGatewayV2::ApiMapping
    Properties: {{DomainName: !Ref Domain, ApiId: {api_id}, Stage: prod, ApiMappingKey: v1}}
"""


@pytest.mark.parametrize("api_id", ["!Ref Rest", "!Ref Imported", "abcdef1234"])
def test_a_mapping_that_may_serve_a_rest_api_reads_as_a_base_path_mapping(api_id: str) -> None:
    wiring = read_text(TEMPLATE.format(api_id=api_id))
    (mapping,) = wiring.all(BasePathMapping)
    (domain,) = wiring.all(DomainName)
    assert mapping.base_path.known() == "v1"
    assert mapping.stage.known() == "prod"
    assert wiring.find(mapping.domain_name.known(), DomainName) is domain
    assert domain.regional_certificate_arn.known() == "arn:cert"
    assert domain.security_policy.known() == "TLS_1_2"
    endpoint = domain.endpoint_configuration.known()
    assert endpoint is not None
    assert endpoint.types.known() == ("REGIONAL",)
    assert mapping.resource_type == "AWS::ApiGatewayV2::ApiMapping"
    assert mapping.rest_api_id.is_unknown or display(str(mapping.rest_api_id.value)) in ("${Rest}", "abcdef1234")


def test_what_serves_http_apis_alone_is_none_of_ours() -> None:
    wiring = read_text(TEMPLATE.format(api_id="!Ref Http"))
    assert not wiring.all(BasePathMapping)
    assert not wiring.all(DomainName)
    assert not wiring.all(Stage)
    assert not wiring.all(Method)
    assert len(wiring.all(Other)) == 5


def test_a_domain_without_a_mapping_is_ours_where_there_is_a_rest_api() -> None:
    text = TEMPLATE.partition("  Mapping:")[0].format()
    assert read_text(text).all(DomainName)
    http_only = "\n".join(line for line in text.splitlines() if "AWS::ApiGateway::RestApi" not in line)
    assert not read_text(http_only).all(DomainName)
    assert not read_text(http_only).all(RestApi)


@pytest.mark.parametrize("configurations", ["[]", "text", "[text]", "{a: b}", "!Ref Imported"])
def test_configurations_of_the_wrong_type_do_no_harm(configurations: str) -> None:
    text = TEMPLATE.format(api_id="!Ref Rest").replace(
        "[{CertificateArn: arn:cert, EndpointType: REGIONAL, SecurityPolicy: TLS_1_2}]", configurations
    )
    (domain,) = read_text(text).all(DomainName)
    assert domain.domain_name.known() == "api.example.com"
