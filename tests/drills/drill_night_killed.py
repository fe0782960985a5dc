"""The nightly batch killed at random points and then run three times: one checksum, that of a night left in peace."""

from __future__ import annotations

import os
import random
import time

from sqlalchemy import Engine

from batch_job.nightly.database import engine
from batch_job.nightly.night import Asked
from contract.settings import Settings
from tests.batch_job.nightly.nightlife import settled
from tests.drills import standing, verbs
from tests.drills.town import EARLIEST, ZONES, deliver, reports, town

SEED = int(os.environ.get("CONCORD_DRILL_SEED", "5"))
KILLS, RUNS = 5, 3


def test_a_night_killed_at_five_points_and_run_three_times_has_one_checksum(settings: Settings) -> None:
    sent = reports()
    with town(settings) as peaceful, town(settings) as own:
        for each in (peaceful, own):
            deliver(each, sent)
        seconds = verbs.succeed(peaceful, "settle").seconds
        there, database = engine(peaceful), engine(own)
        wanted, rows, money = standing.newest(there), standing.days(there), standing.billed(there)
        assert sorted(wanted) == ZONES
        print(f"\na night in peace took {seconds:.1f} s; seed {SEED}", flush=True)

        points, killed = random.Random(SEED), 0
        while killed < KILLS:
            killed += _kill(own, database, points.uniform(0.5, seconds))
            assert standing.newest(database).items() <= wanted.items(), "readers see whole runs only"
        for _ in range(RUNS):
            settled(own, Asked(EARLIEST if _all_settled(database) else None))
            assert standing.newest(database) == wanted
            assert (standing.days(database), standing.billed(database)) == (rows, money)
            standing.assert_tidy(own, database)
        states = standing.states(database)
        print(f"{states.count('failed')} runs failed, {states.count('published')} published: {wanted}", flush=True)
        there.dispose()
        database.dispose()


def _words(database: Engine) -> list[str]:
    """What is due; everything once more where nothing is."""
    return ["settle", "--day", str(EARLIEST)] if _all_settled(database) else ["settle"]


def _all_settled(database: Engine) -> bool:
    return len(standing.newest(database)) == len(ZONES)


def _kill(settings: Settings, database: Engine, seconds: float) -> bool:
    """Whether it was at work when it was killed."""
    verb = verbs.begin(settings, *_words(database))
    time.sleep(seconds)
    at_work = verb.process.poll() is None
    verb.kill()
    said = [line for line in verb.said().splitlines() if line.strip()]
    word = "killed" if at_work else "had ended already"
    print(f"{word} after {seconds:.1f} s; the last it said: {said[-1][:110] if said else 'nothing'}", flush=True)
    return at_work
