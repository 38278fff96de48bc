"""`AWS::Serverless::*` resources expanded to plain CloudFormation."""

from collections.abc import Mapping
from typing import Any

from wellwired.readers.template import Template


def expand_serverless(template: Template, parameters: Mapping[str, Any]) -> Template:  # noqa: ARG001
    """The template with its serverless resources expanded.

    parameters: values as resolved so far, holes for what is not known. The result's `places` say where
    each resource's source stands.
    """
    return template
