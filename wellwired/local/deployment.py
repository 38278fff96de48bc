"""Synthesise an app, bootstrap the embedded AWS and deploy to it, all with the real CDK command line."""

import os
import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from wellwired.errors import LocalError, UnreadableError
from wellwired.local.assembly import LocalAssembly
from wellwired.local.dropped import OUTPUT_PREFIX, Setter
from wellwired.local.emulator import Emulator
from wellwired.local.progress import Progress
from wellwired.local.toolchain import Cdk

EVENT: Final = re.compile(r"^\s*(?P<stack>\S+) \| +(?P<count>\d+/\d+) \| [^|]+ \| (?P<status>\w+) +\| (?P<rest>.+)$")
TROUBLE: Final = re.compile(r"_FAILED\b|\bERROR\b|[Ee]rror[: ]|❌|[Ff]ailed|rror\]")
NOISE: Final = re.compile(
    r"^\s*$|feature flags are not configured|Synthesis time|: (?:start|success): |: deploying\.\.\.|: creating Cloud"
)
LINES_SHOWN: Final = 12


def synthesise(
    cdk: Cdk, app: Path, output: Path, context: Sequence[str], emulator: Emulator, progress: Progress
) -> Path:
    """Synthesise the app in folder `app` into `output` and return the assembly's folder.

    A folder that holds an assembly already is returned as it is.
    """
    if (app / "manifest.json").is_file():
        return app
    if not (app / "cdk.json").is_file():
        raise UnreadableError(
            "neither a CDK app (no cdk.json) nor a cloud assembly (no manifest.json)",
            where=str(app),
            remedy="run it in the folder of your app, or name that folder",
        )
    arguments = ["synth", "--quiet", "--output", str(output)]
    for pair in context:
        arguments += ["--context", pair]
    run_cdk(cdk, arguments, app, synth_environment(emulator), progress, "Synthesise the app")
    return output


def synth_environment(emulator: Emulator) -> dict[str, str]:
    """Return the user's environment for the user's app, but with the embedded AWS instead of any real account."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("AWS_", "CDK_"))}
    return {**kept, **emulator.client_environment()}


def deploy_environment(emulator: Emulator) -> dict[str, str]:
    """Return a bare environment for the CDK command line, whose own files vanish with the emulator's."""
    scratch = emulator.folder / "cdk"
    scratch.mkdir(exist_ok=True)
    places = {"HOME": str(scratch), "TMPDIR": str(scratch), "NODE_DISABLE_COMPILE_CACHE": "1", "LANG": "C.UTF-8"}
    return {**places, **emulator.client_environment()}


def bootstrap(cdk: Cdk, emulator: Emulator, regions: Sequence[str], progress: Progress) -> None:
    """Bootstrap the embedded account in each region."""
    targets = [f"aws://{emulator.account}/{region}" for region in regions]
    run_cdk(cdk, ["bootstrap", *targets], emulator.folder, deploy_environment(emulator), progress, "cdk bootstrap")


def deploy(cdk: Cdk, emulator: Emulator, assembly: LocalAssembly, progress: Progress) -> None:
    """Deploy every stack of the assembly, then set what CloudFormation there drops."""
    which = "**" if assembly.nested else "--all"
    arguments = ["deploy", which, "--app", str(assembly.folder), "--require-approval", "never", "--progress", "events"]
    run_cdk(cdk, arguments, emulator.folder, deploy_environment(emulator), progress, f"cdk deploy {which}")
    set_dropped(emulator, assembly)


def destroy(cdk: Cdk, emulator: Emulator, assembly: LocalAssembly, progress: Progress) -> None:
    """Destroy every stack of the assembly."""
    arguments = ["destroy", "--all", "--force", "--app", str(assembly.folder)]
    run_cdk(cdk, arguments, emulator.folder, deploy_environment(emulator), progress, "cdk destroy --all")


def set_dropped(emulator: Emulator, assembly: LocalAssembly) -> None:
    """Set, through the API, every setting that CloudFormation there has dropped."""
    for stack in assembly.stacks:
        if not stack.dropped:
            continue
        session = emulator.session(stack.region)
        formation = session.client("cloudformation", endpoint_url=emulator.endpoint)
        (described,) = formation.describe_stacks(StackName=stack.name)["Stacks"]
        outputs = {output["OutputKey"]: output["OutputValue"] for output in described.get("Outputs", [])}
        setter = Setter(session, emulator.endpoint)
        for number, setting in enumerate(stack.dropped):
            resolved = outputs.get(f"{OUTPUT_PREFIX}{number}")
            if resolved is not None:  # absent when its condition is false
                setter.set(setting.kind, resolved)


def run_cdk(
    cdk: Cdk, arguments: Sequence[str], cwd: Path, env: Mapping[str, str], progress: Progress, title: str
) -> list[str]:
    """Run one command with its progress shown and return what it printed; raises LocalError with what went wrong."""
    said: list[str] = []
    try:
        with progress.step(title):
            for line in cdk.run(arguments, cwd=cwd, env=env):
                said.append(line)
                if event := EVENT.match(line):
                    progress.detail(f"{event['stack']} {event['count']} {event['rest']}")
    except subprocess.CalledProcessError as error:
        command = " ".join(["cdk", *arguments[:2]])
        raise LocalError(f"`{command}` failed (exit code {error.returncode}):\n  {explained(said)}") from None
    return said


def explained(said: Sequence[str]) -> str:
    """Return the lines of a failed command that say why, each once: of a deploy its failures, else the last lines."""
    deploying = any(EVENT.match(line) for line in said)
    telling = [line for line in said if (TROUBLE.search(line) if deploying else not NOISE.search(line))]
    return "\n  ".join(list(dict.fromkeys(line.strip() for line in telling))[-LINES_SHOWN:]) or "it printed nothing"
