"""The page that one sends to AWS Support: when, which requests, what was seen, how to see it again; redacted.

What Support asks for: https://repost.aws/knowledge-center/api-gateway-troubleshoot-5xx-errors and
https://docs.aws.amazon.com/awssupport/latest/user/case-management.html
"""

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from wellwired.diagnosis.grouping import Group
from wellwired.diagnosis.markdown import cell, render_story, said
from wellwired.diagnosis.moments import in_utc, with_offset
from wellwired.diagnosis.request import Request
from wellwired.diagnosis.result import Diagnosis
from wellwired.diagnosis.timeline import build_timeline
from wellwired.diagnosis.withholding import redact
from wellwired.printable import printable

_BODIED: Final = ("POST", "PUT", "PATCH")
_GROUPS: Final = 10


def render_support(diagnoses: Sequence[Diagnosis]) -> str:
    """One page over all stages."""
    return "\n".join(_page(diagnoses)) + "\n"


def _page(diagnoses: Sequence[Diagnosis]) -> Iterator[str]:
    yield "# API Gateway: failing requests"
    yield ""
    yield "Credentials, keys, tokens and bodies are left out or redacted. Read it once more before you send it."
    yield ""
    for item in diagnoses:
        yield from _stage(item)


def _stage(item: Diagnosis) -> Iterator[str]:
    target = item.target
    yield f"## REST API {cell(target.rest_api_id)}, stage {cell(target.stage_name)}"
    yield ""
    yield "| | |"
    yield "| --- | --- |"
    yield f"| Region | {cell(target.region)} |"
    yield f"| API | {cell(target.rest_api_id)} ({said(target.api_name)}) |"
    yield f"| Stage | {cell(target.stage_name)} |"
    yield f"| Looked at, from | {in_utc(item.window.start)} ({with_offset(item.window.start)}) |"
    yield f"| Looked at, to | {in_utc(item.window.end)} ({with_offset(item.window.end)}) |"
    yield f"| Execution log | {cell(target.execution_group) if target.logs_execution else 'off'} |"
    yield f"| Access log | {cell(target.access_group or target.access_destination) or 'off'} |"
    yield ""
    for group in item.groups[:_GROUPS]:
        yield from _group(item, group)
    if len(item.groups) > _GROUPS:
        yield f"{len(item.groups) - _GROUPS} more kinds of failure are left out."
        yield ""
    for story in item.stories:
        # built anew: this page is redacted also where the report beside it shows payloads
        yield from render_story(replace(story, steps=build_timeline(story.request)))
        yield from _reproduce(item, story.request)
    if not item.groups and not item.stories:
        yield "No failing request was found in these logs."
        yield ""
    for problem in item.problems:
        yield f"- not read: {said(problem)}"


def _group(item: Diagnosis, group: Group) -> Iterator[str]:
    title = said(group.cause.title) if group.cause else "cause not known"
    yield f"### {group.status or 'Status not logged'}: {title}, {group.count:,} requests"
    yield ""
    yield f"- First: {in_utc(group.first)} ({with_offset(group.first)})"
    yield f"- Last: {in_utc(group.last)} ({with_offset(group.last)})"
    yield f"- Routes: {', '.join(cell(route) for route in list(group.routes)[:5])}"
    if group.line:
        yield f"- The log says: {cell(group.line)}"
    if group.seen:
        yield f"- Seen in the logs: {', '.join(cell(seen) for seen in group.seen)}"
    yield ""
    yield "| time | request id | extended request id | function's request id | route |"
    yield "| --- | --- | --- | --- | --- |"
    for request in item.requests_of(group):
        cells = (request.request_id, request.extended_id, request.function_id, request.route)
        when = f"{in_utc(request.at)} ({with_offset(request.at)})"
        yield f"| {when} | {' | '.join(cell(redact(text)) for text in cells)} |"
    yield ""
    yield from _reproduce(item, item.requests_of(group)[0])


def _reproduce(item: Diagnosis, request: Request) -> Iterator[str]:
    yield "How to see it again:"
    yield ""
    # indented, not fenced: what the path holds cannot end the block
    yield f"    {printable(curl_of(item, request))}"
    yield ""


def curl_of(item: Diagnosis, request: Request) -> str:
    """A command that sends the request again, with placeholders for all that is secret."""
    target = item.target
    suffix = "amazonaws.com.cn" if target.region.startswith("cn-") else "amazonaws.com"
    host = request.get("domainName") or f"{target.rest_api_id}.execute-api.{target.region}.{suffix}"
    path = request.get("path") or f"/{target.stage_name}{request.resource}"
    words = ["curl", "-i", "-X", request.method or "GET"]
    if request.get("apiKeyId"):
        words += ["-H", f"x-api-key: VALUE-OF-KEY-{request.get('apiKeyId')}"]
    if any(request.get(name) for name in ("principalId", "cognitoSub", "userArn", "authorizerStatus")):
        words += ["-H", "Authorization: YOUR-TOKEN"]
    if request.method in _BODIED:
        words += ["-H", "Content-Type: application/json", "--data", "@body.json"]
    return shlex.join([*words, redact(f"https://{host}{path}")])
