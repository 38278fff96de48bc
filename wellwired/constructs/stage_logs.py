"""Makes a stage tell what happens in it: execution log, access log, metrics, traces; and limits its traffic."""

from collections.abc import Iterator
from typing import Any, Final

from aws_cdk import ArnFormat, Stack, Token
from aws_cdk import aws_apigateway as apigateway
from aws_cdk import aws_logs as logs
from constructs import Construct

from wellwired.access_log import render_format
from wellwired.constructs.account_logging import AccountLogging, LoggingManagedElsewhere
from wellwired.constructs.existing import ExistingStage, find_stage_resource, get_stage_name
from wellwired.constructs.existing_access_log import ExistingAccessLog, extend_format, get_access_log_group
from wellwired.constructs.log_groups import make_log_group
from wellwired.constructs.stage_settings import MethodOverride, StageSettings, split_route
from wellwired.errors import WiringError
from wellwired.facts import EXECUTION_LOG_GROUP

_AccessLogSetting = apigateway.CfnStage.AccessLogSettingProperty
MethodSetting = apigateway.CfnStage.MethodSettingProperty
_EVERY_METHOD: Final = ("*", "/*")
_CACHE_FIELDS: Final = ("caching_enabled", "cache_ttl_in_seconds", "cache_data_encrypted")


class StageLogs(Construct):
    """Writes `settings` onto a stage made in the same app, with both log groups, after the account's logging role.

    Settings that the stage has already are kept where they differ per method, and refused where they contradict.
    What becomes of an access log that the stage has is said by `existing_access_log`, and refused unless it is said.
    `execution_log_group` names the one that API Gateway has already made for a stage that is deployed with logging on:
    it cannot be made twice. https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
    """

    access_log_group: logs.ILogGroup
    execution_log_group: logs.ILogGroup

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        stage: ExistingStage,
        account_logging: AccountLogging | LoggingManagedElsewhere,
        settings: StageSettings,
        existing_access_log: ExistingAccessLog | None = None,
        execution_log_group: logs.ILogGroup | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        self._settings = settings
        self._stage = self._get_resource(stage)
        self.access_log_group = self._write_access_log(existing_access_log)
        self.execution_log_group = execution_log_group or self._make_group("ExecutionLog", self._execution_log_name())
        self._write_settings()
        # API Gateway makes the execution log group itself, to be kept for ever, unless it exists before the stage does.
        self._stage.node.add_dependency(self.execution_log_group, *account_logging.wait_for)

    def _get_resource(self, stage: ExistingStage) -> apigateway.CfnStage:
        resource = find_stage_resource(stage)
        if resource is None:
            raise WiringError(
                f"the stage {get_stage_name(stage)} is imported, so that its settings cannot be written from here",
                where=self.node.path,
                remedy="pass the Stage where it is made, for a RestApi its deployment_stage; by hand, `wellwired logs "
                "on` switches a stage's logs on through AWS's API",
            )
        return resource

    def _write_access_log(self, existing: ExistingAccessLog | None) -> logs.ILogGroup:
        if self._stage.access_log_setting is None:
            group = self._make_group("AccessLog", None)
            destination = Stack.of(self).format_arn(
                service="logs",
                resource="log-group",
                resource_name=group.log_group_name,
                arn_format=ArnFormat.COLON_RESOURCE_NAME,
            )
            self._stage.access_log_setting = _AccessLogSetting(destination_arn=destination, format=render_format())
            return group
        if existing is None:
            raise WiringError(
                "the stage has an access log already",
                where=self._stage.node.path,
                remedy="pass existing_access_log=ExistingAccessLog.EXTEND to keep it and add the fields that say why a "
                "call failed, or KEEP to leave it as it is; else leave access_log_destination out of the stage's "
                "options: StageLogs brings its own",
            )
        theirs = get_access_log_group(self, self._stage)
        if existing is ExistingAccessLog.EXTEND:
            destination = Stack.of(self).resolve(self._stage.access_log_setting)["destinationArn"]
            self._stage.access_log_setting = _AccessLogSetting(
                destination_arn=Token.as_string(destination), format=extend_format(self._stage)
            )
        return theirs

    def _make_group(self, construct_id: str, name: str | None) -> logs.LogGroup:
        return make_log_group(
            self,
            construct_id,
            log_group_name=name,
            retention=self._settings.retention,
            removal_policy=self._settings.removal_policy,
            encryption_key=self._settings.encryption_key,
        )

    def _execution_log_name(self) -> str:
        return EXECUTION_LOG_GROUP.format(rest_api_id=self._stage.rest_api_id, stage_name=self._stage.stage_name)

    def _write_settings(self) -> None:
        wanted: dict[str, Any] = {"tracing_enabled": self._settings.tracing}
        if self._settings.cache_cluster_size is not None:
            wanted |= {"cache_cluster_enabled": True, "cache_cluster_size": self._settings.cache_cluster_size}
        present = {name: value for name in wanted if (value := getattr(self._stage, name)) is not None}
        self._refuse_contradictions(present, wanted)
        for name, value in wanted.items():
            setattr(self._stage, name, value)
        entries = list(self._merge_method_settings())
        self._stage.method_settings = [*entries]
        if any(entry.data_trace_enabled for entry in entries):
            reason = self._settings.data_trace_reason or "no production stage"
            self._stage.add_metadata("wellwired", {"allow": {"logged-payload": reason}})

    def _merge_method_settings(self) -> Iterator[MethodSetting]:
        """One entry for every method first, then each that differs, complete: an entry of a method hides the first."""
        present = {_key(entry): _as_dict(entry) for entry in self._read_method_settings()}
        whole = self._render(self._settings, present.pop(_EVERY_METHOD, {}))
        yield MethodSetting(http_method="*", resource_path="/*", **whole)
        overrides = {
            _key_of_route(name): _changes(override) for name, override in self._settings.method_overrides.items()
        }
        for key in [*present, *(key for key in overrides if key not in present)]:
            entry = whole | present.get(key, {}) | overrides.get(key, {})
            if entry["data_trace_enabled"]:
                self._settings.check_traced([" ".join(key)])
            yield MethodSetting(http_method=key[0], resource_path=key[1], **entry)

    def _read_method_settings(self) -> list[MethodSetting]:
        settings = self._stage.method_settings or []
        if isinstance(settings, list):
            entries = [entry for entry in settings if isinstance(entry, MethodSetting)]
            if len(entries) == len(settings):
                return entries
        raise WiringError(
            "the stage's method settings are a token, so that they cannot be merged",
            where=self._stage.node.path,
            remedy="give them to StageSettings instead",
        )

    def _render(self, settings: StageSettings, present: dict[str, Any]) -> dict[str, Any]:
        wanted: dict[str, Any] = {
            "logging_level": settings.log_level.name,
            "data_trace_enabled": settings.data_trace,
            "metrics_enabled": settings.detailed_metrics,
            "throttling_rate_limit": settings.throttle.rate,
            "throttling_burst_limit": settings.throttle.burst,
        }
        if settings.cache_cluster_size is not None:
            # Said for every method: only those that say so are kept, and what is kept is encrypted.
            wanted |= {"caching_enabled": False, "cache_data_encrypted": True}
        self._refuse_contradictions(present, wanted)
        return present | wanted

    def _refuse_contradictions(self, present: dict[str, Any], wanted: dict[str, Any]) -> None:
        for name, value in present.items():
            if name in wanted and value != wanted[name]:
                raise WiringError(
                    f"the stage says {name}={value}, StageLogs says {wanted[name]}",
                    where=self._stage.node.path,
                    remedy="say it once, in StageSettings",
                )


