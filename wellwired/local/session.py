"""One run of `wellwired local`: start, deploy, call, show, and stay until Ctrl-C."""

import os
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from wellwired.errors import LocalError
from wellwired.local.assembly import LocalAssembly, copy_for_local
from wellwired.local.calls import call_endpoint, is_callable, shortened
from wellwired.local.deployment import bootstrap, deploy, synthesise
from wellwired.local.emulator import Emulator
from wellwired.local.endpoints import Endpoint
from wellwired.local.environment import ensure_environment
from wellwired.local.front import open_front
from wellwired.local.progress import Progress
from wellwired.local.toolchain import find_cdk


@dataclass(frozen=True)
class LocalRun:
    """What to run: the app's folder (or an assembly), its context, the port wished for, and whether to stay."""

    app: Path
    context: Sequence[str] = ()
    port: int | None = None
    once: bool = False


def run_local(run: LocalRun, progress: Progress) -> bool:
    """Deploy the app to an embedded AWS and call it; return whether every call was answered as wired.

    Stays until Ctrl-C unless `run.once`. Raises LocalError, or UnreadableError when there is no app.
    """
    if os.name != "posix":
        raise LocalError("the embedded AWS runs on Linux and macOS", remedy="on Windows, run this command inside WSL")
    app = run.app.resolve()
    cdk = find_cdk(app)
    with Emulator(ensure_environment(progress), port=run.port) as emulator:
        source = synthesise(cdk, app, emulator.folder / "assembly", run.context, emulator, progress)
        assembly = copy_for_local(source, emulator.folder / "local")
        emulator.account = assembly.account or emulator.account
        regions = assembly.regions or (emulator.region,)
        say_what_differs(assembly, progress)
        bootstrap(cdk, emulator, regions, progress)
        deploy(cdk, emulator, assembly, progress)
        with open_front(emulator, source) as front:
            for notice in front.notices:
                progress.note(notice)
            if not front.endpoints:
                progress.note("The app is deployed; it has no REST API stage to call.")
            answers = [call_and_show(endpoint, progress) for endpoint in front.endpoints]
            if not run.once:
                stay(emulator, progress)
    return all(answers)


def say_what_differs(assembly: LocalAssembly, progress: Progress) -> None:
    """Name every resource and setting that the embedded AWS does not take as the template says it."""
    for reason, left_out in groupby(sorted(assembly.left_out, key=lambda one: one.reason), key=lambda one: one.reason):
        progress.note(f"Left out, {reason}:")
        for one in left_out:
            progress.note(f"  {one.name} ({one.resource_type})")
    dropped = sorted((one for stack in assembly.stacks for one in stack.dropped), key=lambda one: one.kind)
    if dropped:
        progress.note("Dropped by CloudFormation there, and set by API calls after the deploy:")
    for kind, settings in groupby(dropped, key=lambda one: one.kind):
        progress.note(f"  {kind}: {', '.join(one.name for one in settings)}")
    if assembly.respelled:
        progress.note(
            "Respelled for it, so that they work: "
            + ", ".join(f"{one.kind} of {one.name}" for one in assembly.respelled)
        )


def call_and_show(endpoint: Endpoint, progress: Progress) -> bool:
    """Call the routes of one stage, show each answer and its curl line, and return whether all were good."""
    progress.note(f"\n{endpoint.api_name}, stage {endpoint.stage}: {endpoint.url}")
    for key in endpoint.keys:
        progress.note(f"API key (it opens this local copy only): {key}")
    curls, good = [], True
    for answer in call_endpoint(endpoint):
        mark = "✓" if answer.is_good else "✗"
        keyless = " without the key" if answer.keyless else ""
        progress.note(
            f"  {mark} {answer.call.method} {answer.call.path}{keyless}: {answer.status} {shortened(answer.body)}"
        )
        good = good and answer.is_good
        curls += [] if answer.keyless else [answer.call.curl()]
    closed = sorted({route.authorization for route in endpoint.routes if not is_callable(route)} - {"NONE"})
    if closed:
        progress.note(f"  not called: routes behind {', '.join(closed)}")
    progress.note("\nTry:")
    for curl in curls:
        progress.note(f"  {curl}")
    return good


def stay(emulator: Emulator, progress: Progress) -> None:
    """Wait for Ctrl-C; raises LocalError when the emulator ends by itself."""
    progress.note("\nCtrl-C stops the embedded AWS and removes everything it made.")
    with suppress(KeyboardInterrupt):
        while emulator.is_running():
            time.sleep(0.5)
        raise LocalError("the embedded AWS ended by itself:\n  " + emulator.last_words())
