"""One wiring written as a template and made by API calls reads the same in both readers, origins aside."""

from pathlib import Path

import boto3

from tests.live.conftest import Read
from tests.live.gateway import ACCOUNT, REGION
from tests.live.parity_calls import make_parity
from tests.live.sameness import Sayer, differences, said_of
from wellwired.readers import read_inputs

TEMPLATE = Path(__file__).parent / "parity.yaml"
# What moto does not hold: the difference that it makes (it has no PutCompositeAlarm), and the calls that it does not
# answer (ListProvisionedConcurrencyConfigs, GetUsage), which the reader says aloud.
DIFFERENCES = {"CompositeAlarm parity-page: only in the template"}
UNANSWERED = {"the provisioned concurrency of function parity-orders", "the usage of plan basic"}


def test_what_calls_made_reads_as_the_template_that_says_the_same(session: boto3.Session, read: Read) -> None:
    ids = make_parity(session)

    def physical(address: str, attribute: str) -> str:
        name = address.rpartition("/")[2]
        return ids.get(f"{name}.{attribute}", ids.get(name, name))

    (template,) = read_inputs([str(TEMPLATE)]).wirings
    live = read()
    where = {"region": REGION, "account": ACCOUNT}
    written = said_of(Sayer(template, physical, **where))

    assert len(written) >= 45
    assert set(differences(written, said_of(Sayer(live, physical, **where)))) == DIFFERENCES
    assert template.unplaced == ()
    assert {note.what.partition(" (")[0] for note in live.unplaced} == UNANSWERED
