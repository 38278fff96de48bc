"""What a wiring says of its APIs and stages: logs, limits, variables, what guards them and what leads to them."""

from collections.abc import Iterator
from typing import Final

from wellwired.comparison.names import name_of, owner_of, subject_of
from wellwired.comparison.statement import UNSETTLED, Statement, Subject, digest, settled, spell
from wellwired.model.api import Account, Deployment, GatewayResponse, RestApi, Stage
from wellwired.model.deployments import missed_gateway_responses
from wellwired.model.edge import BasePathMapping, DomainName, WebAcl, WebAclAssociation
from wellwired.model.log_format import find_log_format
from wellwired.model.log_groups import find_access_group
from wellwired.model.method_settings import Entry, read_stage_settings
from wellwired.model.order import awaits_any
from wellwired.model.text import display, references
from wellwired.model.wiring import Wiring

_SWITCHES: Final = {
    "metrics_enabled": ("measures", "each method"),
    "data_trace_enabled": ("logs", "requests and responses whole"),
    "caching_enabled": ("keeps", "answers in a cache"),
}


def tell_stages(wiring: Wiring) -> Iterator[Statement]:
    """The statements about every API, its stages and gateway responses, and the account."""
    for api in wiring.all(RestApi):
        yield from _tell_api(api)
    for stage in wiring.all(Stage):
        yield from _tell_stage(wiring, stage)
    for response in wiring.all(GatewayResponse):
        yield from _tell_response(wiring, response)
    whole = Subject("the account")
    yield Statement(whole)  # it is there with or without its settings
    for account in wiring.all(Account):
        role = settled(wiring.find_role, account.cloud_watch_role_arn.if_known())
        named = name_of(role) if role is not None else spell(account.cloud_watch_role_arn)
        if named:
            yield Statement(whole, "lets API Gateway log as", f"role {named}", aspect="role")


def _tell_api(api: RestApi) -> Iterator[Statement]:
    called = subject_of(api)
    yield Statement(called)
    if not api.api_name.is_absent:
        yield Statement(called, "is called", spell(api.api_name) or "", aspect="name")
    endpoint = api.endpoint_configuration.if_known()
    for kind in (endpoint.types.if_known() if endpoint else None) or ():
        yield Statement(called, "is", f"a {display(kind)} API", aspect="endpoint")
    for kind in api.binary_media_types.if_known() or ():
        yield Statement(called, "takes", f"{display(kind)} as binary")
    if not api.policy.is_absent:
        yield Statement(called, "has", "a resource policy", aspect="policy", detail=digest(api.policy.if_known()))
    if api.disable_execute_api_endpoint.if_known():
        yield Statement(called, "is", "closed at its own address")
    if not api.api_key_source_type.is_absent:
        yield Statement(called, "takes", f"API keys from {spell(api.api_key_source_type)}", aspect="key source")


def _tell_stage(wiring: Wiring, stage: Stage) -> Iterator[Statement]:
    called = subject_of(stage, owner_of(wiring, stage))
    yield Statement(called)
    if awaits_any(wiring, stage, ("AWS::ApiGateway::Account",)):
        yield Statement(called, "waits for", "the account's logging role", part_of="access log")
    if not stage.access_log_setting.is_absent:
        group = settled(find_access_group, stage, wiring)
        where = f"{name_of(group)}" if group is not None else _destination(stage)
        yield Statement(called, "writes", f"its access log to {where}", aspect="access log")
        log_format = settled(find_log_format, stage)
        for variable in log_format.variables if log_format else ():
            yield Statement(called, "logs", display(variable), part_of="access log")
    settings = settled(read_stage_settings, stage)
    for entry in settings.entries if settings else ():
        part = f", {display(entry.verb)} {display(entry.path)}"
        yield from _tell_entry(called if entry.is_overall else called._replace(words=called.words + part), entry)
    if stage.tracing_enabled.if_known():
        yield Statement(called, "traces", "requests")
    for name, value in (stage.variables.if_known() or {}).items():
        # a stage variable may hold what nobody else should read: only that it changed is told
        yield Statement(called, "sets", f"variable {display(name)}", aspect=f"variable {name}", detail=digest(value))
    if stage.cache_cluster_enabled.if_known():
        yield Statement(called, "has", f"a cache of {spell(stage.cache_cluster_size) or 'no size'}", aspect="cache")
    yield from _tell_firewall(wiring, stage, called)


