"""The public templates that lie beside the repository, where they do."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from wellwired.documents import load, read_document

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="the public templates are not beside the repository")


@cache
def corpus_files() -> tuple[Path, ...]:
    return tuple(sorted(path for path in CORPUS.glob("*") if path.suffix in (".json", ".yaml", ".yml")))


@cache
def corpus_data(index: int) -> Any:
    """The data of one template, long form."""
    path = corpus_files()[index % len(corpus_files())]
    return read_document(load(path, path.name))
