"""Over real public templates: nothing crashes, nothing is called unreadable that deploys, little is unplaced."""

from collections import Counter
from pathlib import Path

import pytest

from tests.readers.corpus_files import CORPUS, corpus_files, needs_corpus
from wellwired.model.api import Method, Resource
from wellwired.model.text import is_literal
from wellwired.readers import Reading, read_inputs


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_inputs([str(CORPUS)])


@needs_corpus
def test_every_template_is_read_or_named(reading: Reading) -> None:
    assert len(corpus_files()) == 200
    # These four are refused by SAM itself: no StageName, no Location, a logical id that is none.
    refused = {"026.yaml", "120.json", "168.yaml", "184.yaml"}
    assert {unread.file.rpartition("/")[2] for unread in reading.unread} == refused
    assert len(reading.files) == 200 - len(refused)
    assert reading.skipped == 0


@needs_corpus
def test_every_node_has_a_place_and_an_address_of_its_own(reading: Reading) -> None:
    for wiring in reading.wirings:
        addresses = Counter(node.address for node in wiring.nodes)
        assert not [address for address, number in addresses.items() if number > 1]
        assert all(node.origin.file for node in wiring.nodes)
        # What a connector inside a serverless resource makes has no lines of its own.
        if any(node.origin.position is None for node in wiring.nodes):
            assert "Connectors:" in Path(wiring.nodes[0].origin.file).read_text(encoding="utf-8")


@needs_corpus
def test_paths_of_the_apis_that_are_whole_are_known(reading: Reading) -> None:
    paths = [node.path for wiring in reading.wirings for node in wiring.all(Resource)]
    paths += [node.path for wiring in reading.wirings for node in wiring.all(Method)]
    unknown = [path.reason for path in paths if not path.is_known]
    assert len(paths) > 150
    # Templates that are excerpts.
    assert set(unknown) == {
        "the method names no resource",
        "the parent resource MyResourceID is in none of the templates given",
        "Ref of Resource: the template has no such parameter or resource",
    }
    assert len(unknown) < len(paths) / 10


@needs_corpus
def test_what_is_not_placed_is_told_in_words(reading: Reading) -> None:
    unplaced = [item for wiring in reading.wirings for item in wiring.unplaced]
    assert all(item.what and item.reason and is_literal(item.what + item.reason) and item.file for item in unplaced)
    assert len(unplaced) < 120
