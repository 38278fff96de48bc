"""What `wellwired doctor` finds on a stage: the live account read into the model, judged by the same rules."""

from collections.abc import Callable, Sequence

from wellwired.aws_access import Account
from wellwired.diagnosis.target import Target
from wellwired.engine import judge
from wellwired.findings import Finding
from wellwired.readers.live import LiveAccess, Scope, find_place, read_account


def make_doctor(account: Account) -> Callable[[Target], Sequence[Finding]]:
    """A function that judges the API and stage of a target; what may not be read leaves its rules silent."""

    def look(target: Target) -> Sequence[Finding]:
        access = LiveAccess(account.session)
        scope = Scope(api=target.rest_api_id, stage=target.stage_name)
        return judge(read_account(access, find_place(access), scope)).findings

    return look
