"""Writes the whole bench into a folder: ``python -m tests.bench.write DIR``."""

import json
import sys
from pathlib import Path

from .registry import make_mutants
from .templates import BASES, FILES, render_template


def write_bench(directory: Path, base: str | None = None) -> int:
    """Write bases, mutants (of one base, or of all) and ``index.json``; returns the number of mutants."""
    directory.mkdir(parents=True, exist_ok=True)
    for file in FILES.values():
        (directory / f"base-{file}").write_bytes((BASES / file).read_bytes())
    rows = []
    for mutant in make_mutants(base):
        file = mutant.name + Path(FILES[mutant.base]).suffix
        (directory / file).write_text(render_template(mutant.base, mutant.template), encoding="utf-8")
        fault = mutant.fault
        rows.append(
            {
                "id": fault.id,
                "base": mutant.base,
                "file": file,
                "family": fault.family,
                "fault": fault.line,
                "sibling": fault.what,
                "effect": fault.effect,
            }
        )
    (directory / "index.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")
    return len(rows)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tests.bench.write DIR")
    sys.stdout.write(f"{write_bench(Path(sys.argv[1]))} mutants\n")
