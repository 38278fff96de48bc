"""What a wiring says of functions, authorizers and roles: how they run, whom they let in, what they may do."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from wellwired.comparison.names import call, name_of, owner_of, subject_of
from wellwired.comparison.routes import TARGET, is_covered, name_function
from wellwired.comparison.statement import UNSETTLED, Statement, Subject, digest, settled, spell
from wellwired.facts import APIGATEWAY_PRINCIPAL, FUNCTION_MEMORY_DEFAULT_MB, FUNCTION_TIMEOUT_DEFAULT_S
from wellwired.model.access import Role
from wellwired.model.api import Account, Authorizer, Method
from wellwired.model.compute import Alias, Function, Permission
from wellwired.model.node import Json
from wellwired.model.policy import role_documents, statements
from wellwired.model.text import display
from wellwired.model.wiring import Wiring

_LATEST: Final = "$LATEST"
_ANY_API: Final = re.compile(r"^\*$|:execute-api:[^:]*:[^:]*:\*")


def tell_functions(wiring: Wiring) -> Iterator[Statement]:
    """The statements about functions, their aliases, permissions and roles, and about authorizers."""
    for function in wiring.all(Function):
        yield from _tell_function(wiring, function)
    for alias in wiring.all(Alias):
        yield from _tell_alias(wiring, alias)
    for permission in wiring.all(Permission):
        yield from _tell_permission(wiring, permission)
    for authorizer in wiring.all(Authorizer):
        yield from _tell_authorizer(wiring, authorizer)
    for role in _roles_of_an_api(wiring):
        yield from _tell_role(wiring, role)


def _tell_function(wiring: Wiring, function: Function) -> Iterator[Statement]:
    called = subject_of(function)
    yield Statement(called)
    timeout = spell(function.timeout, unit="s") or f"{FUNCTION_TIMEOUT_DEFAULT_S} s"
    yield Statement(called, "runs", f"{timeout} at most", aspect="timeout")
    memory = spell(function.memory_size, unit="MB") or f"{FUNCTION_MEMORY_DEFAULT_MB} MB"
    yield Statement(called, "has", f"{memory} of memory", aspect="memory")
    role = settled(wiring.find_role, function.role.if_known())
    named = name_of(role) if role is not None else spell(function.role)
    for verb, said, aspect in (
        ("runs as", named, "role"),
        ("runs on", spell(function.runtime), "runtime"),
        ("calls", spell(function.handler), "handler"),
        ("reserves", spell(function.reserved_concurrent_executions, unit="concurrent executions"), "reserved"),
    ):
        if said:
            yield Statement(called, verb, said, aspect=aspect)
    code, tracing = function.code.if_known(), function.tracing_config.if_known()
    if isinstance(code, Mapping) and "ZipFile" in code:
        yield Statement(called, "runs", "a handler in the template", aspect="code", detail=digest(code))
    if isinstance(tracing, Mapping):
        yield Statement(called, "traces", f"in mode {display(str(tracing.get('Mode')))}", aspect="tracing")
    if not function.vpc_config.is_absent:
        yield Statement(called, "runs in", "a VPC", aspect="VPC")
    if not function.dead_letter_config.is_absent:
        yield Statement(called, "has", "a dead-letter target", aspect="dead letters")
    if not function.environment.is_absent:
        said = digest(function.environment.if_known())
        yield Statement(called, "has", "an environment of variables", aspect="environment", detail=said)


def _tell_alias(wiring: Wiring, alias: Alias) -> Iterator[Statement]:
    version = spell(alias.function_version) or _LATEST
    points = version if version in (_LATEST, UNSETTLED) or version.isdigit() else "a published version"
    target = settled(wiring.get_function, alias.function_name.if_known() or "")
    function = target.function if target is not None else None
    named = name_of(function) if function is not None else spell(alias.function_name) or UNSETTLED
    yield Statement(subject_of(alias), "points to", f"{points} of {named}", aspect="version")


def _tell_permission(wiring: Wiring, permission: Permission) -> Iterator[Statement]:
    """Who else may invoke a function; what lets API Gateway's own routes in is told with them."""
    principal = spell(permission.principal) or "nobody"
    source = spell(permission.source_arn) or ""
    if principal == APIGATEWAY_PRINCIPAL and source and not _ANY_API.search(permission.source_arn.if_known() or ""):
        return
    target = settled(wiring.get_function, permission.function_name.if_known() or "")
    function = target.function if target is not None else None
    asked = f" for {source}" if source else ", whatever asks it to"
    words = call(function) if function is not None else f"function {spell(permission.function_name)}"
    called = Subject(words, (function or permission).origin.file)
    yield Statement(called, "lets itself be invoked by", f"{principal}{asked}")


