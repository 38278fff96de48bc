"""What a wiring says of its routes: what each calls and may call, who may call it, and what is checked."""

import re
from collections.abc import Iterator
from typing import Final

from wellwired.comparison.names import name_of, owner_of, subject_of
from wellwired.comparison.statement import UNSETTLED, Statement, Subject, digest, settled, spell
from wellwired.facts import INTEGRATION_TIMEOUT_MAX_MS
from wellwired.model.api import Authorizer, Deployment, Integration, Method, Model, RequestValidator
from wellwired.model.compute import Function
from wellwired.model.deployments import missed_methods
from wellwired.model.function_name import find_function_in_uri
from wellwired.model.invocations import Invocation, read_invocations
from wellwired.model.invoke_gaps import gaps_of
from wellwired.model.node import Json
from wellwired.model.setting import Unsettled
from wellwired.model.text import display
from wellwired.model.wiring import Wiring

TARGET: Final = "target"
_SERVICE: Final = re.compile(r"arn:[^:]+:apigateway:[^:]*:(?P<service>[^:]+):(?P<what>[^/]+)")
_HOST: Final = re.compile(r"https?://(?:[^@/]*@)?(?P<host>[^/:?#]+)")
_HEADER: Final = "method.response.header."


def tell_routes(wiring: Wiring) -> Iterator[Statement]:
    """The statements about every method."""
    unwaited = _unwaited(wiring)
    for method in wiring.all(Method):
        route = subject_of(method, owner_of(wiring, method))
        yield Statement(route)
        yield from _tell_target(wiring, method, route)
        yield from _tell_guards(wiring, method, route)
        yield from _tell_checks(wiring, method, route)
        if id(method) in unwaited:
            yield Statement(route, "is left out of", "what the deployment waits for")


def tell_models(wiring: Wiring) -> Iterator[Statement]:
    """The statements about the models that bodies are checked against."""
    for model in wiring.all(Model):
        called = subject_of(model, owner_of(wiring, model))
        yield Statement(called, "has", "a schema", aspect="schema", detail=digest(model.schema.if_known()))


def _tell_target(wiring: Wiring, method: Method, route: Subject) -> Iterator[Statement]:
    if method.integration.is_unknown:
        yield Statement(route, "invokes", UNSETTLED, aspect=TARGET)
        return
    integration = method.integration.if_known()
    if integration is None:
        yield Statement(route, "has", "no integration", aspect=TARGET)
        return
    kind = spell(integration.type) or "no type"
    if kind == "MOCK":
        yield Statement(route, "answers", "by itself (MOCK)", aspect=TARGET)
    else:
        yield from _tell_call(wiring, method, route, integration)
        verb = spell(integration.integration_http_method) or "no method"
        yield Statement(route, "calls its backend with", verb, aspect="method", part_of=TARGET)
        waits = spell(integration.timeout_in_millis, unit="ms") or f"{INTEGRATION_TIMEOUT_MAX_MS:,} ms"
        yield Statement(route, "waits at most", waits, aspect="timeout", part_of=TARGET)
        yield Statement(route, "has", f"an integration of type {kind}", aspect="type", part_of=TARGET)
    yield from _tell_mappings(route, integration)


def _tell_call(wiring: Wiring, method: Method, route: Subject, integration: Integration) -> Iterator[Statement]:
    uri = integration.uri.if_known()
    if uri is None:
        yield Statement(route, "calls", UNSETTLED if integration.uri.is_unknown else "nothing", aspect=TARGET)
        return
    if find_function_in_uri(uri) is None:
        yield Statement(route, "calls", _name_outside(uri), aspect=TARGET, detail=digest(uri))
        return
    called = settled(name_function, wiring, uri) or UNSETTLED
    covered = settled(is_covered, wiring, method)
    note = "no permission covers it" if covered is False else ""
    yield Statement(route, "invokes", called, aspect=TARGET, detail=digest(display(uri)), note=note)
    verb = "is perhaps allowed to" if covered is None else "is allowed to" if covered else "is not allowed to"
    yield Statement(route, verb, f"invoke {called}", aspect="right", note=note, told_by=TARGET)
    if not integration.credentials.is_absent:
        role = settled(wiring.find_role, integration.credentials.if_known())
        named = name_of(role) if role is not None else spell(integration.credentials) or UNSETTLED
        yield Statement(route, "invokes it as", f"role {named}", aspect="credentials")


