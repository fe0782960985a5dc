"""Three nights that nothing disturbed, run in time or at once: what those that are disturbed must come to."""

from __future__ import annotations

from dataclasses import dataclass

from batch_job.nightly.database import engine
from batch_job.nightly.night import Asked
from contract.settings import Settings
from tests.batch_job.nightly.nightlife import settled
from tests.drills import standing
from tests.drills.town import NIGHTS, deliver, over, reports, stamped, town


@dataclass(frozen=True)
class Stand:
    """Checksums of day rows and of bills."""

    days: str
    billed: str


def at_once(settings: Settings) -> Stand:
    """What stands after one settlement of all these days."""
    with town(settings) as own:
        deliver(own, reports())
        settled(own, Asked())
        return stand(own)


def stand(settings: Settings) -> Stand:
    """What stands now."""
    database = engine(settings)
    try:
        return Stand(standing.days(database), standing.billed(database))
    finally:
        database.dispose()


def in_time(settings: Settings) -> list[Stand]:
    """What stands after each night."""
    sent, before, found = reports(), 0, []
    with town(settings) as own:
        for night in NIGHTS:
            deliver(own, stamped(sent, before, over(night)))
            settled(own, Asked())
            found.append(stand(own))
            before = over(night)
    return found
