"""Cuts in a function's settings and role."""

import copy
from typing import Any

from .draft import Draft, arn_of, ref
from .registry import ALL, PLAIN, RESOURCES, also, cut

OLD_RUNTIME = "Runtime python3.8 (deprecated)"
RESERVED_0 = "ReservedConcurrentExecutions 0"
MEMORY = "MemorySize omitted (128 MB)"
VPC = "VpcConfig but the role lacks ec2:CreateNetworkInterface"
TRUST = "Lambda role trusts apigateway.amazonaws.com"
DEAD_LETTERS = "DeadLetterConfig removed"
TRACING = "Function TracingConfig PassThrough"
RESERVED = "ReservedConcurrentExecutions removed"
STAR = "Lambda role Action * Resource *"
LATEST = "Alias pinned to $LATEST (no immutable version; provisioned concurrency impossible)"
TRUST_OF = "AssumeRolePolicyDocument"


def policy_of(draft: Draft) -> dict[str, Any]:
    """The handler's own policy document."""
    if draft.base == "cdk":
        document = draft.properties("handler policy")["PolicyDocument"]
    elif draft.base == "openapi":
        document = draft.resources["HandlerDeadLetterPolicy"]["Properties"]["PolicyDocument"]
    else:
        document = draft.properties("handler role")["Policies"][0]["PolicyDocument"]
    assert isinstance(document, dict)
    return document


@cut("runtime-deprecated", OLD_RUNTIME, "deploy", *ALL)
def runtime_deprecated(draft: Draft) -> None:
    draft.properties("handler")["Runtime"] = "python3.8"


@cut("runtime-older", OLD_RUNTIME, "deploy", "handwritten", "sam", what="python3.7")
def runtime_older(draft: Draft) -> None:
    draft.properties("handler")["Runtime"] = "python3.7"


@cut("runtime-of-authorizer-deprecated", OLD_RUNTIME, "deploy", *ALL, what="the authorizer's")
def runtime_of_authorizer_deprecated(draft: Draft) -> None:
    draft.properties("authorizer function")["Runtime"] = "python3.8"


@cut("concurrency-0", RESERVED_0, "500", *ALL)
def concurrency_0(draft: Draft) -> None:
    draft.properties("handler")["ReservedConcurrentExecutions"] = 0


@cut("concurrency-removed", RESERVED, "throttling shared", *ALL)
def concurrency_removed(draft: Draft) -> None:
    draft.forget("handler", "ReservedConcurrentExecutions")


@cut("memory-omitted", MEMORY, "502 when it runs out", *ALL)
def memory_omitted(draft: Draft) -> None:
    draft.forget("handler", "MemorySize")


@cut("memory-128", MEMORY, "502 when it runs out", *ALL, what="128 said aloud")
def memory_128(draft: Draft) -> None:
    draft.properties("handler")["MemorySize"] = 128


@cut("vpc-without-rights", VPC, "deploy", *PLAIN)
def vpc_without_rights(draft: Draft) -> None:
    network = {"SubnetIds": ["subnet-0a1b2c3d4e5f60718"], "SecurityGroupIds": ["sg-0a1b2c3d4e5f60718"]}
    draft.properties("handler")["VpcConfig"] = network


