"""`AWS::Serverless::*` resources expanded to plain CloudFormation by aws-sam-translator, as CloudFormation would.

What the translator leaves out is put back: local code and definition paths, places in the file, and allowances.
"""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import Any, Final

from wellwired.documents import Block, DocumentError, Items, Source, load, read_document
from wellwired.errors import UnreadableError
from wellwired.model.text import PARTITION, REGION, find_hole
from wellwired.model.wiring import Unplaced
from wellwired.readers.local_files import find_local
from wellwired.readers.openapi_places import NOT_AT_HAND
from wellwired.readers.places import Place
from wellwired.readers.sam_places import find_origin, mark_routes
from wellwired.readers.template import INCLUDE, Template

# Where a local path stands, the translator wants a bucket: this one says which path it stands for.
_BUCKET: Final = "local-path-of-the-template"
# https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification.html
_LOCAL: Final = {
    "AWS::Serverless::Function": ("CodeUri",),
    "AWS::Serverless::LayerVersion": ("ContentUri",),
    "AWS::Serverless::StateMachine": ("DefinitionUri",),
    "AWS::Serverless::GraphQLApi": ("SchemaUri",),
}
_IMAGE: Final = "111122223333.dkr.ecr.us-east-1.amazonaws.com/local:image"
_APIS: Final = ("AWS::Serverless::Api", "AWS::Serverless::HttpApi")
# The translator asks a live account for managed policies by name; these are the ones a path is part of.
_SERVICE_ROLE: Final = frozenset(
    {
        "AWSLambdaBasicExecutionRole",
        "AWSLambdaVPCAccessExecutionRole",
        "AWSLambdaDynamoDBExecutionRole",
        "AWSLambdaKinesisExecutionRole",
        "AWSLambdaSQSQueueExecutionRole",
        "AmazonAPIGatewayPushToCloudWatchLogs",
    }
)


class _ManagedPolicies(dict[str, str]):
    """Every managed policy's ARN by its name, without asking AWS which of them exist."""

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name.isidentifier()

    def __getitem__(self, name: str) -> str:
        path = "service-role/" if name in _SERVICE_ROLE else ""
        return f"arn:{PARTITION}:iam::aws:policy/{path}{name}"

    def get(self, name: str, default: Any = None) -> Any:
        return self[name] if isinstance(name, str) and name in self else default


class _Session:
    """The one thing that the translator asks of a boto3 session: a region whose partition is `aws`."""

    region_name = "us-east-1"


def expand_serverless(template: Template, parameters: Mapping[str, Any]) -> Template:
    """The template with its serverless resources expanded.

    parameters: values as resolved so far, holes for what is not known. The result's `places` say where each
    resource's source stands. Raises `DocumentError` where the translator refuses the template, and
    `UnreadableError` where it is not installed.
    """
    written = template.section("Resources")
    plain = _plain(template.body)
    notes: list[Unplaced] = []
    for name, resource in plain["Resources"].items():
        if isinstance(resource, dict) and isinstance(resource.get("Properties"), dict | None):
            _put_stand_ins(name, resource, plain, template, notes)
    given = {name: value for name, value in parameters.items() if _is_known(value)}
    for name, declaration in _mapping(plain.get("Parameters")).items():
        if name not in given and isinstance(declaration, dict):
            declaration.pop("Default", None)  # of a Systems Manager parameter, say: a path, not the value
    expanded = _translate(plain, given, template)
    resources = expanded.get("Resources", {})
    places: dict[str, Place] = {}
    for name, resource in resources.items():
        origin = find_origin(name, resource, written)
        if origin is None and name not in written:
            continue
        block = written[origin or name]
        properties = block.get("Properties") if isinstance(block, Block) else None
        places[name] = Place(template.file, written.find_position(origin or name), properties)
        if origin is not None:
            _put_back(resource, block)
    body = _as_block(expanded, template.source)
    mark_routes(body["Resources"], written)
    return replace(template, body=body, places={**template.places, **places}, notes=(*template.notes, *notes))


def _put_stand_ins(
    name: str, resource: dict[str, Any], body: dict[str, Any], template: Template, notes: list[Unplaced]
) -> None:
    """Give the translator what it asks for where the template names local files."""
    kind = resource.get("Type")
    properties = resource.setdefault("Properties", {})
    if not isinstance(kind, str) or not isinstance(properties, dict):
        return
    shared = body.get("Globals")
    defaults = shared.get(kind.rpartition("::")[2]) if isinstance(shared, dict) else None
    for property_name in _LOCAL.get(kind, ()):
        value = properties.get(property_name, _mapping(defaults).get(property_name))
        if isinstance(value, str) and not value.startswith("s3://"):
            properties[property_name] = {"Bucket": _BUCKET, "Key": value or "."}
        elif value is None and kind == "AWS::Serverless::Function" and not _has_code(properties, _mapping(defaults)):
            properties[property_name] = {"Bucket": _BUCKET, "Key": "."}
    if kind == "AWS::Serverless::Function" and {**_mapping(defaults), **properties}.get("PackageType") == "Image":
        properties["ImageUri"] = _IMAGE
    if kind in _APIS:
        _take_definition(name, properties, template, notes)