def _tell_firewall(wiring: Wiring, stage: Stage, called: Subject) -> Iterator[Statement]:
    end = f"/restapis/{stage.rest_api_id.if_known()}/stages/{stage.stage_name.if_known()}"
    for association in wiring.all(WebAclAssociation):
        arn = association.resource_arn.if_known() or ""
        if arn.endswith(end) or any(found.address == stage.address for found in references(arn)):
            acl = settled(wiring.find, association.web_acl_arn.if_known(), WebAcl)
            named = name_of(acl) if acl is not None else spell(association.web_acl_arn) or UNSETTLED
            yield Statement(called, "is guarded by", f"web ACL {named}", aspect="web ACL")


def _destination(stage: Stage) -> str:
    setting = stage.access_log_setting.if_known()
    return (spell(setting.destination_arn) if setting else None) or UNSETTLED


def _tell_entry(called: Subject, entry: Entry) -> Iterator[Statement]:
    setting = entry.setting
    level = spell(setting.logging_level) or "OFF"
    if level != "OFF":
        yield Statement(called, "writes", f"an execution log of level {level}", aspect="execution log")
    rate, burst = spell(setting.throttling_rate_limit), spell(setting.throttling_burst_limit)
    if rate or burst:
        said = f"{rate or 'any number of'} requests per second, {burst or 'any number'} at once"
        yield Statement(called, "lets in", said, aspect="throttle")
    for field, (verb, said) in _SWITCHES.items():
        if getattr(setting, field).if_known():
            yield Statement(called, verb, said)


def _tell_response(wiring: Wiring, response: GatewayResponse) -> Iterator[Statement]:
    words = f"gateway response {spell(response.response_type) or name_of(response)}"
    called = Subject(words, response.origin.file, owner_of(wiring, response))
    yield Statement(called)
    for deployment in wiring.all(Deployment):
        if response in (settled(missed_gateway_responses, wiring, deployment) or ()):
            yield Statement(called, "is left out of", "what the deployment waits for")
    if not response.status_code.is_absent:
        yield Statement(called, "answers", f"with status {spell(response.status_code)}", aspect="status")
    for kind, template in (response.response_templates.if_known() or {}).items():
        yield Statement(called, "has", f"a template for {display(kind)}", aspect=f"as {kind}", detail=digest(template))
    for name, value in (response.response_parameters.if_known() or {}).items():
        header = display(name).removeprefix("gatewayresponse.header.")
        yield Statement(called, "sends", f"a header {header}", aspect=f"header {name}", detail=digest(value))


def tell_edge(wiring: Wiring) -> Iterator[Statement]:
    """The statements about custom domains and where they lead."""
    for domain in wiring.all(DomainName):
        called = subject_of(domain)
        yield Statement(called)
        arns = (domain.certificate_arn.if_known(), domain.regional_certificate_arn.if_known())
        if any(arns):
            yield Statement(called, "has", "a certificate", aspect="certificate", detail=digest(arns))
        policy = spell(domain.security_policy)
        if policy:
            yield Statement(called, "speaks", policy, aspect="security policy")
    for mapping in wiring.all(BasePathMapping):
        path = spell(mapping.base_path) or ""
        called = Subject(f"mapping {spell(mapping.domain_name) or UNSETTLED}/{path}", mapping.origin.file)
        api = settled(wiring.find, mapping.rest_api_id.if_known(), RestApi)
        to = f"API {name_of(api)}" if api is not None else spell(mapping.rest_api_id) or "nothing"
        stage = spell(mapping.stage)
        yield Statement(called, "leads to", f"{to}, stage {stage}" if stage else to, aspect="target")
