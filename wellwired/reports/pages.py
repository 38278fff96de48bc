"""Rule pages as Markdown files: what docs/rules holds."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from wellwired.findings import RulePage

INDEX: Final = "README.md"
_HEADING: Final = "# The wiring rules"


def render_pages(rules: Sequence[RulePage]) -> dict[str, str]:
    """File name to text: a page for each rule and an index of them."""
    pages = {f"{rule.name}.md": render_page(rule) for rule in rules}
    pages[INDEX] = "\n".join(_index(rules)) + "\n"
    return pages


def render_page(rule: RulePage) -> str:
    """One rule's page, headed by its name and what it is worth."""
    return "\n".join(_page(rule)) + "\n"


def _page(rule: RulePage) -> Iterator[str]:
    title, _, body = rule.page.partition("\n")
    yield f"# {rule.name}"
    yield ""
    yield title
    yield ""
    yield "| severity | effect | family | since |"
    yield "| --- | --- | --- | --- |"
    yield f"| {rule.severity.word} | {effect_of_rule(rule)} | {rule.family} | {rule.since} |"
    yield body.rstrip()
    yield ""
    yield "## Allow it"
    yield "Where it is meant, say why, on the resource itself:"
    yield ""
    yield "```yaml"
    yield "Metadata:"
    yield "  wellwired:"
    yield "    allow:"
    yield f"      {rule.name}: why this is fine here"
    yield "```"


def effect_of_rule(rule: RulePage) -> str:
    """What the fault leads to, in a word or two."""
    if rule.status == "deploy":
        return "the deployment fails"
    return f"the client sees {rule.status}" if rule.status else "nothing fails; less is seen or held back"


def _index(rules: Sequence[RulePage]) -> Iterator[str]:
    families: dict[str, list[RulePage]] = defaultdict(list)
    for rule in rules:
        families[rule.family].append(rule)
    yield _HEADING
    yield ""
    yield f"{len(rules)} rules in {len(families)} families. Each page is what `wellwired rules NAME` shows."
    for family, members in sorted(families.items()):
        yield ""
        yield f"## {family.replace('_', ' ')}"
        yield ""
        yield "| rule | severity | effect | what it finds |"
        yield "| --- | --- | --- | --- |"
        for rule in members:
            cells = (f"[{rule.name}]({rule.name}.md)", rule.severity.word, effect_of_rule(rule), rule.title)
            yield f"| {' | '.join(cells)} |"


def holds_others(folder: Path) -> bool:
    """Whether a folder holds Markdown of somebody else, which writing pages would overwrite or take away."""
    index = folder / INDEX
    ours = index.is_file() and index.read_text(encoding="utf-8", errors="replace").startswith(f"{_HEADING}\n")
    return not ours and any(folder.glob("*.md"))


def write_pages(rules: Sequence[RulePage], folder: Path) -> int:
    """Write every page into a folder, take away pages of rules that are gone, and return how many there are."""
    pages = render_pages(rules)
    folder.mkdir(parents=True, exist_ok=True)
    for stale in set(folder.glob("*.md")) - {folder / name for name in pages}:
        stale.unlink()
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    return len(pages)


def find_stale_pages(rules: Sequence[RulePage], folder: Path) -> list[str]:
    """The names of files in a folder that are not what `write_pages` would leave there."""
    pages: Mapping[str, str] = render_pages(rules)
    there = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    return sorted(name for name in pages.keys() | there.keys() if pages.get(name) != there.get(name))
