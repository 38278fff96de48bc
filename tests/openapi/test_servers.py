"""Where the API answers: a domain of its own, or what the user says, and nothing that is made up."""

from tests.openapi.api_samples import FRAME, describe, method

DOMAIN = """\
  Domain:
    Type: AWS::ApiGateway::DomainName
    Properties: {DomainName: api.example.com}
"""
TEMPLATE = FRAME + method("A")


def mapping(name: str, stage: str, path: str, domain: str = "!Ref Domain") -> str:
    given = f"DomainName: {domain}, RestApiId: !Ref Api, Stage: {stage}, BasePath: {path}"
    return f"  {name}:\n    Type: AWS::ApiGateway::BasePathMapping\n    Properties: {{{given}}}\n"


def servers(template: str, stage: str | None = None) -> list[str]:
    document = describe(template, server=None, stage=stage).document
    return [server["url"] for server in document.get("servers", [])]


def test_a_domain_with_its_base_path_is_a_server() -> None:
    assert servers(TEMPLATE + DOMAIN + mapping("M", "prod", "shop")) == ["https://api.example.com/shop"]
    assert servers(TEMPLATE + DOMAIN + mapping("M", "prod", "(none)")) == ["https://api.example.com"]
    assert servers(TEMPLATE + mapping("M", "prod", "''", "other.example.com")) == ["https://other.example.com"]


def test_the_stage_decides_which_domains_count() -> None:
    template = TEMPLATE + DOMAIN + mapping("M", "prod", "shop") + mapping("N", "dev", "try")
    assert servers(template, "dev") == ["https://api.example.com/try"]
    assert len(servers(template)) == 2


def test_an_address_that_is_made_by_the_deployment_is_left_out_and_said() -> None:
    description = describe(TEMPLATE, server=None)
    assert "servers" not in description.document
    assert description.unknown == ("servers: where the API answers is known after its deployment: give --server URL",)


def test_what_the_user_says_counts_alone() -> None:
    document = describe(TEMPLATE + DOMAIN + mapping("M", "prod", "shop"), server="https://here.example.com").document
    assert document["servers"] == [{"url": "https://here.example.com"}]
