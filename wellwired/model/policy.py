"""IAM policy documents: whom a trust policy lets in, and what a set of policies allows.

The judgement is IAM's: an explicit Deny wins, then any Allow, else no. What the input does not settle (a hole, a
condition on a key whose value nobody knows, a managed policy that is not at hand) raises `Unsettled`, but only where
it could change the answer.
Source: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import field
from functools import partial
from typing import Final

from wellwired.facts import ASSUME_ROLE_ACTION
from wellwired.model.access import InlinePolicy, Policy, Role
from wellwired.model.doubt import Check, every, some
from wellwired.model.hidden import find_hidden_maker, find_opaque_user
from wellwired.model.managed_policies import find_managed_policy
from wellwired.model.node import Json
from wellwired.model.policy_conditions import condition_holds
from wellwired.model.record import Record, record
from wellwired.model.setting import Unsettled
from wellwired.model.text import ACCOUNT_ID, display, find_hole, hole, matches, same
from wellwired.model.wiring import Wiring

# What is true of every call that API Gateway or Lambda makes in the account that holds the template.
SERVICE_CONTEXT: Final[Mapping[str, str]] = {"aws:SourceAccount": ACCOUNT_ID, "aws:SecureTransport": "true"}


@record
class Request(Record):
    """What somebody wants to do.

    action: such as "lambda:InvokeFunction". resource: its ARN as symbolic text, or "" for "any resource at all".
    principal: who asks (a service principal or an ARN), or "" where the documents are attached to the one who asks.
    context: condition keys whose values are known.
    """

    action: str
    resource: str = ""
    principal: str = ""
    context: Mapping[str, str] = field(default_factory=lambda: SERVICE_CONTEXT)


def permits(documents: Iterable[Json], request: Request) -> bool:
    """Whether a set of policy documents lets a request through; raises `Unsettled` where that hangs on an unknown."""
    allowed = False
    doubts: dict[bool, Unsettled] = {}  # by "it may be a Deny"
    for document in documents:
        for deny, applies in _judged(document, request):
            try:
                if applies():
                    if deny:
                        return False
                    allowed = True
            except Unsettled as doubt:
                doubts[deny] = doubt
    if allowed in doubts:
        raise doubts[allowed]
    return allowed


def denies(document: Json, request: Request) -> bool:
    """Whether a Deny of a document applies to a request; raises `Unsettled` where that hangs on an unknown."""
    # Turned into an Allow, a Deny that applies would by itself let the request through.
    turned = [{**one, "Effect": "Allow"} for one in statements(document) if one.get("Effect") == "Deny"]
    return permits(({"Statement": turned},), request)


def trusts(document: Json, principal: str, action: str = ASSUME_ROLE_ACTION) -> bool:
    """Whether a role's trust policy lets `principal` (such as "lambda.amazonaws.com") assume the role."""
    return permits((document,), Request(action=action, principal=principal))


def allows(documents: Iterable[Json], action: str, resource: str = "") -> bool:
    """Whether documents attached to one identity allow an action, on `resource` or (where it is "") on anything."""
    return permits(documents, Request(action=action, resource=resource))


def role_trusts(role: Role, principal: str) -> bool:
    """Whether a role of the wiring lets a service assume it."""
    document = role.assume_role_policy_document.known()
    return document is not None and trusts(document, principal)


def role_allows(wiring: Wiring, role: Role, action: str, resource: str = "") -> bool:
    """Whether a role may do something, by its inline policies, those that resources attach, and managed ones.

    A permissions boundary can only take away; it is left out, so that True means "granted unless bounded".
    """
    return allows(role_documents(wiring, role), action, resource)


def role_documents(wiring: Wiring, role: Role) -> tuple[Json, ...]:
    """Every policy document of a role, inline, attached by another resource, or managed; a hole for one not at hand."""
    return wiring.once(_gather_documents)[id(role)]


def _gather_documents(wiring: Wiring) -> dict[int, tuple[Json, ...]]:
    """The documents of each role, by identity."""
    return {id(role): _documents_of(wiring, role) for role in wiring.all(Role)}


def _documents_of(wiring: Wiring, role: Role) -> tuple[Json, ...]:
    documents: list[Json] = []
    readings: tuple[Callable[[], list[Json | None]], ...] = (
        lambda: [_document(policy) for policy in role.policies.or_default(())],
        lambda: [_document(policy) for policy in wiring.policies_of(role)],
        lambda: [_managed(wiring, arn) for arn in role.managed_policy_arns.or_default(())],
    )
    for read in readings:
        try:
            documents += read()
        except Unsettled as doubt:
            documents.append(hole(doubt.reason))
    hidden = find_hidden_maker(wiring) or find_opaque_user(wiring, role)
    if hidden:
        documents.append(hole(f"{hidden} may attach a policy"))
    return tuple(document for document in documents if document is not None)


