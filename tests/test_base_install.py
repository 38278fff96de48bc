"""The base install, without any extra, can audit: only its own dependencies may be imported."""

import json
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
BASES = ROOT / "tests" / "bench" / "bases"


def base_modules() -> set[str]:
    """The top-level modules that `pip install wellwired` brings, dependencies of dependencies included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted, names = list(project["dependencies"]), set()
    while wanted:
        requirement = wanted.pop()
        name = re.split(r"[^\w.-]", requirement)[0].lower().replace("_", "-")
        if "extra ==" not in requirement and name not in names:
            names.add(name)
            wanted += metadata.requires(name) or []
    return {
        module
        for module, homes in metadata.packages_distributions().items()
        if {home.lower().replace("_", "-") for home in homes} & names
    }


RUN = f"""
import sys
import importlib.abc

class OnlyTheBase(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        top = name.partition(".")[0]
        if top in sys.stdlib_module_names or top in {base_modules() | {"wellwired"}!r}:
            return None
        raise ModuleNotFoundError(f"No module named {{name!r}}", name=name)

sys.meta_path.insert(0, OnlyTheBase())
from wellwired.cli import main
main(sys.argv[1:], prog_name="wellwired")
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", RUN, *arguments], capture_output=True, text=True, check=False)


def test_templates_are_audited_in_every_format(tmp_path: Path) -> None:
    for form in ("text", "json", "sarif", "junit", "github", "markdown", "html"):
        done = run("audit", str(BASES / "handwritten.yaml"), str(BASES / "openapi.yaml"), "--format", form)
        assert (done.returncode, done.stderr) == (0, ""), form


def test_a_folder_with_ignored_files_is_audited(tmp_path: Path) -> None:
    (tmp_path / ".gitignore").write_text("ignored.yaml\n", encoding="utf-8")
    for name in ("ignored.yaml", "template.yaml"):
        (tmp_path / name).write_bytes((BASES / "handwritten.yaml").read_bytes())
    done = run("audit", str(tmp_path), "--format", "json")
    assert done.stderr == ""
    assert json.loads(done.stdout)["files"] == [str(tmp_path / "template.yaml")]


def test_the_rules_are_listed_and_shown() -> None:
    assert run("rules").returncode == 0
    assert "## Not reported" in run("rules", "unlogged-stage").stdout


def test_the_document_of_an_api_is_written(tmp_path: Path) -> None:
    done = run("openapi", str(BASES / "handwritten.yaml"), "--server", "https://api.example.com", "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["servers"] == [{"url": "https://api.example.com"}]


def test_a_template_that_needs_an_extra_names_the_pip_line() -> None:
    done = run("audit", str(BASES / "sam.yaml"))
    assert done.returncode == 3
    assert "pip install 'wellwired[sam]'" in done.stdout
    assert "Traceback" not in done.stderr
