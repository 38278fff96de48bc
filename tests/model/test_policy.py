"""IAM's judgement over trust policies and permission policies."""

from typing import Any

import pytest

from wellwired.model.access import InlinePolicy, Policy, Role
from wellwired.model.node import Other
from wellwired.model.policy import Request, allows, permits, role_allows, role_documents, role_trusts, trusts
from wellwired.model.setting import Unsettled, known, unknown
from wellwired.model.text import ACCOUNT_ID, PARTITION, REGION, hole, pseudo, reference
from wellwired.model.wiring import Unplaced, Wiring

GATEWAY = "apigateway.amazonaws.com"
LAMBDA = "lambda.amazonaws.com"
FUNCTION = f"arn:{PARTITION}:lambda:{REGION}:{ACCOUNT_ID}:function:{reference('app/Items')}"


def trust(principal: Any, **more: Any) -> dict[str, Any]:
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **more}
    return {"Version": "2012-10-17", "Statement": [statement]}


def allow(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Statement": {"Effect": "Allow", "Action": action, "Resource": resource, **more}}


def deny(action: Any, resource: Any = "*", **more: Any) -> dict[str, Any]:
    return {"Statement": [{"Effect": "Deny", "Action": action, "Resource": resource, **more}]}


@pytest.mark.parametrize(
    "principal",
    [
        {"Service": LAMBDA},
        {"Service": [GATEWAY, LAMBDA]},
        {"Service": f"lambda.{pseudo('AWS::URLSuffix')}"},
        "*",
        {"AWS": "*"},
        {"AWS": "arn:aws:iam::123456789012:root", "Service": LAMBDA},
    ],
)
def test_a_trust_policy_names_the_service_in_any_spelling(principal: Any) -> None:
    assert trusts(trust(principal), LAMBDA)


@pytest.mark.parametrize("principal", [{"Service": GATEWAY}, {"AWS": LAMBDA + ".cn"}, {"Federated": "x"}, {}, [], None])
def test_a_trust_policy_that_names_others_does_not_trust(principal: Any) -> None:
    assert not trusts(trust(principal), LAMBDA)


def test_a_trust_policy_for_another_action_does_not_let_the_role_be_assumed() -> None:
    assert not trusts(trust({"Service": LAMBDA}, Action="sts:TagSession"), LAMBDA)
    assert trusts(trust({"Service": LAMBDA}, Action=["sts:TagSession", "sts:Assume*"]), LAMBDA)


def test_a_deny_wins_over_an_allow() -> None:
    document = trust({"Service": LAMBDA})
    document["Statement"].append({"Effect": "Deny", "Principal": "*", "Action": "sts:*"})
    assert not trusts(document, LAMBDA)


def test_not_principal_means_everybody_else() -> None:
    document = {"Statement": [{"Effect": "Allow", "NotPrincipal": {"Service": GATEWAY}, "Action": "sts:AssumeRole"}]}
    assert trusts(document, LAMBDA)
    assert not trusts(document, GATEWAY)


def test_an_account_stands_for_everybody_in_it() -> None:
    caller = "arn:aws:iam::123456789012:role/deployer"
    assert trusts(trust({"AWS": "123456789012"}), caller)
    assert trusts(trust({"AWS": "arn:aws:iam::123456789012:root"}), caller)
    assert not trusts(trust({"AWS": "210987654321"}), caller)


def test_a_source_account_condition_holds_in_the_own_account() -> None:
    condition = {"StringEquals": {"aws:SourceAccount": ACCOUNT_ID}}
    assert trusts(trust({"Service": GATEWAY}, Condition=condition), GATEWAY)


def test_a_condition_on_an_unknown_key_is_unsettled_unless_another_statement_settles_it() -> None:
    document = trust({"Service": GATEWAY}, Condition={"StringEquals": {"sts:ExternalId": "x"}})
    with pytest.raises(Unsettled, match="sts:ExternalId"):
        trusts(document, GATEWAY)
    assert not trusts(document, LAMBDA)
    document["Statement"].append({"Effect": "Allow", "Principal": {"Service": GATEWAY}, "Action": "sts:AssumeRole"})
    assert trusts(document, GATEWAY)


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ({"ArnLike": {"AWS:SourceArn": "arn:aws:execute-api:*:*:abc/*"}}, True),
        ({"ArnEquals": {"aws:SourceArn": "arn:aws:execute-api:eu-west-1:123456789012:abc/prod/GET/"}}, True),
        ({"ArnNotLike": {"aws:SourceArn": "arn:aws:execute-api:*:*:abc/*"}}, False),
        ({"StringLike": {"aws:SourceArn": ["arn:aws:s3:*", "arn:aws:execute-api:*:*:ab?/*"]}}, True),
        ({"StringEquals": {"aws:SourceArn": "arn:aws:execute-api:*:*:abc/*"}}, False),
        ({"StringNotEquals": {"aws:SourceAccount": "123456789012"}}, False),
        ({"StringEqualsIfExists": {"aws:SourceAccount": 123456789012}}, True),
        ({"ForAnyValue:StringEquals": {"aws:SourceAccount": ["1", "123456789012"]}}, True),
        ({"Bool": {"aws:SecureTransport": True}}, True),
        ({"Bool": {"aws:SecureTransport": "false"}}, False),
    ],
)
def test_conditions_on_known_keys_are_judged(condition: Any, holds: bool) -> None:
    context = {
        "aws:SourceArn": "arn:aws:execute-api:eu-west-1:123456789012:abc/prod/GET/",
        "aws:SourceAccount": "123456789012",
        "aws:SecureTransport": "true",
    }
    document = allow("lambda:InvokeFunction", Condition=condition)
    assert permits([document], Request(action="lambda:InvokeFunction", context=context)) is holds


