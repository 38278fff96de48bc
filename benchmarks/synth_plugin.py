"""The plugin's share of the synth time of an app with ten stacks: `python -m benchmarks.synth_plugin [STACKS]`.

What the plugin takes, its import and its list of rules included, is set against the whole of `python app.py` in the
same run: importing the CDK, making the constructs, synthesis, and the CDK's own checks.
"""

import json
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import aws_cdk as cdk
import jsii
from aws_cdk import aws_lambda as lambda_

REPOSITORY = Path(__file__).parents[1]
ROUTES = 10


def make_stacks(app: cdk.App, count: int) -> None:
    """An API of ten routes, its function and its stage in each stack, as the kit's constructs make them."""
    from wellwired.constructs import AccountLogging, Authorization, ProxyRestApi, Route, StageSettings, Throttle

    for number in range(count):
        stack = cdk.Stack(app, f"Shop{number}")
        function = lambda_.Function(
            stack,
            "Handler",
            runtime=lambda_.Runtime.PYTHON_3_13,
            handler="index.handler",
            timeout=cdk.Duration.seconds(10),
            code=lambda_.Code.from_inline("def handler(event, context):\n    return {'statusCode': 204}\n"),
        )
        ProxyRestApi(
            stack,
            "Api",
            stage_name="prod",
            authorization=Authorization.open(reason="a benchmark"),
            account_logging=AccountLogging.managed_elsewhere(),
            stage_settings=StageSettings(throttle=Throttle(rate=100, burst=200)),
            help_url="https://docs.example.com/errors",
            routes=[Route(method="GET", path=f"/items{route}", function=function) for route in range(ROUTES)],
        )


def make_timed_plugin(spent: list[float]) -> Any:
    """The plugin, which notes what it takes, in seconds; importing it is noted first."""
    begun = time.perf_counter()
    from wellwired.synth import WellWired

    spent.append(time.perf_counter() - begun)

    @jsii.implements(cdk.IPolicyValidationPlugin)
    class TimedWellWired(WellWired):
        @property
        def rule_ids(self) -> list[str]:
            started = time.perf_counter()
            try:
                return super().rule_ids
            finally:
                spent.append(time.perf_counter() - started)

        def validate(self, context: cdk.IPolicyValidationContext) -> cdk.PolicyValidationPluginReport:
            started = time.perf_counter()
            try:
                return super().validate(context)
            finally:
                spent.append(time.perf_counter() - started)

    return TimedWellWired(fail_on="never")


def process_age() -> float:
    """Seconds since this process began, before Python was up and the CDK imported (Linux)."""
    fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
    uptime = float(Path("/proc/uptime").read_text().split()[0])
    return uptime - int(fields[19]) / os.sysconf("SC_CLK_TCK")


def main(count: int) -> None:
    """Synthesise once and print the share."""
    context = json.loads((REPOSITORY / "cdk.json").read_text())["context"]
    spent: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        app = cdk.App(context=context, outdir=folder)
        make_stacks(app, count)
        cdk.Validations.of(app).add_plugins(make_timed_plugin(spent))
        assembly = app.synth()
        whole = process_age()
        resources = sum(len(stack.template["Resources"]) for stack in assembly.stacks)
    loading, *listing, judging = spent
    share = sum(spent) / whole
    print(f"{count} stacks, {resources} resources")
    print(f"  all but the plugin    {whole - sum(spent):6.2f} s")
    print(f"  importing the plugin  {loading:6.2f} s")
    print(f"  importing the rules   {sum(listing):6.2f} s")
    print(f"  reading and judging   {judging:6.2f} s")
    print(f"  the plugin's share    {share:6.1%}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
