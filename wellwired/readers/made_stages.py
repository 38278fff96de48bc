"""The stage that a Deployment makes by itself: `StageName` and `StageDescription` read as a stage of its own.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-deployment-stagedescription.html
"""

from collections.abc import Mapping
from typing import Any, Final

from wellwired.model.api import Deployment, MethodSetting, Stage
from wellwired.model.node import Json
from wellwired.model.origin import Origin, Position
from wellwired.model.setting import Setting, known, unknown
from wellwired.model.text import find_whole_hole, reference
from wellwired.readers.nodes import Fitting, read_fields

_INSIDE: Final = "StageDescription"


class _Places(Mapping[str, Position]):
    """The places of a stage's properties inside the deployment that makes it."""

    def __init__(self, places: Mapping[str, Position]) -> None:
        self._places = places

    def __getitem__(self, path: str) -> Position:
        outside = self._places.get(path) if path in ("StageName", "RestApiId") else None
        return outside or self._places[f"{_INSIDE}/{path}"]

    def __iter__(self) -> Any:
        return iter(self._places)

    def __len__(self) -> int:
        return len(self._places)


def find_made_stage(deployment: Deployment, fitting: Fitting) -> Stage | None:
    """The stage that a deployment makes, at the address `stack/Deployment#stage`, or None.

    SAM's own second stage is left out: nobody can set anything on it.
    """
    if deployment.stage_name.is_absent or deployment.makes_sam_stage:
        return None
    name = deployment.stage_name.if_known() or ""
    origin = deployment.origin
    settings: dict[str, Any] = _read_description(deployment.stage_description, fitting)
    settings |= {
        "rest_api_id": deployment.rest_api_id,
        "stage_name": deployment.stage_name,
        "deployment_id": known(reference(deployment.address)),
    }
    return Stage(
        address=f"{deployment.address}#stage",
        origin=Origin(origin.file, origin.position, origin.construct_path, origin.arn, _Places(origin.positions)),
        physical_id=name,
        depends_on=frozenset({deployment.address}),
        condition=deployment.condition,
        allow=deployment.allow,
        resource_type=deployment.resource_type,
        **settings,
    )


def _read_description(description: Setting[Json], fitting: Fitting) -> dict[str, Setting[Any]]:
    value = description.if_known()
    reason = description.reason or (find_whole_hole(value) if isinstance(value, str) else None)
    if reason:
        settings = ("method_settings", "access_log_setting", "tracing_enabled", "variables")
        return {name: unknown(reason) for name in settings}
    if not isinstance(value, Mapping):
        return {}
    overall = read_fields(MethodSetting, value, fitting)
    if not overall:
        return read_fields(Stage, value, fitting)
    entry = {"ResourcePath": "/*", "HttpMethod": "*"} | {key: value[key] for key in value if key != "MethodSettings"}
    listed = value.get("MethodSettings") or []
    if not isinstance(listed, list):
        return read_fields(Stage, value, fitting)
    # what the description says of every method stands last, so that the places of the others stay theirs
    return read_fields(Stage, {**value, "MethodSettings": [*listed, entry]}, fitting)
