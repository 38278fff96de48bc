"""The pytest plugin that comes with the install: fixtures only, and nothing loaded before one of them is used."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    import aws_cdk
    from syrupy.assertion import SnapshotAssertion

    from wellwired.testing.api_client import ApiClient


@pytest.fixture
def cdk_app(request: pytest.FixtureRequest, tmp_path: Path) -> "Callable[..., aws_cdk.App]":
    """A function that makes a `cdk.App` with the context of cdk.json, as the CDK command line does.

    Its mapping argument sets more context, `cdk_app({"stage": "prod"})`; keywords go to `cdk.App`. What is
    synthesised goes into a folder of the test.
    """
    _need("aws_cdk", "the fixture cdk_app", "cdk")
    import aws_cdk as cdk

    from wellwired.testing.cdk_context import read_cdk_context

    known = read_cdk_context(request.path.parent)
    made: list[cdk.App] = []

    def make(context: Mapping[str, Any] | None = None, **options: Any) -> cdk.App:
        folder = tmp_path / f"cdk.out{len(made) or ''}"
        made.append(cdk.App(context={**known, **(context or {})}, **{"outdir": str(folder), **options}))
        return made[-1]

    return make


@pytest.fixture
def template_snapshot(request: pytest.FixtureRequest) -> "SnapshotAssertion":
    """A syrupy snapshot of a stack, an app or a template: `assert stack == template_snapshot`.

    It keeps what is stable, and a difference says which wires changed before it shows the JSON.
    """
    _need("syrupy", "the fixture template_snapshot", "testing")
    from wellwired.testing.template_snapshot import TemplateSnapshotExtension

    snapshot: SnapshotAssertion = request.getfixturevalue("snapshot")
    return snapshot.use_extension(TemplateSnapshotExtension)


@pytest.fixture
def api_client() -> "Iterator[Callable[..., ApiClient]]":
    """A function that serves a stack, an app or a template as API Gateway would, and gives a client to call it.

    It takes what `wellwired.testing.open_api_client` takes; every function ends with the test.
    """
    _need("awslambdaric", "the fixture api_client", "serve")
    from wellwired.testing.api_client import open_api_client

    with ExitStack() as opened:
        yield lambda subject, **options: opened.enter_context(open_api_client(subject, **options))


def _need(module: str, feature: str, extra: str) -> None:
    if find_spec(module) is None:
        from wellwired.errors import MissingExtraError

        raise MissingExtraError(feature, extra)
