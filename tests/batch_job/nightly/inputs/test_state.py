"""What a run knows before it reads: of a home that feeds in, since when, beside what it takes and nowhere else."""

from __future__ import annotations

import pyarrow.compute as pc
from sqlalchemy import insert

from batch_job.nightly.database import engine
from batch_job.nightly.inputs.state import FROZEN, state
from contract.settings import Settings
from contract.tables.registry import service_points
from contract.utilities import ELECTRICITY, EXPORT
from tests.batch_job.nightly import nightlife as night

SOLAR = {65: night.BEGIN + 5, 129: night.BEGIN + 9}


def test_the_state_says_since_when_a_home_feeds_in(namespace: Settings) -> None:
    database = engine(namespace)
    night.enrol(database)
    points = [{"user_id": user, "utility": EXPORT.name, "supply_from": since} for user, since in SOLAR.items()]
    with database.begin() as connection:
        connection.execute(insert(service_points), points)
    zones = sorted(set(night.HOMES.values()))
    with database.connect() as connection:
        found = state(connection, zones, night.FIRST_DAY)
        frozen = found.filter(pc.equal(found["utility"], ELECTRICITY.name)).select([field.name for field in FROZEN])
        again = state(connection, zones, night.FIRST_DAY, frozen)
    database.dispose()
    rows = found.to_pylist()

    assert len(rows) == len(night.HOMES) * len(night.UTILITIES) + len(SOLAR)
    told = {(row["utility"], row["user_id"]): row["feeds_in_from"] for row in rows if row["feeds_in_from"] is not None}
    assert told == {(ELECTRICITY.name, user): since for user, since in SOLAR.items()}
    # played again without its other register, as a run of a few service points may be
    assert again.to_pylist() == [row for row in rows if row["utility"] == ELECTRICITY.name]