def _tell_authorizer(wiring: Wiring, authorizer: Authorizer) -> Iterator[Statement]:
    called = subject_of(authorizer, owner_of(wiring, authorizer))
    yield Statement(called)
    uri = authorizer.authorizer_uri.if_known()
    if uri:
        covered = settled(is_covered, wiring, authorizer)
        note = "no permission covers it" if covered is False else ""
        function = settled(name_function, wiring, uri) or UNSETTLED
        yield Statement(called, "invokes", function, aspect=TARGET, detail=digest(display(uri)), note=note)
        if covered is not None:
            verb = "is allowed to" if covered else "is not allowed to"
            yield Statement(called, verb, f"invoke {function}", aspect="right", note=note, told_by=TARGET)
    if not authorizer.authorizer_credentials.is_absent:
        role = settled(wiring.find_role, authorizer.authorizer_credentials.if_known())
        named = name_of(role) if role is not None else spell(authorizer.authorizer_credentials) or UNSETTLED
        yield Statement(called, "invokes it as", f"role {named}", aspect="credentials")
    for arn in authorizer.provider_arns.if_known() or ():
        yield Statement(called, "asks", f"user pool {display(arn)}")
    for verb, said, aspect in (
        ("is of type", spell(authorizer.type), "type"),
        ("reads", spell(authorizer.identity_source), "identity source"),
        ("remembers", spell(authorizer.authorizer_result_ttl_in_seconds, unit="s"), "cache"),
    ):
        if said:
            yield Statement(called, verb, said, aspect=aspect)


def _roles_of_an_api(wiring: Wiring) -> Iterator[Role]:
    """The roles that functions, integrations and the account run with."""
    used = [function.role.if_known() for function in wiring.all(Function)]
    used += [account.cloud_watch_role_arn.if_known() for account in wiring.all(Account)]
    used += [authorizer.authorizer_credentials.if_known() for authorizer in wiring.all(Authorizer)]
    for method in wiring.all(Method):
        integration = method.integration.if_known()
        used.append(integration.credentials.if_known() if integration else None)
    found = {id(role): role for role in (settled(wiring.find_role, text) for text in used) if role is not None}
    yield from found.values()


def _tell_role(wiring: Wiring, role: Role) -> Iterator[Statement]:
    called = subject_of(role)
    yield Statement(called)
    for statement in statements(role.assume_role_policy_document.if_known()):
        for principal in _principals(statement.get("Principal")):
            yield Statement(called, "trusts", principal, detail=digest(statement.get("Condition")))
    for document in role_documents(wiring, role):
        for statement in statements(document):
            yield from _tell_grant(called, statement)


def _tell_grant(called: Subject, statement: Json) -> Iterator[Statement]:
    verb = "may" if statement.get("Effect") == "Allow" else "is denied"
    condition = statement.get("Condition")
    mark = digest(condition) if condition else ""
    for action in _texts(statement.get("Action")):
        for resource in _texts(statement.get("Resource")):
            yield Statement(called, verb, f"{action} on {resource}", aspect=f"{verb} {action} {resource}", detail=mark)


def _principals(principal: Json) -> Iterator[str]:
    if isinstance(principal, dict):
        for value in principal.values():
            yield from _texts(value)
    else:
        yield from _texts(principal)


def _texts(value: Json) -> Sequence[str]:
    items = value if isinstance(value, list | tuple) else [value]
    return [display(item) for item in items if isinstance(item, str)]
