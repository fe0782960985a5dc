"""MariaDB dies while a night publishes, and readers ask all the while: run N or run N + 1, never a mixture."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Engine, Select, func, select

from batch_job.nightly.database import engine
from batch_job.nightly.night import Asked
from contract.days import midnight
from contract.settings import Settings
from contract.tables.batch_view import horizons, runs
from contract.windows import SECOND_MS
from tests.batch_job.nightly.nightlife import settled
from tests.drills import locks, readers, standing, verbs
from tests.drills.patience import PATIENCE_S, until
from tests.drills.readers import Reader
from tests.drills.rig import rig_of
from tests.drills.town import NIGHTS, deliver, reports, stamped, town

ZONE, HOME = "America/New_York", 64
TOLD_LATE = 7  # one reading in so many comes between the runs
LEAST_RATE = 20  # answers a second; a hundred are asked for, on a machine that has time
NEWEST = select(func.max(runs.c.run_id)).scalar_subquery()
POINTS = {
    "its rows are loaded, its record is not": (select(runs.c.run_id).where(runs.c.run_id == NEWEST), "UPDATE runs"),
    "its record says published, the horizon not": (select(horizons.c.run_id), "INSERT INTO horizons"),
}


@pytest.fixture
def own(settings: Settings) -> Iterator[Settings]:
    """Two days are published; since then readings have come that change both."""
    cut = midnight(NIGHTS[2], ZONE) + settings.grace_s * SECOND_MS  # what is stamped later is the next night's
    sent = stamped(reports(), 0, cut)
    late = [replace(message, stamp=cut) for message in sent[::TOLD_LATE]]
    del sent[::TOLD_LATE]
    with town(settings) as made:
        deliver(made, [*sent[:-1], replace(sent[-1], stamp=cut)])
        settled(made, Asked(zone=ZONE))
        deliver(made, late)
        yield made


def test_readers_see_run_n_or_n_plus_1_whatever_dies(own: Settings) -> None:
    database = engine(own)
    sql = Reader(readers.by_sql(database, ZONE))
    with readers.api(own) as client:
        api = Reader(readers.by_api(client, HOME))
        with sql.asking(), api.asking():
            for what, point in POINTS.items():
                before = standing.newest(database)
                print(f"\n{what}: {_killed(own, database, *point)}", flush=True)
                assert standing.newest(database) == before
            asked, began = sql.answered, standing.newest(database)
            seconds = verbs.succeed(own, *_again()).seconds
            assert (sql.answered - asked) / seconds > LEAST_RATE
            until(lambda: len(api.told) > 1 and len(sql.told) > 1, "readers to see the new run", PATIENCE_S)
    for name, reader in (("SQL", sql), ("API", api)):
        rate = (reader.answered + reader.unanswered) / reader.seconds
        print(f"{name}: {reader.answered:,} answers, {reader.unanswered} times none, {rate:.0f} a second", flush=True)
        assert len(reader.told) == 2, reader.told
    once = standing.newest(database)
    assert once != began, "the late readings changed nothing, so there was nothing to see"
    settled(own, Asked(NIGHTS[0], ZONE))
    assert standing.newest(database) == once
    standing.assert_tidy(own, database)
    database.dispose()


def _again() -> tuple[str, ...]:
    return "settle", "--zone", ZONE, "--day", str(NIGHTS[0])


def _killed(settings: Settings, database: Engine, rows: Select[tuple[int]], statement: str) -> str:
    """Settles again and kills MariaDB while the settlement stands still there; gives what it ended with."""
    victims, verb = rig_of(settings).victims, verbs.begin(settings, *_again())
    until(lambda: "name=freeze" in verb.said() or verb.process.poll() is not None, "inputs to be frozen", locks.NIGHT_S)
    with locks.held(database, rows):
        locks.until_stuck(database, statement)
        victims.kill("mariadb")
        sentence = verb.wait(locks.NIGHT_S).sentence
    until(lambda: _answers(database), "MariaDB to come back", PATIENCE_S)
    return sentence


def _answers(database: Engine) -> bool:
    try:
        standing.newest(database)
    except readers.AWAY:
        return False
    return True