@also("vpc-without-rights", "sam")
def vpc_without_rights_in_sam(draft: Draft) -> None:
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    granted = {"Effect": "Allow", "Action": ["dynamodb:PutItem", "sqs:SendMessage", "xray:Put*"], "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [granted]}
    properties = {
        TRUST_OF: {"Version": "2012-10-17", "Statement": [trust]},
        "ManagedPolicyArns": ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"],
        "Policies": [{"PolicyName": "items", "PolicyDocument": document}],
    }
    draft.add("OwnRole", "AWS::IAM::Role", properties)
    draft.properties("handler")["Role"] = arn_of("OwnRole")
    vpc_without_rights(draft)


@cut("role-trusts-apigateway", TRUST, "deploy", *PLAIN)
def role_trusts_apigateway(draft: Draft) -> None:
    (statement,) = draft.properties("handler role")[TRUST_OF]["Statement"]
    statement["Principal"] = {"Service": "apigateway.amazonaws.com"}


@also("role-trusts-apigateway", "sam")
def role_trusts_apigateway_in_sam(draft: Draft) -> None:
    trust = {"Effect": "Allow", "Principal": {"Service": "apigateway.amazonaws.com"}, "Action": "sts:AssumeRole"}
    draft.properties("handler")[TRUST_OF] = {"Version": "2012-10-17", "Statement": [trust]}


@cut("role-trusts-edge", TRUST, "deploy", *PLAIN, what="edgelambda.amazonaws.com")
def role_trusts_edge(draft: Draft) -> None:
    (statement,) = draft.properties("handler role")[TRUST_OF]["Statement"]
    statement["Principal"] = {"Service": "edgelambda.amazonaws.com"}


@cut("role-of-the-gateway", TRUST, "deploy", *PLAIN, what="Role names the API's logging role")
def role_of_the_gateway(draft: Draft) -> None:
    draft.properties("handler")["Role"] = arn_of(draft.id("account role"))


@cut("authorizer-function-role-trust", TRUST, "deploy", *PLAIN, what="the authorizer's role")
def authorizer_function_role_trust(draft: Draft) -> None:
    (statement,) = draft.properties("authorizer role")[TRUST_OF]["Statement"]
    statement["Principal"] = {"Service": "apigateway.amazonaws.com"}


@cut("dead-letters-removed", DEAD_LETTERS, "lost events", *PLAIN)
def dead_letters_removed(draft: Draft) -> None:
    del draft.properties("handler")["DeadLetterConfig"]


@also("dead-letters-removed", "sam")
def dead_letters_removed_in_sam(draft: Draft) -> None:
    del draft.properties("handler")["DeadLetterQueue"]


@cut("dead-letters-not-granted", DEAD_LETTERS, "deploy", "handwritten", "cdk", what="the role may not send them")
def dead_letters_not_granted(draft: Draft) -> None:
    document = policy_of(draft)
    kept = [each for each in document["Statement"] if "sqs:SendMessage" not in str(each["Action"])]
    assert len(kept) < len(document["Statement"])
    document["Statement"] = kept


@also("dead-letters-not-granted", "openapi")
def dead_letters_not_granted_at_all(draft: Draft) -> None:
    draft.drop("HandlerDeadLetterPolicy")


@cut("tracing-pass-through", TRACING, "no traces", *PLAIN)
def tracing_pass_through(draft: Draft) -> None:
    draft.properties("handler")["TracingConfig"] = {"Mode": "PassThrough"}


@also("tracing-pass-through", "sam")
def tracing_pass_through_in_sam(draft: Draft) -> None:
    draft.properties("handler")["Tracing"] = "PassThrough"


@cut("tracing-config-removed", TRACING, "no traces", *PLAIN, what="no TracingConfig at all")
def tracing_config_removed(draft: Draft) -> None:
    del draft.properties("handler")["TracingConfig"]


@also("tracing-config-removed", "sam")
def tracing_removed_from_globals(draft: Draft) -> None:
    del draft.template["Globals"]["Function"]["Tracing"]


@cut("tracing-not-granted", TRACING, "no traces", "handwritten", "cdk", what="the role may not send traces")
def tracing_not_granted(draft: Draft) -> None:
    document = policy_of(draft)
    kept = [each for each in document["Statement"] if "xray:PutTraceSegments" not in each["Action"]]
    assert len(kept) < len(document["Statement"])
    document["Statement"] = kept


@cut("role-may-all", STAR, "over-privilege", *PLAIN)
def role_may_all(draft: Draft) -> None:
    policy_of(draft)["Statement"].append({"Effect": "Allow", "Action": "*", "Resource": "*"})


@also("role-may-all", "sam")
def role_may_all_in_sam(draft: Draft) -> None:
    statement = {"Effect": "Allow", "Action": "*", "Resource": "*"}
    draft.properties("handler")["Policies"].append({"Version": "2012-10-17", "Statement": [statement]})


@cut("role-is-administrator", STAR, "over-privilege", *PLAIN, what="AdministratorAccess")
def role_is_administrator(draft: Draft) -> None:
    policies = draft.properties("handler role").setdefault("ManagedPolicyArns", [])
    policies.append("arn:aws:iam::aws:policy/AdministratorAccess")


@also("role-is-administrator", "sam")
def role_is_administrator_in_sam(draft: Draft) -> None:
    draft.properties("handler")["Policies"].append("AdministratorAccess")


@cut("alias-of-latest", LATEST, "cold starts", *RESOURCES)
def alias_of_latest(draft: Draft) -> None:
    draft.properties("alias")["FunctionVersion"] = "$LATEST"


@cut("alias-of-latest-by-attribute", LATEST, "deploy", "handwritten", what="and provisioned concurrency asked for")
def alias_of_latest_provisioned(draft: Draft) -> None:
    alias = draft.properties("alias")
    alias["FunctionVersion"] = "$LATEST"
    alias["ProvisionedConcurrencyConfig"] = {"ProvisionedConcurrentExecutions": 2}


@cut("alias-of-another-function", LATEST, "wrong code", "handwritten", what="the version of another function")
def alias_of_another_function(draft: Draft) -> None:
    version = copy.deepcopy(draft.resource("version"))
    version["Properties"]["FunctionName"] = ref("AuthorizerFunction")
    draft.resources["AuthorizerVersion"] = version
    draft.properties("alias")["FunctionVersion"] = {"Fn::GetAtt": ["AuthorizerVersion", "Version"]}


@cut("variable-removed", RESERVED_0, "502", "handwritten", "sam", what="an environment variable the code reads")
def variable_removed(draft: Draft) -> None:
    if draft.in_sam:
        del draft.template["Globals"]["Function"]["Environment"]
    else:
        del draft.properties("handler")["Environment"]


@cut("variable-misspelt", RESERVED_0, "502", "handwritten", "sam", what="a variable under another name")
def variable_misspelt(draft: Draft) -> None:
    variables = draft.properties("handler")["Environment"]["Variables"]
    old = "TABLE_NAME" if draft.in_sam else "ALLOWED_ORIGIN"
    variables[old.replace("_", "")] = variables.pop(old)
