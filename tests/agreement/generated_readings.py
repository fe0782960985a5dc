"""A small fleet with every trouble: duplicates, disorder, late rows, gaps, boundary instants, all cadences, poison."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from contract.reading import Reading, Report, as_report
from contract.settings import Settings
from contract.utilities import UTILITIES, Utility
from contract.windows import HOUR_MS, INTERVAL_MS, MINUTE_MS, SECOND_MS

START = 1_772_323_200_000  # 2026-03-01T00:00:00Z
CADENCES = ("full", "single", "minute", "interval", "hourly")


@dataclass(frozen=True)
class Sent:
    """One message: its report, utility and stamp (UTC ms)."""

    utility: Utility
    report: Report
    stamp: int


def fleet(settings: Settings, *, users: int, hours: int, seed: int) -> list[Sent]:
    """Reports of `users` homes and three utilities over `hours`, in the order of their stamps."""
    rng = random.Random(seed)
    sent = [
        message
        for utility in UTILITIES
        for user_id in range(1, users + 1)
        for message in _home(settings, utility, user_id, hours, rng)
    ]
    return sorted(sent, key=lambda message: message.stamp)


def _home(settings: Settings, utility: Utility, user_id: int, hours: int, rng: random.Random) -> Iterator[Sent]:
    cadence = CADENCES[user_id % len(CADENCES)]
    gap = range(HOUR_MS, 3 * HOUR_MS) if user_id % 3 == 0 else range(0)
    for readings in _reports(settings, cadence, utility, user_id, hours=hours, rng=rng):
        if readings[0].at - START in gap:
            continue
        stamp = readings[-1].at + rng.randrange(settings.delay_s * 1000 - 1000)
        if rng.random() < 0.05:
            stamp += rng.randrange(10, 400) * SECOND_MS
        report = as_report(readings)
        yield Sent(utility, report, stamp)
        if rng.random() < 0.03:
            yield Sent(utility, report, stamp + rng.randrange(2000))
        if rng.random() < 0.01:
            yield Sent(utility, _spoiled(report, rng), stamp)


def _reports(
    settings: Settings, cadence: str, utility: Utility, user_id: int, *, hours: int, rng: random.Random
) -> Iterator[list[Reading]]:
    step, count, phase = {
        "full": (settings.live_window_ms // settings.full_report, settings.full_report, 1 + user_id),
        "single": (5 * SECOND_MS, 1, 5 * SECOND_MS),
        "minute": (5 * SECOND_MS, 12, 4_999),
        "interval": (INTERVAL_MS, 1, INTERVAL_MS),
        "hourly": (HOUR_MS, 1, 19 * MINUTE_MS + 43 * SECOND_MS),
    }[cadence]
    register = rng.randrange(10**9)
    meter_id = user_id * 4 + UTILITIES.index(utility)
    for first in range(START + phase, START + hours * HOUR_MS + 1, step * count):
        readings = []
        for at in range(first, first + step * count, step):
            demand = rng.randrange(0, 3000)
            register += demand * step // 3600
            if cadence == "hourly" and rng.random() < 0.1:
                register -= rng.randrange(2, 200_000)  # noise of a real meter
            readings.append(Reading(user_id, meter_id, at, register, demand, int(rng.random() < 0.02)))
        yield readings


def _spoiled(report: Report, rng: random.Random) -> Report:
    fields = dict(report.__dict__)
    spoil = rng.choice(["register", "future", "ancient", "meter", "columns"])
    if spoil == "register":
        fields["register"] = (10**15,) * len(report.register)
    elif spoil == "future":
        fields["at"] = report.at + 73 * 365 * 24 * HOUR_MS
    elif spoil == "ancient":
        fields["at"] = 1
    elif spoil == "meter":
        fields["meter_id"] = 2**31 + 5
    else:
        fields["demand"] = ()
    return Report(**fields)
