"""One host for the tests that need nothing of their own."""

from collections.abc import Iterator

import pytest

from wellwired.gateway.functions.host import LocalFunctions
from wellwired.gateway.identities import Identities
from wellwired.model.wiring import Wiring


@pytest.fixture(scope="session")
def host() -> Iterator[LocalFunctions]:
    with LocalFunctions(Identities(Wiring([]))) as found:
        yield found
