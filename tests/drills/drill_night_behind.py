"""The archive is three hours behind at run time: an earlier horizon or a wait, and never a day with false holes."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from batch_job.nightly.database import engine
from contract.settings import Settings
from contract.windows import HOUR_MS
from tests.agreement.sending import send
from tests.drills import standing, verbs
from tests.drills.nights import Stand, stand
from tests.drills.patience import PATIENCE_S, until
from tests.drills.town import NIGHTS, ZONES, deliver, over, reports, stamped, town

BEHIND_MS = 3 * HOUR_MS
SOON_S, LATER_S = 5, 200


@pytest.fixture
def behind(settings: Settings) -> Iterator[Settings]:
    """All nights are over and on the topics; the archive lacks the last three hours, so the end of the last day."""
    sent, archived = reports(), over(NIGHTS[-1]) - BEHIND_MS
    with town(settings) as own:
        deliver(own, stamped(sent, 0, archived))
        send(own, stamped(sent, archived, over(NIGHTS[-1])))
        yield own


@pytest.fixture
def database(behind: Settings) -> Iterator[Engine]:
    found = engine(behind)
    yield found
    found.dispose()


def test_a_night_publishes_what_the_archive_holds_whole_and_the_rest_when_it_does(
    behind: Settings, database: Engine, in_time: list[Stand]
) -> None:
    early = verbs.succeed(behind, "settle", "--wait", str(SOON_S))
    assert "publishing an earlier horizon" in early.said
    assert standing.horizons_told(database) == dict.fromkeys(ZONES, NIGHTS[-2])
    assert stand(behind) == in_time[-2], "a day was published as if readings were missing"
    print(f"\nearlier horizon after {early.seconds:.1f} s, {SOON_S} of them waiting", flush=True)

    waiting = verbs.begin(behind, "settle", "--wait", str(LATER_S))
    time.sleep(SOON_S)
    assert waiting.process.poll() is None, waiting.said()[-2000:]
    assert stand(behind) == in_time[-2]
    archive = verbs.begin(behind, "archive", "--age", "2")
    try:
        ended = waiting.wait()
    finally:
        archive.process.terminate()
        archive.wait()
    assert ended.code == 0, ended.said[-4000:]
    assert standing.horizons_told(database) == dict.fromkeys(ZONES, NIGHTS[-1])
    assert stand(behind) == in_time[-1]
    until(lambda: set(standing.states(database)) == {"published"}, "no run to be left", PATIENCE_S)
    standing.assert_tidy(behind, database)
    print(f"the night that waited took {ended.seconds:.1f} s", flush=True)
