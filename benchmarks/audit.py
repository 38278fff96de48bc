"""Time and memory of `wellwired audit` beside cfn-lint, checkov and cloudformation-validate, in one run on one core.

    python benchmarks/audit.py FOLDER_OF_TEMPLATES

Each program is installed as its users install it, into an environment of its own under build/peers; wellwired from
this repository, anew each time. Every row is a whole process, start-up included, pinned to one core, in a folder
without settings; the best of a few runs. Ratios are peer over wellwired, so that above 1 means slower or larger; CPU
seconds are what counts where the machine has other work too.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

OWN = "wellwired"
PEERS = {
    "cfn-lint": "cfn-lint==1.58.0",
    "checkov": "checkov==3.3.30",
    "cloudformation-validate": "cloudformation-validate==1.14.0",
}
VALIDATE_ALL = (
    "import sys; from cloudformation_validate import CompositeEngine as Engine; engine = Engine()\n"
    "for name in sys.argv[1:]:\n"
    "    try: engine.validate_template(name)\n"
    "    except Exception as error: print(name, type(error).__name__)\n"
)
ROUNDS = 7
MANY = 2_000


@dataclass(frozen=True)
class Run:
    """Seconds of wall clock and of the processor, and megabytes at the peak."""

    seconds: float
    cpu: float
    megabytes: float


def main(folder: Path) -> None:
    """Print one table a load."""
    programs = {OWN: _wellwired(_install(OWN)), **{name: _command(name, _install(name)) for name in PEERS}}
    with tempfile.TemporaryDirectory() as scratch:
        for title, files in _loads(folder, Path(scratch)):
            print(f"\n## {title}: {len(files)} templates\n")
            print("| program | seconds | ratio | CPU seconds | ratio | MB | ratio |" + "\n|" + " --- |" * 7)
            runs = {name: _best(command(files), Path(scratch)) for name, command in programs.items()}
            own = runs[OWN]
            for name, run in runs.items():
                measures = ((run.seconds, own.seconds), (run.cpu, own.cpu), (run.megabytes, own.megabytes))
                cells = (f"{value:.2f} | {value / base:.1f}" for value, base in measures)
                print(f"| {name} | {' | '.join(cells)} |", flush=True)


def _loads(folder: Path, scratch: Path) -> Iterator[tuple[str, list[Path]]]:
    files = sorted(path.resolve() for path in folder.iterdir() if path.suffix in (".json", ".yaml", ".yml"))
    plain = [path for path in files if "AWS::Serverless" not in path.read_text(encoding="utf-8", errors="replace")]
    yield "one small template", [min(plain, key=lambda path: abs(path.stat().st_size - 4000))]
    yield "plain CloudFormation", plain
    yield "with AWS::Serverless", files
    many = [scratch / f"{copy}-{path.name}" for copy in range(MANY // len(plain) + 1) for path in plain]
    for path in many:
        shutil.copy(folder / path.name.partition("-")[2], path)
    yield "plain CloudFormation, copied", many
    for routes in (100, 400):
        large = scratch / f"routes-{routes}.json"
        large.write_text(json.dumps(_large_template(routes)))
        yield f"one template of {routes} routes", [large]


def _large_template(routes: int) -> dict[str, object]:
    uri = "arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${Fn.Arn}/invocations"
    resources: dict[str, object] = {
        "Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "large"}},
        "Fn": {
            "Type": "AWS::Lambda::Function",
            "Properties": {
                "Runtime": "python3.13",
                "Handler": "index.handler",
                "Role": "arn:aws:iam::111122223333:role/fn",
                "Code": {"ZipFile": "def handler(event, context):\n    return {'statusCode': 200}"},
            },
        },
    }
    for number in range(routes):
        resources[f"Resource{number}"] = {
            "Type": "AWS::ApiGateway::Resource",
            "Properties": {
                "RestApiId": {"Ref": "Api"},
                "ParentId": {"Fn::GetAtt": ["Api", "RootResourceId"]},
                "PathPart": f"route{number}",
            },
        }
        resources[f"Method{number}"] = {
            "Type": "AWS::ApiGateway::Method",
            "Properties": {
                "RestApiId": {"Ref": "Api"},
                "ResourceId": {"Ref": f"Resource{number}"},
                "HttpMethod": "GET",
                "AuthorizationType": "AWS_IAM",
                "Integration": {"Type": "AWS_PROXY", "IntegrationHttpMethod": "POST", "Uri": {"Fn::Sub": uri}},
            },
        }
        resources[f"Permission{number}"] = {
            "Type": "AWS::Lambda::Permission",
            "Properties": {
                "FunctionName": {"Ref": "Fn"},
                "Action": "lambda:InvokeFunction",
                "Principal": "apigateway.amazonaws.com",
                "SourceArn": {
                    "Fn::Sub": f"arn:aws:execute-api:${{AWS::Region}}:${{AWS::AccountId}}:${{Api}}/*/GET/route{number}"
                },
            },
        }
    return {"Resources": resources}


def _install(name: str) -> Path:
    """The program's own environment, made when it is first needed."""
    home = Path("build/peers") / name
    if not (home / "ready").exists():
        venv.create(home, with_pip=True, clear=True)
        subprocess.run([home / "bin/pip", "install", "--quiet", PEERS.get(name, ".[sam]")], check=True)
        (home / "ready").touch()
    elif name == OWN:
        again = ("install", "--quiet", "--force-reinstall", "--no-deps", ".")
        subprocess.run([home / "bin/pip", *again], check=True)
    return home.absolute() / "bin"


def _wellwired(programs: Path) -> Callable[[list[Path]], list[str]]:
    options = ("audit", "--fail-on", "never", "--format", "json")
    return lambda files: [str(programs / OWN), *options, *map(str, files)]


def _command(name: str, programs: Path) -> Callable[[list[Path]], list[str]]:
    def command(files: list[Path]) -> list[str]:
        names = [str(path) for path in files]
        if name == "cfn-lint":
            return [str(programs / "cfn-lint"), "--", *names]
        if name == "checkov":
            given = [part for path in names for part in ("-f", path)]
            return [str(programs / "checkov"), "--framework", "cloudformation", "--quiet", "--compact", *given]
        return [str(programs / "python"), "-c", VALIDATE_ALL, *names]

    return command


def _best(command: list[str], folder: Path) -> Run:
    """The best of a few runs; a slow program runs twice, one that takes minutes once."""
    runs = [_measure(command, folder)]
    while len(runs) < ROUNDS and sum(run.seconds for run in runs) < (10 if runs[1:] else 60):
        runs.append(_measure(command, folder))
    return Run(min(run.seconds for run in runs), min(run.cpu for run in runs), min(run.megabytes for run in runs))


def _measure(command: list[str], folder: Path) -> Run:
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder)
    os.sched_setaffinity(process.pid, {0})
    _, _, usage = os.wait4(process.pid, 0)
    process.returncode = 0  # reaped above
    return Run(time.perf_counter() - begin, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/corpus"))
