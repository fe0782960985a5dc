"""Three nights run in time, each once its days were over: what every other way to the same days must come to."""

from __future__ import annotations

from dataclasses import dataclass

from batch_job.nightly.database import engine
from batch_job.nightly.night import Asked
from contract.settings import Settings
from tests.batch_job.nightlife import settled
from tests.drills import standing
from tests.drills.town import NIGHTS, deliver, over, reports, stamped, town


@dataclass(frozen=True)
class Stand:
    """Checksums of day rows and of bills."""

    days: str
    billed: str


def in_time(settings: Settings) -> list[Stand]:
    """What stands after each night."""
    sent, before, found = reports(), 0, []
    with town(settings) as own:
        database = engine(own)
        for night in NIGHTS:
            deliver(own, stamped(sent, before, over(night)))
            settled(own, Asked())
            found.append(Stand(standing.days(database), standing.billed(database)))
            before = over(night)
        database.dispose()
    return found
