"""Reports of a few homes over an hour, with spikes, all in order and in time; and all that can be done to them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

from contract.encoding import messages
from contract.reading import Reading, Report, as_report
from contract.settings import Settings
from contract.utilities import UTILITIES, Utility
from contract.windows import DAY_MS, MINUTE_MS, SECOND_MS
from tests.agreement.generated_readings import START, Sent
from tests.drills.poison import POISON

HOMES = range(100, 130)
LENGTH_MS = 60 * MINUTE_MS
USUAL, SPIKE = range(100, 300), 20_000
# Of what the homes report; three copies of each on average, so a hundredth of all messages is poison.
MOST_COPIES, LATE, ANCIENT, POISONED = 5, 0.05, 0.001, 0.03
ANCIENT_MS = 40 * DAY_MS


def in_order(settings: Settings, *, seed: int) -> list[Sent]:
    """In the order of their stamps."""
    rng = random.Random(seed)
    sent = [_sent(*each, _in_time(settings, each[1], rng)) for each in _reports(settings, rng)]
    return sorted(sent, key=lambda message: message.stamp)


def in_disorder(settings: Settings, *, seed: int) -> list[Sent]:
    """Every report 1 to 5 times, shuffled within the delay, some late, some very late, some poison."""
    rng = random.Random(seed)
    sent = [message for each in _reports(settings, rng) for message in _copies(settings, *each, rng)]
    return sorted(sent, key=lambda message: message.stamp)


def _copies(settings: Settings, utility: Utility, report: Report, rng: random.Random) -> Iterator[Sent]:
    late = rng.randrange(10, 400) * SECOND_MS if rng.random() < LATE else 0
    for _ in range(rng.randint(1, MOST_COPIES)):
        yield _sent(utility, report, _in_time(settings, report, rng) + late)
    if rng.random() < ANCIENT:
        old = replace(report, at=report.at - ANCIENT_MS)
        yield _sent(utility, old, _in_time(settings, report, rng))
    if rng.random() < POISONED:
        value, bad = rng.choice(POISON)(report)
        yield Sent(utility, report.user_id, value, bad, _in_time(settings, report, rng))


def _sent(utility: Utility, report: Report, stamp: int) -> Sent:
    return Sent(utility, report.user_id, messages.encode(report), report, stamp)


def _in_time(settings: Settings, report: Report, rng: random.Random) -> int:
    return report.at + report.offset_ms[-1] + rng.randrange(settings.delay_s * SECOND_MS - SECOND_MS)


def _reports(settings: Settings, rng: random.Random) -> Iterator[tuple[Utility, Report]]:
    step = settings.live_window_ms // settings.full_report
    for utility in UTILITIES:
        for user_id in HOMES:
            register, spike = rng.randrange(10**9), START + rng.randrange(30, 59) * MINUTE_MS
            for first in range(START + 1 + user_id, START + LENGTH_MS, settings.live_window_ms):
                readings = []
                for at in range(first, first + settings.live_window_ms, step):
                    demand = SPIKE if 0 <= at - spike < MINUTE_MS // 2 else rng.choice(USUAL)
                    register += demand * step // 3600
                    readings.append(Reading(user_id, user_id * 4, at, register, demand))
                yield utility, as_report(readings)