@pytest.mark.parametrize(
    "action",
    ["lambda:InvokeFunction", "lambda:invokefunction", "LAMBDA:*", "*", "lambda:Invoke*", ["s3:*", "lambda:*"]],
)
def test_actions_match_without_case_and_with_wildcards(action: Any) -> None:
    assert allows([allow(action)], "lambda:InvokeFunction", FUNCTION)


def test_not_action_allows_all_but_what_it_names() -> None:
    document = {"Statement": [{"Effect": "Allow", "NotAction": ["iam:*"], "Resource": "*"}]}
    assert allows([document], "lambda:InvokeFunction", FUNCTION)
    assert not allows([document], "iam:PassRole")


def test_not_resource_leaves_out_what_it_names() -> None:
    document = {"Statement": [{"Effect": "Allow", "Action": "*", "NotResource": [FUNCTION]}]}
    assert not allows([document], "lambda:InvokeFunction", FUNCTION)
    assert allows([document], "lambda:InvokeFunction", f"{FUNCTION}:live")


def test_a_resource_must_cover_the_one_that_is_asked_for() -> None:
    assert allows([allow("lambda:InvokeFunction", FUNCTION)], "lambda:InvokeFunction", FUNCTION)
    assert allows([allow("lambda:InvokeFunction", "arn:aws:lambda:*:*:function:*")], "lambda:InvokeFunction", FUNCTION)
    assert not allows([allow("lambda:InvokeFunction", FUNCTION)], "lambda:InvokeFunction", f"{FUNCTION}:live")
    assert not allows([allow("lambda:InvokeFunction", "arn:aws:s3:::bucket")], "lambda:InvokeFunction", FUNCTION)


@pytest.mark.parametrize("pattern", ["arn:aws:logs:*:*:*", "arn:aws:logs:*", "arn:*:logs:*", "*"])
def test_a_resource_pattern_may_end_early(pattern: str) -> None:
    stream = f"arn:{PARTITION}:logs:{REGION}:{ACCOUNT_ID}:log-group:/aws/lambda/items:log-stream:x"
    assert allows([allow("logs:*", pattern)], "logs:PutLogEvents", stream)
    assert not allows([allow("logs:*", "arn:aws:s3:*")], "logs:PutLogEvents", stream)


def test_without_a_resource_any_grant_of_the_action_counts_and_a_narrow_deny_does_not() -> None:
    documents = [allow("sqs:SendMessage", "arn:aws:sqs:eu-west-1:1:queue"), deny("sqs:SendMessage", "arn:aws:sqs:::x")]
    assert allows(documents, "sqs:SendMessage")
    assert not allows([*documents, deny("sqs:*")], "sqs:SendMessage")


def test_a_hole_decides_only_where_it_could_change_the_answer() -> None:
    gap = hole("parameter Actions has no default")
    with pytest.raises(Unsettled, match="parameter Actions"):
        allows([allow(gap)], "lambda:InvokeFunction", FUNCTION)
    assert allows([allow([gap, "lambda:*"])], "lambda:InvokeFunction", FUNCTION)
    assert not allows([allow(gap, "arn:aws:s3:::bucket")], "lambda:InvokeFunction", FUNCTION)
    with pytest.raises(Unsettled):
        allows([allow("lambda:*"), deny(gap)], "lambda:InvokeFunction", FUNCTION)
    assert not allows([allow("s3:*"), deny(gap)], "lambda:InvokeFunction", FUNCTION)


