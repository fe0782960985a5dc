"""Which run settled a correction: none that only closed the evening of its day."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, insert

from api.access import EVERYTHING
from api.corrections import CorrectionDoor
from api.homes import Home
from batch_job.nightly.database import engine
from contract.days import midnight
from contract.settings import Settings
from contract.tables.corrections import corrections
from contract.windows import HOUR_MS
from tests.batch_job.nightly import two_nights
from tests.batch_job.nightly.two_nights import FIRST, OPENED, SECOND, UTILITY, WHOLE, ZONE

HOMES = {user: Home(user, "Home", "home", 1, "County", "NY", ZONE, 40.0, -74.0, None, (UTILITY,)) for user in (64, 65)}


@pytest.fixture
def database(namespace: Settings) -> Iterator[Engine]:
    """Both homes have a correction on each of the two days, sent between the nights."""
    found = engine(namespace)
    two_nights.put(found)
    noons = [midnight(day, ZONE) + 12 * HOUR_MS for day in (FIRST, SECOND)]
    told = {"utility": UTILITY, "register": 1, "demand": 0, "reason": "misread", "recorded_by": "olga"}
    rows = [{"user_id": user, "meter_id": user, "at": at, **told} for user in HOMES for at in noons]
    with found.begin() as connection:
        sent = {"revision": 1, "message_offset": 2}
        connection.execute(insert(corrections), [{**row, **sent, "recorded_at": row["at"]} for row in rows])
    yield found
    found.dispose()


def _settled_by(database: Engine, namespace: Settings, user: int) -> list[int | None]:
    door = CorrectionDoor(database, namespace, lambda: 1)
    return [each.run_id for each in reversed(door.of_home(HOMES[user], [EVERYTHING]))]


@pytest.mark.parametrize("user", [WHOLE, OPENED])
def test_a_night_has_settled_its_own_day_alone(database: Engine, namespace: Settings, user: int) -> None:
    assert _settled_by(database, namespace, user) == [None, 2]


def test_the_run_that_settled_both_days_again_has(database: Engine, namespace: Settings) -> None:
    two_nights.settle_again(database, OPENED)
    assert _settled_by(database, namespace, OPENED) == [3, 3]
