"""Everything lost after a correction and a late reading were settled, and made again from the archive: the same."""

from __future__ import annotations

from sqlalchemy import Engine

from batch_job.rebuild.rebuild import look
from contract.settings import Settings
from tests.batch_job.nightly import nightlife
from tests.batch_job.nightly.test_corrections_settled import (  # noqa: F401 - the night that is rebuilt
    again,
    corrected,
    database,
    late,
    operator,
    sent,
)
from tests.batch_job.rebuild import rebuilding


def test_a_rebuild_plays_it_again(module_namespace: Settings, database: Engine, again: list[int]) -> None:  # noqa: F811
    before, told = look(module_namespace, database, nightlife.END), rebuilding.told(database)
    found = rebuilding.lose_and_rebuild(module_namespace, database)

    assert again
    assert found.otherwise == []
    assert (found.after.day_rows, found.after.bills) == (before.day_rows, before.bills)
    assert rebuilding.told(database) == told