def _changes(override: MethodOverride) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    if override.throttle is not None:
        changes |= {
            "throttling_rate_limit": override.throttle.rate,
            "throttling_burst_limit": override.throttle.burst,
        }
    if override.log_level is not None:
        changes["logging_level"] = override.log_level.name
    if override.data_trace is not None:
        changes["data_trace_enabled"] = override.data_trace
    if override.cache_ttl is not None:
        changes |= {"caching_enabled": True, "cache_ttl_in_seconds": override.cache_ttl.to_seconds()}
    return changes


def _as_dict(entry: MethodSetting) -> dict[str, Any]:
    """What an entry sets; the CDK's Stage writes `data_trace_enabled=False` where nobody said anything."""
    names = ("logging_level", "metrics_enabled", "throttling_rate_limit", "throttling_burst_limit", *_CACHE_FIELDS)
    values = {name: getattr(entry, name) for name in names}
    if entry.data_trace_enabled:
        values["data_trace_enabled"] = entry.data_trace_enabled
    return {name: value for name, value in values.items() if value is not None}


def _key(entry: MethodSetting) -> tuple[str, str]:
    return entry.http_method or "*", entry.resource_path or "/*"


def _key_of_route(name: str) -> tuple[str, str]:
    """Slashes are written ~1, except for the root: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-apigateway-stage-methodsetting.html."""
    method, path = split_route(name)
    return method, path if path == "/" else "/" + path.replace("/", "~1")
