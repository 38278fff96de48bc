"""`wellwired local`: deploy an app to an embedded AWS on this machine and call it."""

from importlib.util import find_spec
from pathlib import Path

import click

from wellwired.errors import MissingExtraError


@click.command(
    "local", epilog="Example: wellwired local --once, in the folder of a CDK app; wellwired local cdk.out --port 4566"
)
@click.argument("app", type=click.Path(path_type=Path, exists=True, file_okay=False), default=Path())
@click.option("--once", is_flag=True, help="Call every route once, then stop; exit code 1 when an answer is wrong.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port on 127.0.0.1; any free one without it.")
@click.option("-c", "--context", multiple=True, metavar="KEY=VALUE", help="Context for the app, as for `cdk synth`.")
@click.option("--no-color", is_flag=True, help="Plain text.")
@click.pass_context
def command(
    ctx: click.Context, *, app: Path, once: bool, port: int | None, context: tuple[str, ...], no_color: bool
) -> None:
    """Deploy APP, the folder of a CDK app or a cdk.out, to an embedded AWS, call it, and stay until Ctrl-C.

    Nothing leaves this machine, and no AWS account is used. The deploy is the real one of the CDK command line;
    what the embedded AWS cannot take is left out and named. Requests are judged as API Gateway would, by the local
    gateway in front of it, and its logs are kept for `wellwired diagnose`.
    """
    if not find_spec("boto3"):
        raise MissingExtraError("wellwired local", "local")
    from rich.console import Console

    from wellwired.local.progress import Progress
    from wellwired.local.session import LocalRun, run_local

    console = Console(no_color=no_color or None, soft_wrap=True)
    good = run_local(LocalRun(app, context, port, once), Progress(console))
    ctx.exit(0 if good or not once else 1)
