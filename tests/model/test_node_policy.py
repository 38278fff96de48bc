"""A Node.js authorizer's policy: for the asked method alone, or not certainly so."""

import pytest

from wellwired.model.node_policy import find_route_bound

DIRECT = "exports.handler = async (event) => ({ policyDocument: { Statement: [{ Resource: %s }] } });"
HELPER = """
function generatePolicy(principalId, effect, resource) {
  const statementOne = {};
  statementOne.Effect = effect;
  statementOne.Resource = resource;
  return { principalId, policyDocument: { Statement: [statementOne] } };
}

exports.handler = async function (event) {
  if (event.authorizationToken === "allow") {
    return generatePolicy("user", "Allow", %s);
  }
  return generatePolicy("user", "Deny", event.methodArn)
};
"""


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (DIRECT % "event.methodArn", 1),
        (DIRECT % "[event.methodArn]", 1),
        (DIRECT.replace("Resource", '"Resource"') % "event.methodArn", 1),
        (HELPER % "event.methodArn", 5),
        ("const of = (arn) => ({ Resource: arn });\nexports.handler = async (e) => of(e.methodArn);", 1),
        ("exports.handler = async (e) => {\n  const arn = e.methodArn;\n  return { Resource: arn };\n};", 3),
        (DIRECT % "event.methodArn.split('/')[0] + '/*'", None),
        (DIRECT % "`${event.methodArn}*`", None),
        (DIRECT % '["*", event.methodArn]', None),
        (DIRECT % "'*'", None),
        (HELPER % "'*'", None),
        (
            "exports.handler = async (e) => {\n  let arn = e.methodArn;\n  arn = '*';\n  return { Resource: arn };\n};",
            None,
        ),
        ("exports.handler = async (e) => policyFor(e.methodArn);", None),
        ("const of = (arn) => ({ Resource: arn });\nmodule.exports = { of }; // methodArn", None),
    ],
)
def test_a_policy_is_bound_to_its_route_where_each_resource_is_the_asked_arn(text: str, line: int | None) -> None:
    assert find_route_bound(text) == line


def test_a_resource_in_endless_brackets_is_not_concluded_from() -> None:
    assert find_route_bound(DIRECT % ("[" * 5_000 + "event.methodArn" + "]" * 5_000)) is None
