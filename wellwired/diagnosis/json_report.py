"""A diagnosis for programs: every group, every story, with times in ms and in ISO 8601; secrets redacted."""

import json
from collections.abc import Sequence
from typing import Any

from wellwired.causes.catalogue import Cause
from wellwired.diagnosis.grouping import Group
from wellwired.diagnosis.moments import in_utc
from wellwired.diagnosis.result import Diagnosis, RequestStory
from wellwired.findings import Finding


def render_json(diagnoses: Sequence[Diagnosis]) -> str:
    """One document; `version` grows when a field changes its meaning."""
    return json.dumps({"version": 1, "stages": [_stage(item) for item in diagnoses]}, indent=2) + "\n"


def _stage(item: Diagnosis) -> dict[str, Any]:
    target = item.target
    return {
        "region": target.region,
        "restApiId": target.rest_api_id,
        "apiName": target.api_name,
        "stage": target.stage_name,
        "from": _moment(item.window.start),
        "to": _moment(item.window.end),
        "failures": item.failures,
        "groups": [_group(group) for group in item.groups],
        "requests": [_story(story) for story in item.stories],
        "logs": {
            "off": item.dark,
            "gaps": [{"problem": gap.problem, "remedy": gap.remedy} for gap in item.gaps],
            "command": item.switch_on,
        },
        "problems": list(item.problems),
        "notes": list(item.notes),
        "interrupted": item.interrupted,
    }


def _moment(at: int) -> dict[str, Any]:
    return {"epochMs": at, "utc": in_utc(at)}


def _group(group: Group) -> dict[str, Any]:
    return {
        "status": group.status,
        "cause": _cause(group.cause) if group.cause else None,
        "others": [cause.id for cause in group.others],
        "seen": list(group.seen),
        "line": group.line,
        "count": group.count,
        "first": _moment(group.first),
        "last": _moment(group.last),
        "shares": [{"route": item.route, "caller": item.caller, "count": item.count} for item in group.shares],
        "requestIds": list(group.samples),
        "findings": [_finding(found) for found in group.findings],
    }


def _cause(cause: Cause) -> dict[str, Any]:
    return {
        "id": cause.id,
        "title": cause.title,
        "tell": cause.tell,
        "retry": cause.retry,
        "cdk": cause.cdk,
        "console": cause.console,
        "rules": list(cause.rules),
        "evidence": cause.evidence,
        "source": cause.source,
    }


def _finding(found: Finding) -> dict[str, str]:
    return {
        "rule": found.rule,
        "severity": found.severity.word,
        "message": found.message,
        "fix": found.fix,
        "resource": found.label,
        "arn": found.arn,
    }


def _story(story: RequestStory) -> dict[str, Any]:
    request, latency = story.request, story.latency
    return {
        "requestId": request.request_id,
        "extendedRequestId": request.extended_id or None,
        "functionRequestId": request.function_id or None,
        "function": request.function_name or None,
        "status": request.status,
        "route": request.route,
        "caller": request.caller,
        "at": _moment(request.at),
        "latencyMs": {
            "total": latency.total,
            "integration": latency.integration,
            "authorizer": latency.authorizer,
            "gateway": latency.gateway,
            "function": latency.function.duration or None,
            "coldStart": latency.function.init or None,
        },
        "timeline": [
            {"at": _moment(step.at), "afterMs": step.after, "where": step.where, "text": step.text}
            for step in story.steps
        ],
        "causes": [{"cause": _cause(match.cause), "seen": list(match.seen)} for match in story.matches],
        "findings": [_finding(found) for found in story.findings],
    }
