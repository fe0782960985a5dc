"""Four homes in two zones, and their quarter hours, sent in parts so that nights can run in between."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import numpy as np

from batch_job.nightly.database import engine
from contract.days import midnight
from contract.encoding import messages
from contract.reading import Reading, as_report
from contract.settings import Settings
from contract.utilities import Utility
from contract.windows import HOUR_MS, INTERVAL_MS, SECOND_MS
from tests.agreement import commands
from tests.agreement.generated_readings import Sent
from tests.agreement.sending import send
from tests.batch_job.nightly import nightlife
from tests.batch_job.rebuild import rebuilding
from tests.namespaces import fresh

BEGIN = nightlife.BEGIN
ZONES = sorted(set(nightlife.HOMES.values()))
EARLIEST = date(2026, 3, 6)  # the first day of any zone
NIGHTS = (date(2026, 3, 7), date(2026, 3, 8), date(2026, 3, 9))  # the second has 23 hours
DELAY_MS = 3 * SECOND_MS
MISSING = 0.05
GAP = slice(40, 52)
OVER_MIDNIGHT = slice(180, 200)  # from 21:00 of the second day, for one home


def over(night: date) -> int:
    """When a night's days have ended in both zones and their grace is over, UTC ms."""
    return midnight(night, "America/Denver") + 25 * HOUR_MS


def reports() -> list[Sent]:
    """Of all nights, in the order of their stamps; always the same."""
    rng = np.random.default_rng(11)
    found = [
        message
        for user in nightlife.HOMES
        for utility in nightlife.UTILITIES
        for message in _history(rng, user, utility)
    ]
    return sorted(found, key=lambda message: message.stamp)


def stamped(sent: list[Sent], after: int, until: int) -> list[Sent]:
    """Those stamped in (after, until]."""
    return [message for message in sent if after < message.stamp <= until]


@contextmanager
def town(settings: Settings) -> Iterator[Settings]:
    """A namespace whose registry knows the homes and their prices."""
    with fresh(settings) as own:
        database = engine(own)
        nightlife.enrol(database)
        rebuilding.put_prices(database)
        database.dispose()
        yield own


def deliver(settings: Settings, sent: list[Sent]) -> None:
    """Sends, and lets an archive take it all."""
    send(settings, sent)
    commands.archive_to_end(settings)


def _history(rng: np.random.Generator, user: int, utility: Utility) -> Iterator[Sent]:
    ends = range(BEGIN, over(NIGHTS[-1]) + 1, INTERVAL_MS)
    registers = np.cumsum(rng.integers(0, 500_000, len(ends))).tolist()
    kept = rng.random(len(ends)) > MISSING
    kept[GAP] = False
    kept[OVER_MIDNIGHT] &= user != 65
    for at, register, there in zip(ends, registers, kept.tolist(), strict=True):
        if there:
            report = as_report([Reading(user, user + 1000, at, register, 100)])
            yield Sent(utility, user, messages.encode(report), report, at + DELAY_MS)