def name_function(wiring: Wiring, uri: str) -> str:
    """The function that an invocation URI names, with its version or alias; raises `Unsettled`."""
    target = wiring.find_target(uri)
    if target is None:
        return UNSETTLED
    name = name_of(target.function) if target.function is not None else display(target.spelled.name)
    qualifier = display(target.spelled.qualifier) if target.version is None else "a published version"
    return f"{name}:{qualifier}" if qualifier else name


def is_covered(wiring: Wiring, caller: Method | Authorizer) -> bool:
    """Whether API Gateway may invoke what a caller names; raises `Unsettled` where that is not known."""
    asked = [(one, function) for function, one in _invocations(wiring) if one.caller is caller]
    if not asked:
        raise Unsettled("the function is not among the resources")
    for one, function in asked:
        if one.credentials is not None:
            continue
        gaps = gaps_of(wiring, function)
        if any(gap.invocation.caller is caller for gap in gaps.found):
            return False
        if gaps.doubt:
            raise Unsettled(gaps.doubt)
    return True


def _invocations(wiring: Wiring) -> Iterator[tuple[Function, Invocation]]:
    for function in wiring.all(Function):
        for one in read_invocations(wiring).of(function):
            yield function, one


def _name_outside(uri: str) -> str:
    """The service or host that an integration calls, without credentials or query strings that a URL may hold."""
    service = _SERVICE.match(uri)
    if service:
        return f"{display(service['service'])} ({display(service['what'])})"
    web = _HOST.match(uri)
    return display(web["host"] if web else uri.rpartition("/")[2])


def _tell_mappings(route: Subject, integration: Integration) -> Iterator[Statement]:
    """The headers that a mapping sets, such as those of a preflight answer, and whether the rest of it changes."""
    rest: list[Json] = [integration.request_templates.if_known(), integration.request_parameters.if_known()]
    for response in integration.integration_responses.if_known() or ():
        rest.append([response.status_code.if_known(), response.response_templates.if_known()])
        for key, value in (response.response_parameters.if_known() or {}).items():
            if key.startswith(_HEADER):
                said = f"{key.removeprefix(_HEADER)}: {display(str(value)).strip(chr(39))}"
                yield Statement(route, "answers with", said, aspect=f"{key} {response.status_code.if_known()}")
    if any(rest):
        yield Statement(route, "has", "a mapping of requests or answers", "mapping", digest(rest), part_of=TARGET)


def _tell_guards(wiring: Wiring, method: Method, route: Subject) -> Iterator[Statement]:
    kind = (spell(method.authorization_type) or "NONE").upper()
    if kind == "NONE":
        yield Statement(route, "is", "open to whoever calls", aspect="guard")
    elif kind == "AWS_IAM":
        yield Statement(route, "asks", "for a signature by IAM", aspect="guard")
    else:
        guard = settled(wiring.find, method.authorizer_id.if_known(), Authorizer)
        named = name_of(guard) if guard is not None else spell(method.authorizer_id) or "that nothing names"
        asked = "user pools by authorizer" if kind == "COGNITO_USER_POOLS" else "authorizer"
        yield Statement(route, "asks", f"{asked} {named}", aspect="guard")
    if method.api_key_required.if_known():
        yield Statement(route, "needs", "an API key")


def _tell_checks(wiring: Wiring, method: Method, route: Subject) -> Iterator[Statement]:
    validator = settled(wiring.find, method.request_validator_id.if_known(), RequestValidator)
    if validator is None:
        return
    if validator.validate_request_body.if_known():
        yield Statement(route, "has", "its request bodies checked", aspect="body check")
    if validator.validate_request_parameters.if_known():
        yield Statement(route, "has", "its parameters checked", aspect="parameter check")
    for kind, model in (method.request_models.if_known() or {}).items():
        yield Statement(route, "checks", f"{kind} against {display(str(model))}", aspect=f"model {kind}")


def _unwaited(wiring: Wiring) -> set[int]:
    """The methods (by identity) that a deployment may be made before."""
    missed: set[int] = set()
    for deployment in wiring.all(Deployment):
        found = settled(missed_methods, wiring, deployment)
        missed |= {id(method) for method in (found[0] if found else ())}
    return missed
