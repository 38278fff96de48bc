"""`wellwired serve`: answer on this machine as API Gateway would, from a template or a cdk.out."""

import json
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from wellwired.cli.colors import wants_color
from wellwired.cli.parameters import parse_parameters, read_parameters_file
from wellwired.errors import MissingExtraError, UsageError
from wellwired.readers import ReadOptions

if TYPE_CHECKING:
    from wellwired.gateway.caller import Caller

_NEEDED = ("aiohttp", "watchfiles", "jsonschema", "regex", "jsonpath")
_PORT = 3000


@click.command("serve", epilog="Example: wellwired serve template.yaml --port 3000 --log-dir logs")
@click.argument("path")
@click.option("--parameter", metavar="NAME=VALUE", multiple=True, help="The value of a template parameter.")
@click.option("--parameters", type=click.Path(), help="A file of parameter values: CloudFormation, SAM, CodePipeline.")
@click.option("--region", default="", help="The region of the deployment, such as eu-west-1.")
@click.option("--account", default="", help="The account of the deployment, twelve digits.")
@click.option("--api", default="", help="Serve only the REST API of this name or logical id.")
@click.option("--stage", default="", help="Serve only APIs with this stage.")
@click.option("--port", type=click.IntRange(0, 65535), help=f"Port of the first API; more take the next.  [{_PORT}]")
@click.option("--host", default="127.0.0.1", show_default=True, help="A loopback address.")
@click.option("--log-dir", type=click.Path(path_type=Path, file_okay=False), help="Write logs as AWS would, as files.")
@click.option("--no-reload", is_flag=True, help="Stay as it is when templates or code change.")
@click.option("--claims", metavar="JSON", help="Claims that every user pool token stands for.")
@click.option("--caller", metavar="ARN", help="The IAM user or role that every signed request stands for.")
@click.option("--show-keys", is_flag=True, help="Show the values of the API keys, made up for this run.")
@click.option("--no-color", is_flag=True, help="No colour, also on a terminal.")
def command(
    *,
    path: str,
    parameter: tuple[str, ...],
    parameters: str | None,
    region: str,
    account: str,
    api: str,
    stage: str,
    port: int | None,
    host: str,
    log_dir: Path | None,
    no_reload: bool,
    claims: str | None,
    caller: str | None,
    show_keys: bool,
    no_color: bool,
) -> None:
    """Serve the REST APIs of PATH on this machine until Ctrl-C, failing exactly as API Gateway does.

    PATH is a CloudFormation or SAM template, or a cdk.out. Each API has a port of its own, as each has its own host
    name on AWS; requests are shown here and at /_wellwired, errors with their cause and fix. Nothing is deployed, and
    nobody's identity is proved: it listens on this machine alone.
    """
    if not all(find_spec(name) for name in _NEEDED):
        raise MissingExtraError("wellwired serve", "serve")
    from wellwired.serving.doors import Address, check_loopback
    from wellwired.serving.run import ServeRun, serve
    from wellwired.serving.sites import Wanted

    given = {**(read_parameters_file(Path(parameters)) if parameters else {}), **parse_parameters(parameter)}
    options = ReadOptions(parameters=given, region=region, account=account)
    serve(
        ServeRun(
            wanted=Wanted(path=path, options=options, api=api, stage=stage, caller=_caller(claims, caller, account)),
            address=Address(check_loopback(host), _PORT if port is None else port, is_fixed=port is not None),
            log_folder=log_dir,
            reloads=not no_reload,
            shows_keys=show_keys,
            color=not no_color and wants_color(),
        )
    )


def _caller(claims: str | None, arn: str | None, account: str) -> "Caller":
    from wellwired.gateway.caller import Caller

    said = Caller()
    if arn is not None and not arn.startswith("arn:"):
        raise UsageError(f"'{arn}' is no ARN", where="--caller", remedy="as in arn:aws:iam::123456789012:user/anna")
    owner = (arn.split(":") + [""] * 5)[4] if arn else account
    return Caller(
        claims=_read_claims(claims) if claims is not None else said.claims,
        user_arn=arn or said.user_arn,
        account=owner or said.account,
    )


def _read_claims(text: str) -> dict[str, str]:
    try:
        found = json.loads(text)
    except ValueError as error:
        raise UsageError(f"is no JSON: {error}", where="--claims") from None
    if not isinstance(found, dict):
        raise UsageError("is no JSON object", where="--claims", remedy="""as in --claims '{"sub": "anna"}'""")
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in found.items()}
