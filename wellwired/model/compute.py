"""Functions, their versions, aliases, permissions, layers and code.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/AWS_Lambda.html
"""

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path

from wellwired.model.node import LIVE, Json, Node
from wellwired.model.record import Record, record
from wellwired.model.setting import Setting, absent


@record
class CodePlace(Record):
    """Where the code of a function or the content of a layer is on this machine.

    path: a folder, an archive (.zip) or the one file; None for inline code. text: inline code, as symbolic text.
    The path stays out of every representation: it says where somebody keeps their work.
    """

    path: Path | None = field(default=None, repr=False)
    text: str = ""


@record
class HandlerSource(Record):
    """The code behind a function's handler, as read from inline code or a local asset; it is never executed.

    language: "python" or "nodejs". module_file: the file that the handler's module part names.
    text: that file's content, or None where the code has no such file.
    modules: top-level module names that stand beside it (what it can import).
    built: False where a list of requirements stands beside it, whose packages only come with a build.
    """

    language: str
    module_file: str
    text: str | None
    modules: frozenset[str] = frozenset()
    built: bool = True


@record
class VpcConfig(Record):
    """The subnets and security groups that a function's network interfaces use."""

    subnet_ids: Setting[tuple[str, ...]] = absent()
    security_group_ids: Setting[tuple[str, ...]] = absent()


@record
class Function(Node):
    """AWS::Lambda::Function. Timeout in seconds (3 when absent), memory in MB (128 when absent)."""

    function_name: Setting[str] = absent()
    handler: Setting[str] = absent()
    runtime: Setting[str] = absent()
    package_type: Setting[str] = absent()
    role: Setting[str] = absent()
    timeout: Setting[int] = absent()
    memory_size: Setting[int] = absent()
    reserved_concurrent_executions: Setting[int] = absent()
    code: Setting[Json] = absent()
    layers: Setting[tuple[str, ...]] = absent()
    environment: Setting[Json] = absent()
    vpc_config: Setting[VpcConfig] = absent()
    dead_letter_config: Setting[Json] = absent()
    tracing_config: Setting[Json] = absent()
    logging_config: Setting[Json] = absent()
    architectures: Setting[tuple[str, ...]] = absent()
    code_place: Setting[CodePlace] = field(default=absent(), metadata={"derived": True})
    source: Setting[HandlerSource] = field(default=absent(), metadata={"derived": True})
    state: Setting[str] = field(default=absent(), metadata=LIVE)
    state_reason: Setting[str] = field(default=absent(), metadata=LIVE)
    last_update_status: Setting[str] = field(default=absent(), metadata=LIVE)


@record
class LayerVersion(Node):
    """AWS::Lambda::LayerVersion: files that are laid under /opt, below a function's own.

    modules: top-level Python modules in it.
    """

    content_place: Setting[CodePlace] = field(default=absent(), metadata={"derived": True})
    modules: Setting[frozenset[str]] = field(default=absent(), metadata={"derived": True})


@record
class Version(Node):
    """AWS::Lambda::Version."""

    function_name: Setting[str] = absent()
    description: Setting[str] = absent()


@record
class Alias(Node):
    """AWS::Lambda::Alias."""

    function_name: Setting[str] = absent()
    alias_name: Setting[str] = field(default=absent(), metadata={"property": "Name"})
    function_version: Setting[str] = absent()
    routing_config: Setting[Json] = absent()
    provisioned_concurrency_config: Setting[Json] = absent()


@record
class Permission(Node):
    """AWS::Lambda::Permission: one statement of a function's resource policy. `function_name` may name an alias."""

    function_name: Setting[str] = absent()
    principal: Setting[str] = absent()
    action: Setting[str] = absent()
    source_arn: Setting[str] = absent()
    source_account: Setting[str] = absent()
    principal_org_id: Setting[str] = field(default=absent(), metadata={"property": "PrincipalOrgID"})
    function_url_auth_type: Setting[str] = absent()
    invoked_via_function_url: Setting[bool] = absent()
    event_source_token: Setting[str] = absent()


@record
class EventInvokeConfig(Node):
    """AWS::Lambda::EventInvokeConfig: where a function's asynchronous failures go."""

    function_name: Setting[str] = absent()
    qualifier: Setting[str] = absent()
    destination_config: Setting[Mapping[str, Json]] = absent()
