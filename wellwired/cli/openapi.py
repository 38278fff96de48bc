"""`wellwired openapi`: the OpenAPI document of an API, for those who call it."""

import sys
from pathlib import Path

import click

from wellwired.cli.parameters import parse_parameters
from wellwired.errors import UnreadableError, UsageError
from wellwired.model.api import RestApi, Stage
from wellwired.model.text import display
from wellwired.model.wiring import Wiring
from wellwired.openapi.document import describe_api
from wellwired.openapi.rendering import render_json, render_yaml
from wellwired.printable import printable
from wellwired.readers import Reading, ReadOptions, read_inputs


@click.command(
    name="openapi",
    epilog="Example: wellwired openapi template.yaml --server https://api.example.com --output openapi.yaml",
)
@click.argument("template")
@click.option("--api", "api_name", metavar="NAME", help="Which API, by name or logical id, where there are several.")
@click.option("--stage", "stage_name", metavar="NAME", help="Which stage: the domains that lead to it are the servers.")
@click.option("--server", metavar="URL", help="Where the API answers.")
@click.option("--parameter", metavar="NAME=VALUE", multiple=True, help="The value of a template parameter.")
@click.option(
    "--format", "-f", "format_", type=click.Choice(("yaml", "json")), help="Form of the document.  [default: yaml]"
)
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False), help="Write to this file; without --format, its ending decides."
)
def command(
    template: str,
    api_name: str | None,
    stage_name: str | None,
    server: str | None,
    parameter: tuple[str, ...],
    format_: str | None,
    output: str | None,
) -> None:
    """Write the OpenAPI document of a REST API for its clients.

    TEMPLATE is a CloudFormation or SAM template, a cdk.out, a folder, or "-" for standard input. The document has
    paths, parameters, bodies, answers, errors and security, and nothing of how the service is built. What is known
    only after a deployment is left out, and said on stderr.

    Exit codes: 0 written, 2 wrong usage, 3 something could not be read.
    """
    reading = read_inputs([template], ReadOptions(parameters=parse_parameters(parameter)))
    for unread in reading.unread if reading.files else ():
        click.echo(f"not read: {printable(unread.file)}: {printable(unread.problem)}", err=True)
    wiring, api = _find_api(reading, template, api_name)
    if stage_name is not None:
        _check_stage(wiring, api, stage_name)
    if server is not None and not server.startswith(("https://", "http://")):
        raise UsageError(f"{server!r} is no address", where="--server", remedy="as in --server https://api.example.com")
    description = describe_api(wiring, api, stage=stage_name, server=server)
    form = format_ or ("json" if output and Path(output).suffix == ".json" else "yaml")
    text = render_json(description.document) if form == "json" else render_yaml(description.document)
    for line in description.unknown:
        click.echo(f"not known: {printable(line)}", err=True)
    _write(text, output)
    click.get_current_context().exit(UnreadableError.exit_code if reading.unread else 0)


def _find_api(reading: Reading, template: str, name: str | None) -> tuple[Wiring, RestApi]:
    """The API that is meant. Raises `UnreadableError` where nothing could be read, `UsageError` where none is meant."""
    if not reading.files:
        first = next(iter(reading.unread), None)
        raise UnreadableError(
            first.problem if first else "no template found",
            where=first.file if first else template,
            remedy=(first.remedy if first else "")
            or "name a CloudFormation or SAM template, or a folder that holds one",
        )
    apis = [(wiring, api) for wiring in reading.wirings for api in wiring.own(RestApi)]
    if not apis:
        raise UsageError("there is no REST API in it", where=template, remedy="name the template that makes the API")
    matching = [pair for pair in apis if name is None or name in _names(pair[1])]
    if len(matching) == 1:
        return matching[0]
    listed = ", ".join(sorted(_names(api)[-1] for _, api in apis))
    problem = f"--api {name} is none of its APIs" if name and not matching else f"it has {len(matching)} such APIs"
    raise UsageError(problem, where=template, remedy=f"name one with --api: {listed}")


def _names(api: RestApi) -> tuple[str, ...]:
    """What an API may be called by, the name that is always there last."""
    return (display(api.api_name.if_known() or ""), api.name, api.address)


def _check_stage(wiring: Wiring, api: RestApi, name: str) -> None:
    names = [stage.stage_name.if_known() for stage in wiring.of_api(Stage, api)]
    known = sorted(display(one) for one in names if one is not None)
    if name not in known and None not in names:
        raise UsageError(f"{api.label} has no stage {name}", remedy=f"its stages: {', '.join(known) or 'none'}")


def _write(text: str, output: str | None) -> None:
    if output is None:
        sys.stdout.write(text)
        return
    try:
        Path(output).write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot be written: {error.strerror}", where=output) from error
    click.echo(f"written to {output}", err=True)