def _has_code(properties: Mapping[str, Any], defaults: Mapping[str, Any]) -> bool:
    both = {**defaults, **properties}
    return "InlineCode" in both or both.get("PackageType") == "Image" or "ImageUri" in both


def _take_definition(name: str, properties: dict[str, Any], template: Template, notes: list[Unplaced]) -> None:
    """Put a local OpenAPI document in the place of its path, or of the AWS::Include that brings it in.

    One that is not at hand is a bucket's. The translator refuses Auth and Cors beside such a document, where
    CloudFormation includes it first: they are left out, and said to be.
    """
    body, uri = properties.get("DefinitionBody"), properties.get("DefinitionUri")
    include = _mapping(_mapping(body).get("Fn::Transform"))
    spelled = _mapping(include.get("Parameters")).get("Location") if include.get("Name") == INCLUDE else uri
    if not include and (body is not None or not isinstance(uri, str)):
        return
    path = find_local(template, spelled) if isinstance(spelled, str) else None
    document = read_document(load(path, str(spelled))) if path is not None and path.is_file() else None
    if isinstance(document, dict):
        properties.pop("DefinitionUri", None)
        properties["DefinitionBody"] = _plain(document)
        return
    properties.pop("DefinitionBody", None)
    properties["DefinitionUri"] = spelled if str(spelled).startswith("s3://") else f"s3://{_BUCKET}/{name}"
    left_out = [word for word in ("Auth", "Cors") if properties.pop(word, None) is not None]
    said = (f"{what} {NOT_AT_HAND}" for what in ("its definition", *left_out))
    notes += (Unplaced(f"resource {name}", reason, template.file) for reason in said)


def _translate(body: dict[str, Any], parameters: dict[str, Any], template: Template) -> dict[str, Any]:
    try:
        from samtranslator.model.exceptions import InvalidDocumentException
        from samtranslator.parser.parser import Parser
        from samtranslator.translator.translator import Translator
    except ImportError:
        raise UnreadableError(
            "it has AWS::Serverless resources, which need the 'sam' extra to be read",
            where=template.file,
            remedy="pip install 'wellwired[sam]'",
        ) from None
    _quicken()
    translator = Translator(_ManagedPolicies(), Parser(), boto_session=_Session())
    values = {"AWS::Region": REGION, "AWS::Partition": PARTITION, **parameters}
    try:
        expanded: dict[str, Any] = translator.translate(body, values, passthrough_metadata=True)
    except InvalidDocumentException as error:
        causes = "; ".join(cause.message for cause in error.causes) or str(error)
        raise DocumentError(
            f"AWS::Serverless cannot be expanded: {causes}", file=template.file, remedy="`sam validate` tells more"
        ) from None
    except Exception as error:  # noqa: BLE001 - the translator's own faults must not stop the other files
        raise DocumentError(
            f"AWS::Serverless cannot be expanded: {type(error).__name__}: {error}", file=template.file
        ) from None
    return expanded


@cache
def _quicken() -> None:
    """Let the translator check its own policy templates once, not for every file: that is two thirds of its time.

    It also warns about its metrics and feature toggles, which are none of the user's.
    """
    import logging

    from samtranslator.translator import translator

    translator.make_policy_template_for_function_plugin = cache(translator.make_policy_template_for_function_plugin)
    logging.getLogger("samtranslator").addHandler(logging.NullHandler())


def _put_back(resource: dict[str, Any], written: Block) -> None:
    """Undo the stand-ins, and hand the allowances of a serverless resource to all that was made of it."""
    properties = resource.get("Properties")
    properties = properties if isinstance(properties, dict) else {}
    for holder in ("Code", "Content"):
        if _mapping(properties.get(holder)).get("S3Bucket") == _BUCKET:
            properties[holder] = properties[holder]["S3Key"]
    metadata = written.get("Metadata") if isinstance(written, Block) else None
    if isinstance(metadata, dict) and "wellwired" in metadata:
        resource.setdefault("Metadata", {})["wellwired"] = metadata["wellwired"]


def _is_known(value: Any) -> bool:
    return isinstance(value, str | int | float | list) and not (isinstance(value, str) and find_hole(value))


def _plain(value: Any) -> Any:
    """A copy in plain mappings and lists, which the translator may change."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _as_block(value: Any, source: Source) -> Any:
    """The translator's output as a reader's data; nothing in it has a place of its own."""
    if isinstance(value, dict):
        block = Block(source)
        block.update((str(key), _as_block(item, source)) for key, item in value.items())
        return block
    if isinstance(value, list | tuple):
        items = Items(source)
        items.extend(_as_block(item, source) for item in value)
        return items
    return value


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
