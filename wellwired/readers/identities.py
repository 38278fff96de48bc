"""What `Ref` and `Fn::GetAtt` return for a resource: the names and ARNs that AWS would give it, as symbolic text.

Source: the "Return values" of each type in
https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-template-resource-type-ref.html
"""

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from wellwired.model.function_name import parse_function_name
from wellwired.model.text import find_whole_hole, hole, reference

if TYPE_CHECKING:
    from wellwired.readers.scope import Scope


class Naming(NamedTuple):
    """How a type is named.

    name: the property that holds a name of the user's choice, or "". arn: the ARN's form, from the service on.
    by_arn: whether Ref returns the ARN. by_atom: whether Ref returns something else that nothing else spells.
    arn_attribute, name_attribute: what Fn::GetAtt calls the two.
    """

    name: str = ""
    arn: str = ""
    by_arn: bool = False
    by_atom: bool = False
    arn_attribute: str = "Arn"
    name_attribute: str = ""


class Identity(NamedTuple):
    """What Ref returns, the ARN ("" where there is none), and the name or id inside the ARN."""

    physical_id: str
    arn: str = ""
    name: str = ""


_NAMINGS: Final = {
    "AWS::Lambda::Function": Naming("FunctionName", "lambda:{region}:{account}:function:{name}"),
    "AWS::IAM::Role": Naming("RoleName", "iam::{account}:role{path}{name}"),
    "AWS::IAM::ManagedPolicy": Naming(
        "ManagedPolicyName", "iam::{account}:policy{path}{name}", by_arn=True, arn_attribute="PolicyArn"
    ),
    "AWS::SNS::Topic": Naming(
        "TopicName", "sns:{region}:{account}:{name}", by_arn=True, arn_attribute="TopicArn", name_attribute="TopicName"
    ),
    "AWS::SQS::Queue": Naming("QueueName", "sqs:{region}:{account}:{name}", by_atom=True, name_attribute="QueueName"),
    "AWS::Logs::LogGroup": Naming("LogGroupName", "logs:{region}:{account}:log-group:{name}:*"),
    "AWS::CloudWatch::Alarm": Naming("AlarmName", "cloudwatch:{region}:{account}:alarm:{name}"),
    "AWS::CloudWatch::CompositeAlarm": Naming("AlarmName", "cloudwatch:{region}:{account}:alarm:{name}"),
    "AWS::KMS::Key": Naming("", "kms:{region}:{account}:key/{name}", name_attribute="KeyId"),
    "AWS::KMS::Alias": Naming("AliasName"),
    "AWS::Cognito::UserPool": Naming("", "cognito-idp:{region}:{account}:userpool/{name}", name_attribute="UserPoolId"),
    "AWS::Kinesis::Stream": Naming("Name", "kinesis:{region}:{account}:stream/{name}"),
    "AWS::DynamoDB::Table": Naming("TableName", "dynamodb:{region}:{account}:table/{name}"),
    "AWS::S3::Bucket": Naming("BucketName", "s3:::{name}"),
    "AWS::StepFunctions::StateMachine": Naming(
        "StateMachineName", "states:{region}:{account}:stateMachine:{name}", by_arn=True, name_attribute="Name"
    ),
    "AWS::Events::EventBus": Naming("Name", "events:{region}:{account}:event-bus/{name}", name_attribute="Name"),
    "AWS::ApiGateway::RestApi": Naming(name_attribute="RestApiId"),
    "AWS::ApiGateway::Resource": Naming(name_attribute="ResourceId"),
    "AWS::ApiGateway::Stage": Naming("StageName"),
    "AWS::ApiGateway::Deployment": Naming(name_attribute="DeploymentId"),
    "AWS::ApiGateway::Authorizer": Naming(name_attribute="AuthorizerId"),
    "AWS::ApiGateway::RequestValidator": Naming(name_attribute="RequestValidatorId"),
    "AWS::ApiGateway::UsagePlan": Naming(name_attribute="Id"),
    "AWS::ApiGateway::ApiKey": Naming(name_attribute="APIKeyId"),
    "AWS::ApiGateway::Model": Naming("Name"),
    "AWS::ApiGateway::DomainName": Naming("DomainName"),
    "AWS::ApiGatewayV2::DomainName": Naming("DomainName"),
    "AWS::ApiGatewayV2::Api": Naming(name_attribute="ApiId"),
    "AWS::ApiGatewayV2::Stage": Naming("StageName"),
    "AWS::WAFv2::WebACL": Naming(by_atom=True),
    "AWS::ElasticLoadBalancingV2::LoadBalancer": Naming(
        "",
        "elasticloadbalancing:{region}:{account}:loadbalancer/{name}",
        by_arn=True,
        arn_attribute="LoadBalancerArn",
        name_attribute="LoadBalancerFullName",
    ),
    "AWS::AppSync::GraphQLApi": Naming(
        "", "appsync:{region}:{account}:apis/{name}", by_arn=True, name_attribute="ApiId"
    ),
    "AWS::AppRunner::Service": Naming(
        "", "apprunner:{region}:{account}:service/{name}", by_arn=True, arn_attribute="ServiceArn"
    ),
}
_PLAIN: Final = Naming()


