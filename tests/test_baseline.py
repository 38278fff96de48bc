"""The baseline: old findings are known, new ones fail."""

import json
from pathlib import Path

import pytest

from wellwired.baseline import part_known, read_baseline, write_baseline
from wellwired.errors import UsageError
from wellwired.findings import Finding, Outcome
from wellwired.model.origin import Position

RAN = {"one-fault", "other-fault"}


def finding(rule: str, file: Path, address: str = "api/Stage", line: int = 3) -> Finding:
    return Finding("message", "fix", address, "Stage", "Prop", str(file), Position(line, 1), rule=rule)


@pytest.fixture
def template(tmp_path: Path) -> Path:
    path = tmp_path / "service" / "api.yaml"
    path.parent.mkdir()
    path.write_text("Resources: {}", encoding="utf-8")
    return path


def test_what_was_written_is_known_and_what_is_new_counts(tmp_path: Path, template: Path) -> None:
    baseline = tmp_path / "baseline.json"
    old, new = finding("one-fault", template), finding("other-fault", template)
    assert write_baseline(baseline, Outcome([old], files=[str(template)]), RAN) == 1
    moved = old._replace(position=Position(99, 9), message="in other words")
    parted = part_known(Outcome([moved, new], files=[str(template)]), read_baseline(baseline), baseline, RAN)
    assert (list(parted.findings), list(parted.known)) == ([new], [moved])
    assert parted.remarks == []


def test_a_second_fault_like_a_known_one_is_new(tmp_path: Path, template: Path) -> None:
    baseline = tmp_path / "baseline.json"
    old = finding("one-fault", template)
    write_baseline(baseline, Outcome([old], files=[str(template)]), RAN)
    twice = Outcome([old, old._replace(message="another")], files=[str(template)])
    parted = part_known(twice, read_baseline(baseline), baseline, RAN)
    assert (len(parted.findings), len(parted.known)) == (1, 1)


def test_entries_do_not_depend_on_the_working_directory(
    tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    baseline = tmp_path / "baseline.json"
    write_baseline(baseline, Outcome([finding("one-fault", template)], files=[str(template)]), RAN)
    assert json.loads(baseline.read_text(encoding="utf-8")) == {
        "schema_version": 1,
        "findings": [
            {"rule": "one-fault", "file": "service/api.yaml", "address": "api/Stage", "property": "Prop"},
        ],
    }
    monkeypatch.chdir(template.parent)
    here = finding("one-fault", Path("api.yaml"))
    path = Path("../baseline.json")
    assert part_known(Outcome([here], files=["api.yaml"]), read_baseline(path), path, RAN).findings == []


def test_a_mended_fault_is_remarked_on_only_where_it_was_looked_for(tmp_path: Path, template: Path) -> None:
    baseline = tmp_path / "baseline.json"
    write_baseline(baseline, Outcome([finding("one-fault", template)], files=[str(template)]), RAN)
    entries = read_baseline(baseline)
    (remark,) = part_known(Outcome(files=[str(template)]), entries, baseline, RAN).remarks
    assert remark.text.startswith("1 finding of the baseline")
    assert part_known(Outcome(files=[str(template)]), entries, baseline, {"other-fault"}).remarks == []
    assert part_known(Outcome(files=["elsewhere.yaml"]), entries, baseline, RAN).remarks == []


def test_writing_again_forgets_what_is_mended_and_keeps_what_was_not_judged(tmp_path: Path, template: Path) -> None:
    baseline = tmp_path / "baseline.json"
    other = tmp_path / "other.yaml"
    other.write_text("Resources: {}", encoding="utf-8")
    gone = tmp_path / "gone.yaml"
    findings = [finding("one-fault", template), finding("one-fault", other), finding("one-fault", gone)]
    write_baseline(baseline, Outcome(findings, files=[str(template), str(other), str(gone)]), RAN)
    write_baseline(baseline, Outcome([finding("other-fault", template)], files=[str(template)]), RAN)
    left = sorted((entry.rule, entry.file) for entry in read_baseline(baseline))
    assert left == [("one-fault", "other.yaml"), ("other-fault", "service/api.yaml")]


def test_the_same_findings_give_the_same_bytes(tmp_path: Path, template: Path) -> None:
    findings = [finding(rule, template, address) for rule in sorted(RAN) for address in ("api/B", "api/A")]
    texts = set()
    for order in (findings, findings[::-1]):
        path = tmp_path / "baseline.json"
        write_baseline(path, Outcome(order, files=[str(template)]), RAN)
        texts.add(path.read_text(encoding="utf-8"))
    assert len(texts) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        '{"schema_version": 1, "findings": [{"rule": 3}]}',
        '{"schema_version": 1, "findings": 3}',
        '{"schema_version": 1, "findings": [{"rule": "", "file": "", "address": "", "property": "", "count": 1e999}]}',
        "[" * 100_000,
    ],
)
def test_what_is_no_baseline_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "baseline.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError, match="is no baseline file"):
        read_baseline(path)


def test_a_missing_or_newer_baseline_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="add --write-baseline"):
        read_baseline(tmp_path / "none.json")
    newer = tmp_path / "newer.json"
    newer.write_text('{"schema_version": 2, "findings": []}', encoding="utf-8")
    with pytest.raises(UsageError, match="is a baseline of version 2, not 1"):
        read_baseline(newer)
    with pytest.raises(UsageError, match="could not be read"):
        read_baseline(tmp_path)
    with pytest.raises(UsageError, match="larger than 10 MB"):
        read_baseline(Path("/dev/zero"))
