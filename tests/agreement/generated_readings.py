"""A small fleet with every trouble: duplicates, conflicts, disorder, late rows, gaps, all cadences, poison; and meters
that are swapped, roll over, begin anew or go back a little.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from contract.days import day_bounds
from contract.encoding import messages
from contract.reading import Reading, Report, as_report
from contract.registry import BLOCK_SIZE, Block, block_of
from contract.settings import Settings
from contract.utilities import UTILITIES, Utility
from contract.windows import HOUR_MS, INTERVAL_MS, MINUTE_MS, SECOND_MS
from tests.agreement.spoiling import spoiled, undecodable

START = 1_772_841_600_000  # 2026-03-07T00:00:00Z
STOP = START + 72 * HOUR_MS
FIRST_DAY = date(2026, 3, 6)  # in both zones; the third day has 23 hours
SETTLED = [date(2026, 3, day) for day in (6, 7, 8, 9)]  # the last ends after STOP
BLOCKS = {block.block: block for block in (Block(0, 6037, "America/Los_Angeles"), Block(1, 36061, "America/New_York"))}
# Some of either block, so of either zone.
USERS = range(BLOCK_SIZE - 20, BLOCK_SIZE + 20)
CADENCES = ("full", "single", "minute", "interval", "hourly")
DIAL = 10 ** UTILITIES[0].register_digits
DENSE = ("full", "single", "minute")  # these sleep, but at first and around midnight


@dataclass(frozen=True)
class Sent:
    """One message: utility, user (its key), bytes, the report they are (None if none at all) and stamp (UTC ms)."""

    utility: Utility
    user_id: int
    value: bytes
    report: Report | None
    stamp: int


def days_of(user_id: int) -> list[tuple[int, int]]:
    """Bounds (UTC ms) of the local days to settle of a home."""
    return [day_bounds(day, BLOCKS[block_of(user_id)].zone) for day in SETTLED]


def fleet(settings: Settings, *, seed: int) -> list[Sent]:
    """Reports of all users and utilities over three days, in the order of their stamps."""
    rng = random.Random(seed)
    sent = [message for utility in UTILITIES for user_id in USERS for message in _home(settings, utility, user_id, rng)]
    return sorted(sent, key=lambda message: message.stamp)


def _home(settings: Settings, utility: Utility, user_id: int, rng: random.Random) -> Iterator[Sent]:
    for readings in _reports(settings, utility, user_id, rng):
        stamp = readings[-1].at + rng.randrange(settings.delay_s * 1000 - 1000)
        if rng.random() < 0.05:
            stamp += rng.randrange(10, 400) * SECOND_MS
        report = as_report(readings)
        yield Sent(utility, user_id, messages.encode(report), report, stamp)
        if rng.random() < 0.03:
            yield Sent(utility, user_id, messages.encode(report), report, stamp + rng.randrange(2000))
        if rng.random() < 0.01:
            differing = as_report([each._replace(register=each.register + 7) for each in readings])
            yield Sent(utility, user_id, messages.encode(differing), differing, stamp + rng.randrange(2000))
        if rng.random() < 0.01:
            bad = spoiled(report, rng)
            yield Sent(utility, user_id, messages.encode(bad), bad, stamp)
        if rng.random() < 0.01:
            yield Sent(utility, user_id, undecodable(report, rng), None, stamp)


def _reports(settings: Settings, utility: Utility, user_id: int, rng: random.Random) -> Iterator[list[Reading]]:
    cadence = CADENCES[user_id % len(CADENCES)]
    step, count, phase = {
        "full": (settings.live_window_ms // settings.full_report, settings.full_report, 1 + user_id),
        "single": (5 * SECOND_MS, 1, 5 * SECOND_MS),
        "minute": (5 * SECOND_MS, 12, 4_999),
        "interval": (INTERVAL_MS, 1, INTERVAL_MS),
        "hourly": (HOUR_MS, 1, 19 * MINUTE_MS + 43 * SECOND_MS),
    }[cadence]
    register, meter_id = rng.randrange(10**9), user_id * 4 + UTILITIES.index(utility)
    silent, swapped, reset = _silent(user_id), user_id % 7 != 0, user_id % 11 != 5
    if user_id % 11 == 3 and cadence != "hourly":  # whose noise would turn the dial back
        register = DIAL - 2 * 10**6
    for first in range(START + phase, STOP + 1, step * count):
        if any(first in stretch for stretch in silent):
            register += step * count // 60
            continue
        if not swapped and first > START + 30 * HOUR_MS:
            register, meter_id, swapped = rng.randrange(10**6), meter_id + 4001, True
        if not reset and first > START + 45 * HOUR_MS:
            register, reset = register % 1000, True
        readings = []
        for at in range(first, first + step * count, step):
            demand = rng.randrange(0, 3000)
            register = (register + demand * step // 3600) % DIAL
            if cadence == "hourly" and rng.random() < 0.1:
                register -= rng.randrange(2, 200_000)  # noise of a real meter
            readings.append(Reading(user_id, meter_id, at, register, demand, int(rng.random() < 0.02)))
        yield readings


def _silent(user_id: int) -> list[range]:
    """Stretches without any report: a gap in the first hours or over a midnight, and a dense home's sleep."""
    midnights = [stop for _, stop in days_of(user_id)[:-1]]
    gap = [
        range(START + HOUR_MS, START + 3 * HOUR_MS),
        range(midnights[1] - 3 * HOUR_MS, midnights[1] + HOUR_MS // 3),
        range(0),
    ][user_id % 3]
    if CADENCES[user_id % len(CADENCES)] not in DENSE:
        return [gap]
    awake = [START, START + 2 * HOUR_MS, *(m + d for m in midnights for d in (-10 * MINUTE_MS, 10 * MINUTE_MS))]
    return [gap, *(range(a, b) for a, b in zip(awake[1::2], [*awake[2::2], STOP - 10 * MINUTE_MS], strict=True))]
