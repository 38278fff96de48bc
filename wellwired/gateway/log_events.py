"""What API Gateway would write of a request: the events of the execution log, and the line of the access log.

Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from wellwired.access_log import UNSET
from wellwired.facts import EXECUTION_LOG_GROUP
from wellwired.gateway.exchange import Exchange
from wellwired.gateway.mapping.variables import fill_variables
from wellwired.model.method_settings import read_stage_settings

# It brings its own quotes, which must stay.
_SELF_QUOTING: Final = "error.messageString"


@dataclass(frozen=True, slots=True)
class LogEvent:
    """One event for CloudWatch Logs. group: the log group's name."""

    group: str
    at: datetime
    text: str


def execution_events(exchange: Exchange) -> Iterator[LogEvent]:
    """The execution log of a request, as far as the stage's settings for its method let it be written.

    A request that falls on no method leaves no line, as on AWS.
    """
    if exchange.stage is None or exchange.method is None:
        return
    entry = read_stage_settings(exchange.stage).find_entry(exchange.method)
    level = entry.setting.logging_level.or_default("OFF").upper() if entry is not None else "OFF"
    if entry is None or level == "OFF":
        return
    traced = entry.setting.data_trace_enabled.or_default(False)
    group = EXECUTION_LOG_GROUP.format(rest_api_id=exchange.context["apiId"], stage_name=exchange.stage_name)
    for line in exchange.log:
        if (traced or not line.is_data) and (level == "INFO" or line.is_error):
            yield LogEvent(group, line.at, f"({exchange.request_id}) {line.text}")


def access_event(exchange: Exchange) -> LogEvent | None:
    """The access log's line of a request; None where the stage writes none.

    What a client sent cannot break out of its place in the line: it is escaped as inside JSON text.
    """
    setting = exchange.stage.access_log_setting.known() if exchange.stage is not None else None
    form = setting.format.known() if setting is not None else None
    destination = setting.destination_arn.known() if setting is not None else None
    if not form or not destination:
        return None
    escaped = {
        name: value if name == _SELF_QUOTING else json.dumps(value, ensure_ascii=False)[1:-1]
        for name, value in exchange.context.items()
    }
    text = fill_variables(exchange.spell(form), replace(exchange, context=escaped), unset=UNSET)
    group = exchange.spell(destination).partition(":log-group:")[2].removesuffix(":*")
    return LogEvent(group or exchange.spell(destination), exchange.request.time, text)