def statements(document: Json) -> Iterator[Mapping[str, Json]]:
    """The statements of a document that are written out."""
    for statement in _listed(document.get("Statement")) if isinstance(document, Mapping) else ():
        if isinstance(statement, Mapping):
            yield statement


def _judged(document: Json, request: Request) -> Iterator[tuple[bool, Check]]:
    """For each statement whether it is a Deny, and whether it applies to the request."""
    if not isinstance(document, Mapping):
        yield False, partial(_not_at_hand, document, "a policy document is not written out")
        return
    for statement in _listed(document.get("Statement")):
        if isinstance(statement, Mapping):
            deny = statement.get("Effect") == "Deny"
            yield deny, partial(_applies, statement, request, deny=deny)
        else:
            yield False, partial(_not_at_hand, statement, "a policy statement is not written out")


def _not_at_hand(value: Json, otherwise: str) -> bool:
    raise Unsettled((isinstance(value, str) and find_hole(value)) or otherwise)


def _document(policy: InlinePolicy | Policy) -> Json | None:
    document = policy.policy_document
    return hole(document.reason) if document.is_unknown else document.known()


def _managed(wiring: Wiring, arn: str) -> Json | None:
    """What a managed policy grants; None for one of the wiring's own, found with those that resources attach."""
    reason = find_hole(arn)
    if reason:
        return hole(reason)
    if wiring.find(arn, Policy):
        return None
    return find_managed_policy(arn) or hole(f"what the managed policy {display(arn)} grants is not at hand")


def _applies(statement: Mapping[str, Json], request: Request, *, deny: bool) -> bool:
    return every(
        (
            lambda: _covers(statement, "Action", request.action, partial(_names_action, request.action.lower())),
            lambda: _covers_resource(statement, request.resource, deny=deny),
            lambda: not request.principal or _covers_principal(statement, request.principal),
            lambda: condition_holds(statement.get("Condition"), request.context),
        )
    )


def _covers(statement: Mapping[str, Json], element: str, usual: str, fits: Callable[[str], bool]) -> bool:
    """Judge Action or Resource, or the Not form of it; a statement with neither covers nothing."""
    if element in statement:
        return _fits_one(statement[element], usual, fits)
    negated = statement.get(f"Not{element}")
    return negated is not None and not _fits_one(negated, usual, fits)


def _fits_one(values: Json, usual: str, fits: Callable[[str], bool]) -> bool:
    """Whether one of the values fits; `usual`: a value that does, and that most policies spell just so."""
    listed = _listed(values)
    return usual in listed or some(partial(_fits_text, fits, value) for value in listed)


def _fits_text(fits: Callable[[str], bool], value: Json) -> bool:
    if isinstance(value, str):
        return fits(value)
    if isinstance(value, Mapping | list | tuple):
        raise Unsettled("a policy element is not written as text")
    return fits(str(value))


def _covers_resource(statement: Mapping[str, Json], resource: str, *, deny: bool) -> bool:
    if resource:
        if "Resource" not in statement and "NotResource" not in statement:
            return "Principal" in statement or "NotPrincipal" in statement  # a trust policy names no resource
        return _covers(statement, "Resource", "*", lambda pattern: matches(pattern, resource))
    return not deny or "*" in _listed(statement.get("Resource", "*"))  # a narrow Deny leaves something to do


def _names_action(action: str, pattern: str) -> bool:
    """Whether a pattern covers an action, which is given in small letters."""
    reason = find_hole(pattern)
    if reason:
        raise Unsettled(reason)
    return matches(pattern.lower(), action)


def _covers_principal(statement: Mapping[str, Json], principal: str) -> bool:
    fits = partial(_is_principal, principal=principal)
    if "Principal" in statement:
        return _fits_one(_principals(statement["Principal"]), principal, fits)
    if "NotPrincipal" in statement:
        return not _fits_one(_principals(statement["NotPrincipal"]), principal, fits)
    return False


def _principals(element: Json) -> list[Json]:
    if isinstance(element, Mapping):
        return [name for names in element.values() for name in _listed(names)]
    return _listed(element)


def _is_principal(name: str, principal: str) -> bool:
    """Whether a principal in a policy means this one; an account, or its root, means everybody in it."""
    if name == "*" or same(name, principal):
        return True
    fields = principal.split(":")
    if len(fields) < 6 or fields[2] not in ("iam", "sts"):
        return False
    account = fields[4]
    return same(name, account) or same(name, f"arn:{fields[1]}:iam::{account}:root")


def _listed(value: Json) -> list[Json]:
    if value is None:
        return []
    return list(value) if isinstance(value, list | tuple) else [value]
