"""What holds for a run: the command line first, then the configuration file, then the default."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from wellwired.allowances import Allowance, check_rule_name, parse_allowance
from wellwired.cli.colors import wants_color
from wellwired.cli.options import ENDINGS, FORMATS, SEVERITIES
from wellwired.cli.parameters import parse_parameters, read_parameters_file
from wellwired.configuration import Configuration, read_configuration
from wellwired.errors import UsageError
from wellwired.findings import Severity
from wellwired.readers import ReadOptions
from wellwired.rules import Rule, all_rules


@dataclass(frozen=True, slots=True, kw_only=True)
class Arguments:
    """The command line of `audit` as parsed; None or empty where an option was not given."""

    paths: tuple[str, ...] = ()
    format_: str | None = None
    output: str | None = None
    allow: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    fail_on: str | None = None
    no_color: bool = False
    parameter: tuple[str, ...] = ()
    parameters: str | None = None
    region: str | None = None
    account: str | None = None
    config: str | None = None
    baseline: str | None = None
    write_baseline: bool = False
    against: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What holds.

    spelled_parameters: those given on the command line itself, where a name that no template declares is a slip; a
    file of parameters may serve several stacks. fail_on: None for never. output: None for standard output.
    """

    paths: tuple[str, ...]
    options: ReadOptions
    spelled_parameters: Mapping[str, str]
    rules: tuple[Rule, ...]
    allowances: tuple[Allowance, ...]
    fail_on: Severity | None
    format: str
    output: Path | None
    color: bool
    baseline: Path | None
    write_baseline: bool
    against: str | None


def settle(given: Arguments, folder: Path) -> Settled:
    """Join the command line with the configuration at or above `folder`; raises `UsageError`."""
    _check_given(given)
    names = {rule.name for rule in all_rules()}
    project = read_configuration(given.config, folder, names)
    paths = given.paths or project.paths
    if not paths:
        raise click.UsageError("Missing argument 'PATH...'.")
    baseline = given.baseline or project.baseline
    if given.write_baseline and not baseline:
        raise UsageError("--write-baseline needs to know the file", remedy="add --baseline FILE")
    if given.write_baseline and given.against is not None:
        raise UsageError("--write-baseline and --against exclude each other", remedy="a baseline lists every finding")
    return Settled(
        paths=paths,
        options=_read_options(given, project),
        spelled_parameters=parse_parameters(given.parameter),
        rules=select_rules(given.only or project.only),
        allowances=(*(parse_allowance(text, names) for text in given.allow), *project.allow),
        fail_on=_severity(given.fail_on or project.fail_on or "error", project.file),
        format=_format(given, project),
        output=Path(given.output) if given.output else None,
        color=not given.output and not given.no_color and wants_color(),
        baseline=Path(baseline) if baseline else None,
        write_baseline=given.write_baseline,
        against=given.against,
    )


def _check_given(given: Arguments) -> None:
    """Refuse what is empty, as an unset variable of a script leaves it: it must not mean this folder, or nothing."""
    for name in ("config", "parameters", "baseline", "output"):
        if getattr(given, name) == "":
            raise UsageError("names nothing", where=f"--{name}", remedy="name a file, or leave the option out")
    if "" in given.paths:
        raise UsageError("names nothing", where="PATH", remedy="name a template or a folder; '.' is this one")


def select_rules(only: Sequence[str]) -> tuple[Rule, ...]:
    """The rules that these names or families mean, every rule where there are none; raises `UsageError`."""
    rules = all_rules()
    wanted = {name.strip() for text in only for name in text.split(",") if name.strip()}
    if not wanted:
        return rules
    known = {rule.name for rule in rules} | {rule.family for rule in rules}
    for name in sorted(wanted):
        check_rule_name(name, known, where="--only")
    return tuple(rule for rule in rules if wanted & {rule.name, rule.family})


def _read_options(given: Arguments, project: Configuration) -> ReadOptions:
    file = given.parameters or project.parameters_file
    return ReadOptions(
        parameters={
            **(read_parameters_file(Path(file)) if file else {}),
            **project.parameters,
            **parse_parameters(given.parameter),
        },
        region=given.region or project.region,
        account=given.account or project.account,
    )


def _severity(word: str, file: str) -> Severity | None:
    _check_choice(word, SEVERITIES, f"{file}: fail-on")
    return None if word == "never" else Severity[word.upper()]


def _format(given: Arguments, project: Configuration) -> str:
    ending = ENDINGS.get(Path(given.output).suffix.lower()) if given.output else None
    chosen = given.format_ or ending or project.format or "text"
    _check_choice(chosen, FORMATS, f"{project.file}: format")
    return chosen


def _check_choice(word: str, choices: Sequence[str], where: str) -> None:
    if word not in choices:
        raise UsageError(f"'{word}' is none of {', '.join(choices)}", where=where)
