"""The templates of a CDK app, stage or stack: found without the CDK where no object of it is at hand."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wellwired.errors import UsageError

if TYPE_CHECKING:
    from aws_cdk import Stack, Stage


def find_stage(value: object) -> "Stage | None":
    """The value as a CDK app or stage, or None where it is none."""
    cdk: Any = sys.modules.get("aws_cdk")  # without the CDK in the process nothing can be an object of it
    return value if cdk is not None and isinstance(value, cdk.Stage) else None


def find_stack(value: object) -> "Stack | None":
    """The value as a CDK stack, or None where it is none."""
    cdk: Any = sys.modules.get("aws_cdk")
    return value if cdk is not None and isinstance(value, cdk.Stack) else None


def synthesise(stage: "Stage") -> dict[str, Path]:
    """The template files of an app or stage and the stages in it, by stack name."""
    return {stack.stack_name: Path(stack.template_full_path) for stack in stage.synth().stacks_recursively}


def app_of(stack: "Stack") -> "Stage":
    """The app that a stack is in; raises `UsageError`."""
    root = find_stage(stack.node.root)
    if root is None:
        raise UsageError("the stack is in no app", where=stack.node.path, remedy="make it in a cdk.App")
    return root


def get_template_path(stack: "Stack") -> Path:
    """The template file of a stack, also of a nested one, or of one in a stage."""
    folders = {path.parent for path in synthesise(app_of(stack)).values()}
    (path,) = (folder / stack.template_file for folder in folders if (folder / stack.template_file).is_file())
    return path