@pytest.mark.parametrize("document", [hole("a parameter"), "text", 7, [1], {"Statement": "text"}, {"Statement": [7]}])
def test_a_document_of_an_unexpected_shape_is_unsettled_never_a_crash(document: Any) -> None:
    with pytest.raises(Unsettled):
        allows([document], "lambda:InvokeFunction", FUNCTION)
    assert allows([document, allow("*")], "lambda:InvokeFunction", FUNCTION)


def test_a_document_without_statements_allows_nothing() -> None:
    assert not allows([{}, {"Statement": []}, {"Statement": [{}]}], "lambda:InvokeFunction", FUNCTION)


def managed(*names: str) -> Role:
    return Role(address="app/Role", managed_policy_arns=known(tuple(f"arn:aws:iam::aws:policy/{n}" for n in names)))


@pytest.mark.parametrize(
    ("name", "action", "granted"),
    [
        ("service-role/AWSLambdaBasicExecutionRole", "logs:PutLogEvents", True),
        ("service-role/AWSLambdaBasicExecutionRole", "ec2:CreateNetworkInterface", False),
        ("service-role/AWSLambdaVPCAccessExecutionRole", "ec2:CreateNetworkInterface", True),
        ("service-role/AmazonAPIGatewayPushToCloudWatchLogs", "logs:FilterLogEvents", True),
        ("AWSLambda_FullAccess", "lambda:InvokeFunction", True),
        ("AWSLambda_FullAccess", "logs:PutLogEvents", False),
        ("AdministratorAccess", "iam:PassRole", True),
        ("PowerUserAccess", "logs:PutLogEvents", True),
        ("PowerUserAccess", "iam:PassRole", False),
    ],
)
def test_managed_policies_grant_what_aws_says(name: str, action: str, granted: bool) -> None:
    role = managed(name)
    assert role_allows(Wiring([role]), role, action) is granted


def test_an_unknown_managed_policy_leaves_open_what_a_known_one_does_not_grant() -> None:
    role = managed("Homemade", "service-role/AWSLambdaBasicExecutionRole")
    wiring = Wiring([role])
    assert role_allows(wiring, role, "logs:PutLogEvents")
    with pytest.raises(Unsettled, match="policy/Homemade"):
        role_allows(wiring, role, "lambda:InvokeFunction")


def test_policies_count_however_they_are_attached() -> None:
    inline = InlinePolicy(policy_document=known(allow("logs:*")))
    role = Role(
        address="app/Role",
        physical_id="orders",
        policies=known((inline,)),
        managed_policy_arns=known((reference("app/Managed"),)),
    )
    by_name = Policy(address="app/ByName", roles=known(("orders",)), policy_document=known(allow("sqs:*")))
    by_role_name = Policy(address="app/One", role_name=known("orders"), policy_document=known(allow("sns:*")))
    by_role = Policy(
        address="app/Managed", physical_id=reference("app/Managed"), policy_document=known(allow("xray:*"))
    )
    other = Policy(address="app/Other", roles=known(("someone",)), policy_document=known(allow("iam:*")))
    wiring = Wiring([role, by_name, by_role_name, by_role, other])
    assert len(role_documents(wiring, role)) == 4
    for action in ("logs:PutLogEvents", "sqs:SendMessage", "sns:Publish", "xray:PutTraceSegments"):
        assert role_allows(wiring, role, action)
    assert not role_allows(wiring, role, "iam:PassRole")


def test_a_policy_whose_roles_are_not_settled_leaves_the_lack_open() -> None:
    role = Role(address="app/Role", physical_id="orders")
    vague = Policy(address="app/Vague", roles=unknown("parameter Roles"), policy_document=known(allow("sqs:*")))
    wiring = Wiring([role, vague])
    with pytest.raises(Unsettled, match="parameter Roles"):
        role_allows(wiring, role, "sqs:SendMessage")


def test_a_role_that_is_handed_to_a_custom_resource_may_get_more_rights() -> None:
    role = Role(address="app/Role", physical_id="orders")
    grants = Other(address="app/Grants", resource_type="Custom::Grants", depends_on=frozenset({"app/Role"}))
    with pytest.raises(Unsettled, match="Grants"):
        role_allows(Wiring([role, grants]), role, "sqs:SendMessage")
    macro = Wiring([role], unplaced=[Unplaced("Transform", "what the macro X makes of the template is not known")])
    with pytest.raises(Unsettled, match="macro X"):
        role_allows(macro, role, "sqs:SendMessage")


def test_a_role_whose_trust_is_unknown_is_unsettled_and_one_without_trusts_nobody() -> None:
    assert not role_trusts(Role(address="app/Role"), LAMBDA)
    with pytest.raises(Unsettled):
        role_trusts(Role(address="app/Role", assume_role_policy_document=unknown("a parameter")), LAMBDA)
