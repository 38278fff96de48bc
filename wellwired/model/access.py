"""Who may do what: roles, policies and keys.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_IAM.html
"""

from dataclasses import field

from wellwired.model.node import Json, Node
from wellwired.model.record import Record, record
from wellwired.model.setting import Setting, absent


@record
class InlinePolicy(Record):
    """A policy inside a role."""

    policy_name: Setting[str] = absent()
    policy_document: Setting[Json] = absent()


@record
class Role(Node):
    """AWS::IAM::Role. Policies that other resources attach to it are found through `Wiring`."""

    role_name: Setting[str] = absent()
    path: Setting[str] = absent()
    assume_role_policy_document: Setting[Json] = absent()
    policies: Setting[tuple[InlinePolicy, ...]] = absent()
    managed_policy_arns: Setting[tuple[str, ...]] = absent()
    permissions_boundary: Setting[str] = absent()


@record
class Policy(Node):
    """AWS::IAM::Policy, ::ManagedPolicy or ::RolePolicy: a document attached to roles by name.

    `role_name`: the one role of a RolePolicy.
    """

    policy_document: Setting[Json] = absent()
    roles: Setting[tuple[str, ...]] = absent()
    role_name: Setting[str] = absent()


@record
class Key(Node):
    """AWS::KMS::Key."""

    key_policy: Setting[Json] = absent()
    enabled: Setting[bool] = absent()
    enable_key_rotation: Setting[bool] = absent()


@record
class UserPool(Node):
    """AWS::Cognito::UserPool."""

    user_pool_name: Setting[str] = field(default=absent())