def is_named_plainly(resource_type: str) -> bool:
    """Whether Ref of this type returns a bare name or id."""
    naming = _NAMINGS.get(resource_type)
    return naming is not None and not naming.by_arn and not naming.by_atom


def read_identity(name: str, scope: "Scope") -> Identity:
    """The identity of the resource `name` of a scope."""
    resource = scope.resources[name]
    atom = reference(scope.address(name))
    if resource.type in ("AWS::Lambda::Alias", "AWS::Lambda::Version"):
        return _qualified(resource.type, resource.properties, atom, scope)
    naming = _NAMINGS.get(resource.type, _PLAIN)
    chosen = _text(naming.name, resource.properties, scope) or atom
    if not naming.arn:
        return Identity(chosen, name=chosen)
    path = _text("Path", resource.properties, scope) or "/"
    tail = naming.arn.format(region=scope.region, account=scope.account, path=path, name=chosen)
    arn = f"arn:{scope.partition}:{tail}"
    return Identity(arn if naming.by_arn else atom if naming.by_atom else chosen, arn, chosen)


def find_attribute(name: str, attribute: str, scope: "Scope") -> str | None:
    """What Fn::GetAtt returns where it is the ARN, name or id that other places spell too, else None."""
    identity = scope.identity(name)
    resource_type = scope.resources[name].type
    naming = _NAMINGS.get(resource_type, _PLAIN)
    if attribute == naming.arn_attribute and identity.arn:
        return identity.arn
    if attribute and attribute == naming.name_attribute:
        return identity.name
    if resource_type == "AWS::Lambda::Version" and attribute == "Version":
        return reference(scope.address(name))
    if resource_type == "AWS::Lambda::Alias" and attribute == "AliasArn":
        return identity.arn
    if resource_type.startswith("Custom::") or resource_type == "AWS::CloudFormation::CustomResource":
        of = f" of {scope.name}" if scope.app.is_joint or scope.chain[1:] else ""
        return hole(f"{name}.{attribute}{of} is what a custom resource answers")
    return None


def _text(property_name: str, properties: dict[str, Any], scope: "Scope") -> str:
    """A property's text, or "" where it is absent, no text, or wholly unknown."""
    if property_name not in properties:
        return ""
    value = scope.resolve_apart(properties[property_name])
    return value if isinstance(value, str) and find_whole_hole(value) is None else ""


def _qualified(resource_type: str, properties: dict[str, Any], atom: str, scope: "Scope") -> Identity:
    function = _text("FunctionName", properties, scope)
    chosen = (_text("Name", properties, scope) if resource_type.endswith("Alias") else "") or atom
    if not function:
        return Identity(atom, name=chosen)
    spelled = parse_function_name(function)
    region, account = spelled.region or scope.region, spelled.account or scope.account
    arn = f"arn:{scope.partition}:lambda:{region}:{account}:function:{spelled.name}:{chosen}"
    return Identity(arn, arn, chosen)
