"""The command line: one module a command, imported only when the command is asked for."""

import errno
import gc
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NoReturn

import click

from wellwired import __version__
from wellwired.errors import UsageError, WellwiredError
from wellwired.printable import printable_lines

# Name to summary. The command `audit` is the object `command` of `wellwired.cli.audit`; the summaries stand here
# so that `wellwired --help` imports no command.
COMMANDS: Final[dict[str, str]] = {
    "audit": "Judge templates, directories or a cdk.out by the wiring rules.",
    "rules": "List the wiring rules, or read one rule's page.",
    "explain": "Rank the causes behind a status, a log line or a response, offline.",
    "openapi": "Write the OpenAPI document of an API, for those who call it.",
    "doctor": "Judge what is deployed in a live account by the wiring rules.",
    "diagnose": "Say from a deployed API's logs what fails and why, or follow one request.",
    "logs": "Switch the logs of a deployed stage on, and back to what they were.",
    "serve": "Answer on this machine as API Gateway would, errors explained.",
    "local": "Deploy an app to an embedded AWS on this machine, and call it.",
}

# The exit code of a failure that is this program's own fault; the same as for an input that could not be read,
# because in both cases nothing may be concluded.
INTERNAL_ERROR: Final = 3
# What a command imports and reads lives until it is done, and what readers drop is free at once: looking for garbage as
# often as usual costs a tenth of its time, and a last look before the process ends another twentieth.
COLLECT_AFTER: Final = 1_000_000

# What a shell expects of a program that Ctrl-C ended.
INTERRUPTED: Final = 130


class LazyGroup(click.Group):
    """A group whose commands are imported when they run, and whose failures are messages, never tracebacks."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The names of the commands."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the command's module and return its command."""
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"wellwired.cli.{cmd_name}").command
        assert isinstance(command, click.Command)  # noqa: S101 - each command module keeps this promise
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """Write the summaries without importing the commands."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command and turn every error into a message and an exit code."""
        gc.set_threshold(COLLECT_AFTER)
        _open_closed_streams()
        try:
            return super().invoke(ctx)
        except WellwiredError as error:
            fail(ctx, str(error), error.exit_code)
        except KeyboardInterrupt:
            fail(ctx, "interrupted", INTERRUPTED)
        except BrokenPipeError:
            _leave_broken_pipe()
        except (click.exceptions.Exit, click.Abort, click.ClickException):
            raise
        except OSError as error:
            if error.errno != errno.ENOSPC:
                _tell_internal(ctx, error)
            _drop_output()
            fail(ctx, f"cannot be written: {error.strerror}", UsageError.exit_code)
        except Exception as error:  # noqa: BLE001 - told, never shown as a traceback
            _tell_internal(ctx, error)
        finally:
            gc.freeze()


def _tell_internal(ctx: click.Context, error: Exception) -> NoReturn:
    """Leave over this program's own fault."""
    if os.environ.get("WELLWIRED_DEBUG"):
        raise error
    problem = f"internal error: {type(error).__name__}: {error}"
    fail(ctx, f"{problem}\n  set WELLWIRED_DEBUG=1 to see where, and report it", INTERNAL_ERROR)


def fail(ctx: click.Context, message: str, exit_code: int) -> NoReturn:
    """Leave with a message on stderr and an exit code."""
    click.echo(f"Error: {printable_lines(message)}", err=True)
    ctx.exit(exit_code)


def _leave_broken_pipe() -> NoReturn:
    """The reader of a pipe went away (`| head`): leave quietly, as the shell expects of a killed writer."""
    _drop_output()
    sys.exit(141)


def _drop_output() -> None:
    """Let what is still to be written go nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open_closed_streams() -> None:
    """Where the caller closed standard output or error (`>&-`), what is written there goes nowhere."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - open to the end


@click.group(
    cls=LazyGroup,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Example: wellwired audit template.yaml",
)
@click.version_option(__version__, prog_name="wellwired", message="%(prog)s %(version)s")
def main() -> None:
    """Wire, check, watch and explain an Amazon API Gateway REST API in front of Lambda."""
